/** What the rules about changes compare: what a file says at a place, then and now. */
import type { Path } from "../source.ts";
import type { Text } from "../text-format.ts";

export interface Value {
  /** Names it in a sentence, and finds it again in the release before. */
  what: string;
  at: Path;
  /** Undefined where the file says nothing. */
  is: string | number | boolean | undefined;
}

/** A text in each of its languages, named by its key; one that is not there says nothing in any of `languages`. */
export function saidOf(text: Text | undefined, at: Path, languages: readonly string[]): Value[] {
  const name = `\`${at.at(-1)}\``;
  if (text === undefined) {
    const whats = [name, ...languages.map((language) => `${name} in ${language}`)];
    return whats.map((what) => ({ what, at, is: undefined }));
  }
  if (typeof text === "string") return [{ what: name, at, is: text }];
  return Object.entries(text).map(([language, is]) => {
    return { what: `${name} in ${language}`, at: [...at, language], is };
  });
}
