/**
 * One answer: given by a flag, typed at a terminal, or a line of a pipe.
 *
 * At a terminal a wrong one is asked again; of a flag or a pipe it is refused. Called by `ask` and `questions`.
 */
import { septets } from "../../base/gsm7.ts";
import type { Words } from "./service.ts";

/** An answer that cannot be taken, or is not there; the message says how to give it. */
export class BeginFault extends Error {
  override readonly name = "BeginFault";
}

export interface Asker {
  /** The next line; null when there is none any more. */
  line(prompt: string): Promise<string | null>;
  tell(line: string): void;
  /** Somebody sits there: a wrong answer is asked for again. */
  interactive: boolean;
}

/** What the channel has already. */
export interface Around {
  languages: readonly { is: string; say: string }[];
  services: readonly string[];
  /** Of the channel: what a `go` in any file may name. */
  screens: readonly string[];
  stars: readonly number[];
  /** Numbers of the main menus. */
  keys: readonly number[];
}

/** What an answer must be, when it is not. */
class Wrong extends Error {}

export function fault(must: string): never {
  throw new Wrong(must);
}

interface Asked<T> {
  given: string | undefined;
  /** How a flag gives it. */
  flag: string;
  prompt: string;
  otherwise?: string;
  /** @throws Wrong */
  read: (text: string) => T;
}

export async function answer<T>(
  asker: Asker,
  { given, flag, prompt, otherwise, read }: Asked<T>,
): Promise<T> {
  for (;;) {
    const line = given ?? (await asker.line(prompt));
    if (line === null) {
      throw new BeginFault(
        `there is no answer to "${prompt.replace(/(\s\[.*\])?:\s*$/, "")}": give ${flag}`,
      );
    }
    const typed = line.trim() === "" && otherwise !== undefined ? otherwise : line.trim();
    try {
      return read(typed);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      const message = `${JSON.stringify(typed)} cannot be taken: it must be ${error.message}`;
      if (given !== undefined || !asker.interactive)
        throw new BeginFault(`${message} (${flag})`, { cause: error });
      asker.tell(message);
    }
  }
}

/** A text in every language. */
export async function askWords(
  asker: Asker,
  { languages }: Around,
  {
    of,
    flag,
    what,
    max,
  }: { of: readonly string[] | undefined; flag: string; what: string; max: number },
): Promise<Words> {
  const given = givenWords(of, languages, flag);
  const words: Record<string, string> = {};
  for (const { is, say } of languages) {
    words[is] = await answer(asker, {
      given: given.get(is),
      flag: languages.length === 1 ? `--${flag} "…"` : `--${flag} "${is}=…"`,
      prompt: languages.length === 1 ? `${what}: ` : `${what}, in ${say}: `,
      read: (text) => readText(text, max),
    });
  }
  return words;
}

function givenWords(of: readonly string[] = [], languages: Around["languages"], flag: string) {
  const only = languages.length === 1 ? languages[0]?.is : undefined;
  return new Map(
    of.map((each) => {
      const [, language, text = ""] = /^([a-z]{2,3})=(.*)$/s.exec(each) ?? [];
      if (language !== undefined && languages.some(({ is }) => is === language))
        return [language, text];
      if (only !== undefined) return [only, each];
      throw new BeginFault(
        `--${flag} ${each} is in no language of the channel: write it as "${languages[0]?.is ?? "en"}=…"`,
      );
    }),
  );
}

function readText(text: string, max: number): string {
  if (text === "") return fault("at least one letter");
  if ([...text].length > max) return fault(`at most ${max} letters`);
  if (/[\p{Cc}]/u.test(text)) return fault("on one line");
  return septets(text) === null ? fault("in letters that every phone shows") : text;
}
