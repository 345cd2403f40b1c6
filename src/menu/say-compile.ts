/** Compiles what is said: each text in every language of the channel. Called by `compile` and its parts. */
import type { MenuSource } from "./source.ts";
import type { Text } from "./text-format.ts";
import { readText, type CompiledText, type Sayings } from "./text.ts";

/** What a text of the file prints, by language. */
export type Say = (text: Text) => Sayings;

export function sayer({ channel }: MenuSource): Say {
  // In the channel's order: what is missing in a language is said in the first one.
  const languages = channel.languages.map((language) => language.is);

  /** A shared word; a word that is itself a word is refused by the checker and prints its name. */
  function wordOf(name: string): Exclude<Text, { word: string }> {
    const text = channel.words?.[name];
    if (text === undefined || (typeof text === "object" && "word" in text)) return name;
    return text;
  }

  return (text) => {
    const say = typeof text === "object" && "word" in text ? wordOf(text.word) : text;
    const sayings = new Map<string, CompiledText>();
    for (const language of languages) {
      const source = typeof say === "string" ? say : say[language];
      const read = typeof source === "string" ? readText(source, language) : null;
      if (read !== null && "format" in read) sayings.set(language, read);
    }
    return sayings;
  };
}
