/** What a text says in each language, and what it prints there, with the places of both. */
import type { Text } from "../text-format.ts";
import { offsetIn, readText, type Argument } from "../text.ts";
import { below, type At, type World } from "./world.ts";

export interface Saying {
  saying: string;
  language: string;
  at: At;
  /** The place of a letter of it. */
  letter: (offset: number) => At;
}

const here = (saying: string, language: string, at: At): Saying => ({
  saying,
  language,
  at,
  letter: (within) => ({ ...at, within }),
});

/** Each saying of a text, in its language; those of a shared word stand where the word is named. */
export function sayingsOf(
  { source, languages }: Pick<World, "source" | "languages">,
  text: Text,
  at: At,
): Saying[] {
  if (typeof text === "string") return [here(text, languages[0] ?? "en", at)];
  if ("word" in text) {
    const said = source.channel.words?.[String(text.word)];
    if (said === undefined || (typeof said === "object" && "word" in said)) return [];
    const place = below(at, "word");
    const named = { at: place, letter: () => place };
    return sayingsOf({ source, languages }, said, place).map((one) => ({ ...one, ...named }));
  }
  return Object.entries(text).flatMap(([language, saying]) =>
    typeof saying === "string" ? [here(saying, language, below(at, language))] : [],
  );
}

/** The placeholders of a text, each once over all languages; of an unreadable one, none. */
export function placeholdersOf(world: World, text: Text, at: At): Map<string, At> {
  const found = new Map<string, At>();
  for (const { saying, language, letter } of sayingsOf(world, text, at)) {
    for (const argument of argumentsOf(saying, language)) {
      const { name } = argument;
      if (!found.has(name)) found.set(name, letter(offsetIn(saying, argument)));
    }
  }
  return found;
}

/** Of such a text its own finding tells, and nothing of what it prints. */
export function isUnreadable({ saying, language }: Saying): boolean {
  return !("format" in readText(saying, language));
}

export function argumentsOf(saying: string, language: string): readonly Argument[] {
  const read = readText(saying, language);
  return "format" in read ? read.arguments : [];
}

/** What stands between full stops and their like, with where it begins. */
export function sentencesOf(saying: string): { text: string; index: number }[] {
  return [...saying.matchAll(/[^.!?;]+/g)].map(({ 0: text, index }) => ({
    text: text.trim(),
    index: index + (text.length - text.trimStart().length),
  }));
}
