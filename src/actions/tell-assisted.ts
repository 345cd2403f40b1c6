/**
 * Both are told that an officer sent a request for somebody: whoever was helped, beside the service's own words,
 * and how to object; the officer by its reference alone.
 */
import { plain } from "../base/gsm7.ts";
import type { Phone } from "../base/phone.ts";
import { showReference } from "../base/reference.ts";
import type { Vault } from "../base/vault.ts";
import type { AssistSms } from "../menu/assist-format.ts";
import type { Release } from "../menu/model.ts";
import { say } from "../menu/text.ts";
import { HELPED } from "../messages/message.ts";
import { queueMessage } from "../messages/outbox.ts";
import { quietOf } from "../messages/rules.ts";
import type { Write } from "../store/store.ts";

/** Somebody on a phone. */
interface Told {
  person: string;
  phone: Phone;
  language: string | null;
}

/** The officer who helps. */
export interface Helper extends Told {
  /** Id of the staff member. */
  staff: string;
}

/**
 * These two say nothing of the answers nor of the service, so that the officer keeps neither on their phone. To
 * the citizen the service's own SMS goes out beside `told`, and says what it says to everybody.
 */
export function tellAssisted(
  vault: Vault,
  release: Release,
  {
    request,
    citizen,
    helper,
    at,
  }: {
    request: { id: string; ref: string };
    citizen: Told;
    helper: Told;
    at: number;
  },
): Write[] {
  const one = (key: AssistSms, { person, phone: to, language }: Told): Write[] => {
    const text = assistSms(release, key, language, request.ref);
    if (text === null) return [];
    const message = {
      id: `assist:${request.id}:${key}`,
      class: "reply" as const,
      template: key === "told" ? HELPED : `channel/assist_${key}`,
      request: request.id,
      person,
      to,
      text,
      at,
    };
    return [queueMessage(vault, message, quietOf(release.channel))];
  };
  return [...one("told", citizen), ...one("done", helper)];
}

/** The words of an SMS of assisted mode; null where the channel has none. */
export function assistSms(
  { channel }: Pick<Release, "channel">,
  key: AssistSms,
  language: string | null,
  ref: string,
): string | null {
  if (channel.assist === null) return null;
  const is = language ?? channel.languages[0]?.is ?? "en";
  const values: Readonly<Record<string, string>> = {
    channel: say(channel.name, is, () => ""),
    code: channel.codes[0]?.dial ?? "",
    ref: showReference(ref),
  };
  return plain(say(channel.assist.sms[key], is, ({ name }) => values[name] ?? "")).trim();
}
