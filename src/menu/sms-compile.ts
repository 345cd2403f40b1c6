/** Turns `sms` of channel.yaml into what runs. Total; called by `compile`. */
import { saidFor, type Text } from "./text-format.ts";
import {
  LATER_SMS_TEXTS,
  SMS_MEANINGS,
  SMS_TEXTS,
  type SmsFile,
  type SmsMeaning,
  type SmsText,
} from "./sms-format.ts";
import { wordOf } from "./sms-words.ts";
import type { Sayings } from "./text.ts";

/** What a word of a citizen's SMS is taken for, and the language it is of. */
export interface SmsWord {
  means: SmsMeaning | "language";
  language: string;
}

export interface CompiledSms {
  /** Minutes after midnight. */
  quiet: { from: number; until: number };
  /** Parts a day. */
  caps: { phone: number; all: number };
  /** In the provider's currency; null = nobody is told. */
  balanceAlarm: number | null;
  /** Above the main menu of a phone that blocks these SMS; null = it is not told. */
  blocked: Sayings | null;
  /** By the word in small letters. */
  words: ReadonlyMap<string, SmsWord>;
  texts: Readonly<Record<SmsText, Sayings>>;
}

export function smsRulesOf(
  file: SmsFile | undefined,
  say: (text: Text) => Sayings,
): CompiledSms | null {
  if (file === undefined) return null;
  const words = new Map<string, SmsWord>();
  const learn = (means: SmsWord["means"], said: Readonly<Record<string, readonly string[]>>) => {
    for (const [language, list] of Object.entries(said)) {
      for (const word of list) words.set(wordOf(word), { means, language });
    }
  };
  learn("language", file.words.languages);
  for (const means of SMS_MEANINGS) learn(means, file.words[means]);
  const texts = Object.keys(SMS_TEXTS).map((key) => [
    key,
    say(saidFor<SmsText>(file.texts, LATER_SMS_TEXTS, key as SmsText)), // Object.keys forgets them
  ]);
  return {
    quiet: { from: minutesOf(file.quiet.from), until: minutesOf(file.quiet.to) },
    caps: { phone: file.caps.phone, all: file.caps.day },
    balanceAlarm: file.balance_alarm ?? null,
    blocked: file.blocked === undefined ? null : say(file.blocked),
    words,
    texts: Object.fromEntries(texts) as Record<SmsText, Sayings>, // fromEntries forgets the keys
  };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
