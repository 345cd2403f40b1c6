/** Rules about the words of a citizen's SMS: each has one meaning, and can be heard at all. */
import { SMS_MEANINGS } from "../sms-format.ts";
import { digitsIn, wordOf } from "../sms-words.ts";
import type { At, World } from "./world.ts";

/** Questions are answered by these, in every language: an SMS asks for 1 or 2. */
const ANSWERS: ReadonlyMap<string, string> = new Map([
  ["1", "yes"],
  ["2", "no"],
]);

export function checkWords({ source, report }: World): void {
  const words = source.channel.sms?.words;
  if (words === undefined) return;
  /** What each word means so far. */
  const seen = new Map<string, string>();
  for (const list of [...SMS_MEANINGS, "languages"] as const) {
    for (const [language, all] of Object.entries(words[list])) {
      const meaning = list === "languages" ? `the language \`${language}\`` : `\`${list}\``;
      for (const [index, written] of all.entries()) {
        const at: At = { file: "channel.yaml", path: ["sms", "words", list, language, index] };
        const word = wordOf(written);
        const fault = faultOf(word, list);
        if (fault !== null) report(at, "sms-word", `\`${written}\` ${fault.is}`, fault.mend);
        const other = seen.get(word);
        if (other !== undefined && other !== meaning) {
          const message = `\`${written}\` means ${other} already`;
          report(at, "sms-word", message, "Keep it in one place: a word has one meaning.");
        }
        seen.set(word, other ?? meaning);
      }
    }
  }
}

/** What is wrong with a word, whatever else there is. */
function faultOf(word: string, list: string): { is: string; mend: string } | null {
  if (word === "") return { is: "has no letter or digit", mend: "Write a word." };
  const answer = ANSWERS.get(word);
  if (answer !== undefined && answer !== list) {
    return {
      is: `is how citizens answer ${answer}`,
      mend: `Put it under \`${answer}\`, or remove it.`,
    };
  }
  if (digitsIn(word) === null) return null;
  return { is: "reads as a reference", mend: "Use a word, or fewer digits." };
}
