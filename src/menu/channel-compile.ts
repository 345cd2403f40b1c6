/** Compiles `channel.yaml`: its texts, keys, codes, connectors and calendar. Called by `compile`. */
import {
  ASSIST_SMS,
  ASSIST_TEXTS,
  LATER_ASSIST_SMS,
  LATER_ASSIST_TEXTS,
  type AssistFile,
  type AssistSms,
  type AssistText,
} from "./assist-format.ts";
import { calendarOf } from "./calendar.ts";
import { connectorOf } from "./connector.ts";
import type { ChannelFile } from "./format.ts";
import type { CompiledChannel, Keys } from "./model.ts";
import { PIN_TEXTS } from "./pin-format.ts";
import type { Say } from "./say-compile.ts";
import { smsRulesOf } from "./sms-compile.ts";
import {
  LATER_TEXTS,
  LATER_WRONG,
  SYSTEM_TEXTS,
  WRONG_CODES,
  type SystemText,
  type WrongCode,
} from "./system-texts.ts";
import { saidFor } from "./text-format.ts";

/** What Kenyan networks keep a call open; the GSM standard allows 600. */
const SESSION_S = 180;

/** The keys of a channel: its own where it names one, and the usual ones. */
export function keysOf(channel: ChannelFile): Keys {
  const own = Object.entries(channel.keys ?? {}).filter(([, key]) => key !== undefined);
  const usual: Keys = { back: "0", home: "00", more: "98", skip: "97" };
  return { ...usual, ...Object.fromEntries(own) };
}

/** `chooser`: id of the screen that asks for the language; null where there is none. */
export function channelOf(
  file: ChannelFile,
  { say, keys, chooser }: { say: Say; keys: Keys; chooser: string | null },
): CompiledChannel {
  return {
    name: say(file.name),
    country: file.country,
    currency: file.currency,
    session: file.session ?? SESSION_S,
    timeZone: file.time_zone,
    calendar: calendarOf(file.calendar),
    pin: pinOf(file.pin, say),
    assist: assistOf(file.assist, say),
    sms: smsRulesOf(file.sms, say),
    languages: file.languages,
    codes: file.codes.map(({ dial, also, start }) => ({
      dial,
      also: also ?? [],
      start: `channel/${start ?? "main"}`,
    })),
    budgets: file.budgets,
    keys,
    texts: mapKeys(SYSTEM_TEXTS, (key) => say(saidFor<SystemText>(file.texts, LATER_TEXTS, key))),
    wrong: mapKeys(fromList(WRONG_CODES), (code) =>
      say(saidFor<WrongCode>(file.wrong, LATER_WRONG, code)),
    ),
    connectors: new Map(
      Object.entries(file.connectors ?? {}).map(([name, one]) => [name, connectorOf(name, one)]),
    ),
    language: file.languages.length > 1 ? chooser : null,
  };
}

function pinOf(texts: ChannelFile["pin"], say: Say): CompiledChannel["pin"] {
  return texts === undefined ? null : mapKeys(PIN_TEXTS, (key) => say(texts[key]));
}

function assistOf(file: AssistFile | undefined, say: Say): CompiledChannel["assist"] {
  if (file === undefined) return null;
  return {
    key: file.key,
    day: file.day,
    texts: mapKeys(ASSIST_TEXTS, (key) =>
      say(saidFor<AssistText>(file.texts, LATER_ASSIST_TEXTS, key)),
    ),
    sms: mapKeys(ASSIST_SMS, (key) => say(saidFor<AssistSms>(file.sms, LATER_ASSIST_SMS, key))),
  };
}

function fromList<K extends string>(keys: readonly K[]): Record<K, true> {
  return Object.fromEntries(keys.map((key) => [key, true])) as Record<K, true>; // fromEntries forgets keys
}

function mapKeys<K extends string, T>(of: Record<K, unknown>, make: (key: K) => T): Record<K, T> {
  const entries = Object.keys(of).map((key) => [key, make(key as K)]); // Object.keys forgets them
  return Object.fromEntries(entries) as Record<K, T>;
}
