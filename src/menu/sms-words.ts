/**
 * What a citizen's SMS means: one word, a reference, or nothing we know.
 *
 * Total: any text has a meaning. The words are those of channel.yaml, in any of its languages, whatever
 * language the citizen is written to in. Called by `session`.
 */
import { readReference } from "../base/reference.ts";
import type { CompiledSms, SmsWord } from "./sms-compile.ts";

export type SmsMeant =
  | SmsWord
  | { means: "reference"; ref: string }
  /** No, with the reference of what was not agreed to. */
  | { means: "no_to"; ref: string; language: string }
  /** Digits like a reference of which one is wrong or missing; as they were typed, at most 12. */
  | { means: "not_a_reference"; typed: string }
  | { means: "unknown" };

/** Letters of a text that are looked at: whoever writes more has not written one word. */
const LOOKED_AT = 80;

export function meaningOf({ words }: CompiledSms, text: string): SmsMeant {
  const word = wordOf(text.slice(0, LOOKED_AT));
  const known = words.get(word);
  if (known !== undefined) return known;
  // "STOP sending me this" must stop; no other word counts with more behind it.
  const first = words.get(/^\p{L}+/u.exec(word)?.[0] ?? "");
  if (first?.means === "stop") return first;
  const digits = digitsIn(word);
  if (digits === null) return { means: "unknown" };
  const ref = readReference(digits);
  if (ref !== null && first?.means === "no") {
    return { means: "no_to", ref, language: first.language };
  }
  return ref === null
    ? { means: "not_a_reference", typed: digits.slice(0, 12) }
    : { means: "reference", ref };
}

/** As words are compared: small letters, and nothing around them that is neither letter nor digit. */
export function wordOf(text: string): string {
  const said = text.normalize("NFKC").trim().toLowerCase();
  return said.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
}

/** What reads as a reference, alone or behind a word such as "ref"; null where nothing does. */
export function digitsIn(word: string): string | null {
  return /^(?:\p{L}{1,12}[ .:]*)?([0-9][0-9 -]{5,11}[0-9])$/u.exec(word)?.[1] ?? null;
}
