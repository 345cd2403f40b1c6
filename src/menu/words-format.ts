/**
 * A language in a file of its own: `menus/words/fr.yaml`.
 *
 * Owns its shape. Called by `read`; `translate` puts its texts where they belong.
 */
import { z } from "zod";
import { language, words } from "./text-format.ts";

/** Where language files stand in the menus folder. */
export const WORDS_FOLDER = "words/";

/** A text's place: `report/screens/category/say`, as `placed` names it. */
const place = z.string().regex(/^[^\s/]+(\/[^\s/]+)+$/, "a place such as report/title");

export const wordsFile = z.strictObject({
  format: z.literal(1).meta({ description: "The version of the language: always 1." }),
  language: language.meta({
    description: "The language of this file, by its code.",
    examples: ["fr"],
  }),
  say: words.optional().meta({
    description:
      "The language's name in itself. Left out where `languages` of channel.yaml has the language, " +
      "which then says where it stands in their order.",
    examples: ["Kiswahili"],
  }),
  incomplete: z.boolean().optional().meta({
    description: "Still being translated: what is missing is said in the channel's first language.",
  }),
  texts: z
    .record(
      place,
      z.strictObject({
        of: z.string().meta({
          description: "The text in the channel's first language.",
          examples: ["Which ward?"],
        }),
        say: words.meta({ description: "The text in this language.", examples: ["Wadi gani?"] }),
      }),
    )
    .meta({
      description:
        "By its place: the service or `channel`, then the keys and names that lead to it.",
      examples: [{ "report/title": { of: "Problem report", say: "Signaler un souci" } }],
    }),
});
export type WordsFile = z.infer<typeof wordsFile>;

/** The language of a file's name, `fr` of `words/fr.yaml`; null where it is no language file. */
export function languageOfFile(file: string): string | null {
  return /^words\/(.+)\.yaml$/.exec(file)?.[1] ?? null;
}
