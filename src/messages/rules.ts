/** What a channel says of sending. */
import type { CompiledChannel } from "../menu/model.ts";
import type { QuietHours } from "./quiet.ts";
import type { SendingRules } from "./sender.ts";

/** Where a channel says nothing: the draft guideline of Kenya's Communications Authority. */
const NIGHT = { from: 19 * 60, until: 7 * 60 };
/** A phone that answers a machine, or a request that goes round in circles, stops here. */
const CAPS = { phone: 20, all: 50_000 };

export function quietOf({ timeZone, sms }: CompiledChannel): QuietHours {
  return { timeZone, ...(sms?.quiet ?? NIGHT) };
}

export function rulesOf(channel: CompiledChannel): SendingRules {
  const { sms } = channel;
  const balanceAlarm = sms?.balanceAlarm ?? null;
  return { quiet: quietOf(channel), caps: sms?.caps ?? CAPS, balanceAlarm };
}
