/**
 * Rule: a text is said in the language under which it stands. Two that were exchanged are told by their words:
 * those of each are met in the other language alone, in all other texts of the channel.
 *
 * A warning, and only where no word speaks against it on either side.
 */
import { saidIn } from "./said.ts";
import { below, type World } from "./world.ts";

/** Words on each side that must be met elsewhere: one may be a name. */
const WORDS_MIN = 2;

export function checkSwapped(world: World): void {
  const texts = saidIn(world).flatMap(({ text, at }) =>
    typeof text === "string" || "word" in text ? [] : [{ at, words: wordsOf(text) }],
  );
  /** In how many texts each word stands, by its language. */
  const met = new Map<string, number>();
  for (const { words } of texts) {
    for (const [language, own] of words) {
      for (const word of own)
        met.set(`${language} ${word}`, (met.get(`${language} ${word}`) ?? 0) + 1);
    }
  }
  for (const { at, words } of texts) {
    const elsewhere = (word: string, language: string) =>
      (met.get(`${language} ${word}`) ?? 0) - (words.get(language)?.has(word) === true ? 1 : 0);
    const isOf = (own: ReadonlySet<string>, is: string, not: string) => {
      const known = [...own].filter((word) => elsewhere(word, is) + elsewhere(word, not) > 0);
      return known.length >= WORDS_MIN && known.every((word) => elsewhere(word, not) === 0);
    };
    for (const [one, mine] of words) {
      for (const [other, theirs] of words) {
        if (one >= other || !isOf(mine, other, one) || !isOf(theirs, one, other)) continue;
        const message = `this reads like \`${other}\`, and the text of \`${other}\` like \`${one}\``;
        world.report(below(at, one), "untranslated", message, "Exchange the two texts.", "warning");
      }
    }
  }
}

/** By language; without what brackets hold, each once. */
function wordsOf(text: Readonly<Record<string, string>>): Map<string, ReadonlySet<string>> {
  const words = new Map<string, ReadonlySet<string>>();
  for (const [language, saying] of Object.entries(text)) {
    if (typeof saying !== "string") continue;
    const bare = saying.toLowerCase().replace(/\{[^{}]*\}/g, " ");
    words.set(language, new Set(bare.match(/\p{L}{2,}/gu)));
  }
  return words;
}
