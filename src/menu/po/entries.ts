/**
 * What translators are given of a language: every text of all files, with what helps to translate it.
 *
 * Called by the `words` command. Pure.
 */
import { plain } from "../../base/gsm7.ts";
import { compile } from "../compile.ts";
import { rowsOf } from "../csv.ts";
import { localesOf } from "../locales.ts";
import type { DataTable, MenuFiles, MenuSource } from "../source.ts";
import { readText } from "../text.ts";
import { rowPlace, type PlacedText } from "../translate.ts";
import type { PoEntry, PoFile } from "./po.ts";
import { noteOf, roomIn } from "./room.ts";

/** A text that a language has, or lacks. */
export interface Translatable {
  place: string;
  /** In the channel's first language. */
  of: string;
  /** In the other languages of its own file. */
  beside: Readonly<Record<string, string>>;
  file: string;
  line: number;
}

/** In a language that there is none of yet, nothing is translated. */
export function poOf(files: MenuFiles, source: MenuSource, language: string): PoFile {
  const spoken = source.channel.languages.find(({ is }) => is === language);
  const [first] = source.channel.languages;
  const release = compile(source, "");
  const room = roomIn(source, release, spoken?.is ?? first?.is ?? "en");
  const words = source.wording.words.find((one) => one.language === language)?.texts ?? {};
  const entries = translatables(files, source, language).map(
    ({ place, of, beside, file, line }): PoEntry => {
      const { [language]: own, ...others } = beside;
      const apart = own === undefined ? words[place] : undefined;
      const fuzzy = apart !== undefined && apart.of !== of;
      return {
        place,
        of,
        say: own ?? apart?.say ?? "",
        fuzzy,
        was: fuzzy ? apart.of : null,
        notes: [
          ...Object.entries(others).map(([is, say]) => `${is}: ${say.replaceAll("\n", " / ")}`),
          ...placeholders(of, first?.is ?? "en"),
          ...(place.startsWith("channel/sms/words/") ? [SMS_WORDS] : []),
          ...[room.get(place)].flatMap((one) => (one === undefined ? [] : noteOf(one))),
        ],
        at: `${file}:${line}`,
      };
    },
  );
  return { language, name: spoken === undefined ? nameOf(language) : null, entries };
}

const SMS_WORDS = "Words that citizens write in an SMS, with commas between them.";

function placeholders(of: string, language: string): string[] {
  const read = readText(of, language);
  if (!("format" in read) || read.arguments.length === 0) return [];
  const shown = read.arguments.map(
    ({ name, column, max }) =>
      `{${name}${column === undefined ? "" : `.${column}`}${max === undefined ? "" : `:${max}`}}`,
  );
  return [`Keep as they are: ${shown.join(" ")}`];
}

/** A language's name in itself, in letters every phone shows. */
function nameOf(language: string): string {
  const known = new Intl.DisplayNames(localesOf(language), { type: "language", fallback: "code" });
  const name = plain(known.of(language) ?? language);
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/**
 * Every text there is to translate, in the order of the files. What is the same in all languages of
 * channel.yaml is none, unless the language says it otherwise.
 */
export function translatables(
  files: MenuFiles,
  source: MenuSource,
  language: string,
): Translatable[] {
  const { wording } = source;
  const words = wording.words.find((one) => one.language === language)?.texts ?? {};
  const { beside } = wording;
  const texts = [...wording.texts].flatMap(([place, one]): Translatable[] => {
    const { of, text, file, path } = one;
    const same = typeof text === "string" && beside.length > 1 && words[place] === undefined;
    if (of === "" || same) return [];
    const line = source.places.get(file)?.(path, "key").line ?? 1;
    return [{ place, of, beside: othersOf(one, beside[0] ?? ""), file, line }];
  });
  const rows = [...source.data.values()].flatMap((table) => rowTexts(table, files, source));
  return [...texts, ...rows];
}

function othersOf({ text }: PlacedText, first: string): Record<string, string> {
  if (typeof text === "string") return {};
  return Object.fromEntries(Object.entries(text).filter(([language]) => language !== first));
}

function rowTexts(
  { file, headings, rows }: DataTable,
  files: MenuFiles,
  { channel, wording }: MenuSource,
): Translatable[] {
  if (headings.includes("name")) return [];
  const read = rowsOf(files.get(file) ?? "", () => undefined) ?? [];
  const id = headings.indexOf("id");
  const lines = new Map(read.map(({ fields, line }) => [fields[id] ?? "", line]));
  const [first = "en"] = wording.beside;
  const others = channel.languages.map(({ is }) => is).filter((is) => is !== first);
  return rows.map((row) => ({
    place: rowPlace(file, row.id),
    of: row.columns[first] ?? "",
    beside: Object.fromEntries(
      others.flatMap((is) => (row.columns[is] ? [[is, row.columns[is]] as const] : [])),
    ),
    file,
    line: lines.get(row.id) ?? 1,
  }));
}
