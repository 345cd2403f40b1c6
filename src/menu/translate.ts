/**
 * Puts the texts of language files where they belong, as if they had been written beside the others.
 *
 * Owns which text a translation is of. What is missing is left out: `compile` says it in the channel's
 * first language, and `check/translations` tells. Called by `read`; total.
 */
import type { z } from "zod";
import { CHANNEL_FILE, type ChannelFile } from "./format.ts";
import { eachText } from "./placed.ts";
import { SMS_MEANINGS } from "./sms-format.ts";
import type { DataTable, Path } from "./source.ts";
import type { Text } from "./text-format.ts";
import { isTimetable } from "./timetable.ts";
import type { WordsFile } from "./words-format.ts";

/** A text as its own file has it. */
export interface PlacedText {
  file: string;
  path: Path;
  text: Exclude<Text, { word: string }>;
  /** In the channel's first language. */
  of: string;
}

/** What was read of the languages that have a file of their own. */
export interface Wording {
  /** Languages that channel.yaml lists: their texts stand beside each other. */
  beside: readonly string[];
  words: readonly WordsFile[];
  /** By its place: `report/screens/category/say`. Rows of lists are not among them. */
  texts: ReadonlyMap<string, PlacedText>;
  /** Their places, by `wordingKey` of where they stand. */
  places: ReadonlyMap<string, string>;
  /** Where a text of a language file was written, by `wordingKey` of where it is said. */
  written: ReadonlyMap<string, { file: string; path: Path }>;
}

export const NO_WORDING: Wording = {
  beside: [],
  words: [],
  texts: new Map(),
  places: new Map(),
  written: new Map(),
};

/** Names a text, or a text in a language, by where it stands. */
export function wordingKey(file: string, path: Path): string {
  return JSON.stringify([file, ...path]);
}

/** The place of a row of a list: `data/wards.csv/umoja`. */
export function rowPlace(file: string, id: string): string {
  return `${file}/${id}`;
}

export class Translator {
  readonly #beside: readonly string[];
  readonly #words: readonly WordsFile[];
  readonly #texts = new Map<string, PlacedText>();
  readonly #written = new Map<string, { file: string; path: Path }>();

  /** `beside` are the languages of channel.yaml, the first one first. */
  constructor(beside: readonly string[], words: readonly WordsFile[]) {
    this.#beside = beside;
    this.#words = words;
  }

  get wording(): Wording {
    const places = new Map(
      [...this.#texts].map(([place, { file, path }]) => [wordingKey(file, path), place] as const),
    );
    return {
      beside: this.#beside,
      words: this.#words,
      texts: this.#texts,
      places,
      written: this.#written,
    };
  }

  /** A file with its translations; texts at a path that is not its own are left as they are. */
  file<T>(schema: z.ZodType, file: string, data: T, own: (path: Path) => boolean): T {
    const above = file.replace(/\.yaml$/, "");
    return eachText(schema, data, (said, path, within) =>
      own(path) ? this.#text(said, file, path, `${above}/${within}`) : said,
    );
  }

  #text(said: Text, file: string, path: Path, place: string): Text {
    if (typeof said === "object" && "word" in said && typeof said.word === "string") return said;
    const text = said as PlacedText["text"]; // no word, as the line above says
    const [first = "en"] = this.#beside;
    const of = typeof text === "string" ? text : (text[first] ?? "");
    this.#texts.set(place, { file, path, text, of });
    // Where there is one language, nobody writes which; of several, a single text is for all of them.
    const alone = typeof text === "string" && this.#beside.length === 1;
    const found = this.#words.filter(({ language, texts }) => {
      return texts[place] !== undefined && !(typeof text === "object" && language in text);
    });
    if (this.#words.length === 0 || (found.length === 0 && !alone)) return said;
    const spoken = alone ? [] : this.#words.map(({ language }) => language);
    const each =
      typeof text === "string"
        ? Object.fromEntries([...this.#beside, ...spoken].map((language) => [language, text]))
        : { ...text };
    for (const { language, texts } of found) {
      each[language] = texts[place]?.say ?? "";
      this.#wrote(language, file, path, place);
    }
    return each;
  }

  #wrote(language: string, file: string, path: Path, place: string): void {
    const at = { file: `words/${language}.yaml`, path: ["texts", place, "say"] };
    this.#written.set(wordingKey(file, [...path, language]), at);
  }

  /** The words that citizens write in their SMS: of a language, one text with commas. */
  smsWords({ sms, ...channel }: ChannelFile): ChannelFile {
    if (sms === undefined) return channel;
    const words = { ...sms.words };
    for (const list of [...SMS_MEANINGS, "languages"] as const) {
      const place = `channel/sms/words/${list}`;
      const path = ["sms", "words", list];
      const text = Object.fromEntries(
        Object.entries(words[list]).map(([language, all]) => [language, all.join(", ")]),
      );
      const of = text[this.#beside[0] ?? "en"] ?? "";
      this.#texts.set(place, { file: CHANNEL_FILE, path, text, of });
      for (const { language, texts } of this.#words) {
        const said = texts[place]?.say;
        if (said === undefined || language in text) continue;
        words[list] = { ...words[list], [language]: wordsIn(said) };
        this.#wrote(language, CHANNEL_FILE, path, place);
      }
    }
    return { ...channel, sms: { ...sms, words } };
  }

  /** A list that has a column per language; where there is none, the row's text in the language's file. */
  rows(table: DataTable): DataTable {
    if (table.headings.includes("name") || isTimetable(table.headings)) return table;
    const apart = this.#words.filter(({ language }) => !table.headings.includes(language));
    if (apart.length === 0) return table;
    const rows = table.rows.map((row) => {
      const said = apart.flatMap(({ language, texts }) => {
        const text = texts[rowPlace(table.file, row.id)]?.say;
        return text === undefined ? [] : [[language, text] as const];
      });
      return { ...row, say: { ...row.say, ...Object.fromEntries(said) } };
    });
    return { ...table, rows };
  }
}

/** `acha, simama` as two words. */
export function wordsIn(said: string): string[] {
  return said.split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim()]));
}
