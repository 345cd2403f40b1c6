/**
 * Names, keys and texts as menu files write them: what every part of the format is made of.
 *
 * Called by `format` and `life-format`.
 */
import { z } from "zod";

/** Screens, answers, services, statuses and words are named like this, so that they can be typed. */
export const NAME = /^[a-z][a-z0-9_]{0,39}$/;
export const name = z
  .string()
  .regex(NAME, "a name: small letters, digits and _, starting with a letter, at most 40");
export const language = z.string().regex(/^[a-z]{2,3}$/, "a language code such as en or sw");

/** Keys of a phone that an option or a navigation key may use: one to three digits. */
export const key = z
  .union([z.int().min(1).max(999).transform(String), z.string().regex(/^[0-9]{1,3}$/)])
  .meta({
    description: "The number a citizen presses, such as 9. Without it, options are counted from 1.",
    examples: [9],
  });

/** Something to read: a blank line would print as nothing. */
export const words = z.string().regex(/\S/, "a text that is not blank");

const sayings = z.record(language, words).meta({
  examples: [{ en: "Which ward?", sw: "Wadi gani?" }],
});

/**
 * A text: the same in every language, one per language, or a shared word of `channel.yaml`.
 * It has no description: editors would show that one, and not what each key says of itself.
 */
export const text = z.union([
  words,
  z.strictObject({
    word: name.meta({
      description: "A shared word, from `words` of channel.yaml.",
      examples: ["unsaid"],
    }),
  }),
  sayings,
]);
export type Text = z.infer<typeof text>;

/**
 * Texts that Njia says by itself, each with where it is used. Those that came later than some channels may
 * be left out: a release that was published before they came must still run.
 */
export function textsOf<K extends string, L extends K>(
  descriptions: Readonly<Record<K, string>>,
  later: Readonly<Record<L, NoInfer<K>>>,
) {
  const shape = Object.entries<string>(descriptions).map(([of, description]) => {
    const one = text.meta({ description });
    return [of, of in later ? one.optional() : one];
  });
  const schema: z.ZodType = z.strictObject(Object.fromEntries(shape));
  // `fromEntries` forgets the keys, and which of them are optional.
  return schema as z.ZodType<Record<Exclude<K, L>, Text> & Partial<Record<L, Text | undefined>>>;
}

/** What is said for a text: where a channel has not got it, the one that came before it. */
export function saidFor<K extends string>(
  texts: Readonly<Partial<Record<K, Text | undefined>>>,
  later: Readonly<Partial<Record<K, K>>>,
  of: K,
): Text {
  return texts[of] ?? texts[later[of] ?? of] ?? "";
}
