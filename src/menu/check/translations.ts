/** Rules about languages: what a language's file says too much, and what is not said in one yet. */
import { foreign } from "../../base/gsm7.ts";
import { meant } from "../nearest.ts";
import { SMS_MEANINGS } from "../sms-format.ts";
import type { DataRow } from "../source.ts";
import { isTimetable } from "../timetable.ts";
import { rowPlace, wordingKey } from "../translate.ts";
import { writtenAt } from "../used.ts";
import { WORDS_FOLDER, type WordsFile } from "../words-format.ts";
import { saidIn } from "./said.ts";
import { screensOf, type At, type World } from "./world.ts";

export function checkTranslations(world: World): void {
  for (const words of world.source.wording.words) {
    checkFile(world, words);
    checkSmsWords(world, words);
  }
  for (const [index, { is, incomplete }] of world.source.channel.languages.entries()) {
    checkRows(world, is, incomplete === true);
    if (incomplete === true) countMissing(world, is, index);
  }
}

/** How a missing text is added: in a language's own file by its place. */
export function missingMend(
  { source }: Pick<World, "source">,
  missing: readonly string[],
  at: At,
): string {
  const { file, path } = writtenAt(source, at);
  const place = source.wording.places.get(wordingKey(file, path));
  const apart = source.wording.words.some(({ language }) => missing.includes(language));
  const beside = `Add the text in \`${missing.join("`, `")}\`.`;
  if (!apart || place === undefined) return beside;
  return `${beside} In a file of ${WORDS_FOLDER} its place is ${place}.`;
}

function checkFile(world: World, { language, texts }: WordsFile): void {
  const { source, report } = world;
  const places = [...source.wording.texts.keys()];
  const rows = rowsIn(world);
  const plain = plainLists(world);
  for (const [place, { of, say }] of Object.entries(texts)) {
    const at = (...path: string[]): At => ({
      file: `${WORDS_FOLDER}${language}.yaml`,
      path: ["texts", place, ...path],
    });
    const here = { ...at(), within: "key" as const };
    const unused = (message: string, mend: string) =>
      report(here, "unused-translation", message, mend, "warning");
    const found = textAt(world, rows, place);
    if (found === "unread") continue;
    if (found === null) {
      unused(`there is no text \`${place}\``, meant(place, places) || "Remove it.");
    } else if (found.beside.includes(language)) {
      unused("the text is said beside the others already", "Keep one of the two.");
    } else if (found.of !== of) {
      const message = `this was a translation of other words; now they are: ${found.of}`;
      report(
        at("of"),
        "stale-translation",
        message,
        "Translate them, and copy them to `of`.",
        "warning",
      );
    }
    const odd = plain.has(place.split("/", 2).join("/")) ? foreign(say) : [];
    if (odd.length > 0) {
      const letters = [...new Set(odd.map(({ letter }) => `"${letter}"`))].join(" ");
      report(at("say"), "not-gsm7", `not every phone shows ${letters}`, "Use plain letters.");
    }
  }
}

interface Found {
  of: string;
  /** Languages in which its own file says it. */
  beside: readonly string[];
}

/** The rows of all lists by their places. */
function rowsIn({
  source,
}: World): ReadonlyMap<string, { row: DataRow; headings: readonly string[] }> {
  const rows = [...source.data.values()].flatMap(({ file, headings, rows: all }) =>
    (isTimetable(headings) ? [] : all).map(
      (row) => [rowPlace(file, row.id), { row, headings }] as const,
    ),
  );
  return new Map(source.wording.words.length === 0 ? [] : rows);
}

/** Lists that a screen in plain letters shows. */
function plainLists(world: World): ReadonlySet<string> {
  return new Set(
    screensOf(world).flatMap(({ source }) =>
      "from" in source && source.from !== undefined && source.letters === undefined
        ? [source.from]
        : [],
    ),
  );
}

/** The text at a place; `unread` where the file it would stand in could not be read whole. */
function textAt(
  { source }: World,
  rows: ReturnType<typeof rowsIn>,
  place: string,
): Found | "unread" | null {
  const found = source.wording.texts.get(place);
  if (found !== undefined) {
    const { of, text } = found;
    return { of, beside: typeof text === "object" ? Object.keys(text) : [] };
  }
  const listed = rows.get(place);
  if (listed !== undefined) {
    const { row, headings } = listed;
    const languages = source.channel.languages.map(({ is }) => is);
    const name = headings.includes("name");
    return {
      of: row.columns[name ? "name" : (languages[0] ?? "")] ?? "",
      beside: name ? languages : languages.filter((is) => headings.includes(is)),
    };
  }
  const [above = "", file = ""] = place.split("/");
  const unread = [...source.unread].some(
    (one) =>
      one === above ||
      one === `${above}/${file}` ||
      (above !== "data" && one.startsWith(`${above}/`)),
  );
  return unread ? "unread" : null;
}

/** Whoever is told to answer ARRET must be understood. */
function checkSmsWords({ source, report }: World, { language, incomplete }: WordsFile): void {
  if (incomplete === true) return;
  for (const list of missingLists({ source }, language)) {
    const at = { file: "channel.yaml", path: ["sms", "words", list], within: "key" as const };
    const mend = missingMend({ source }, [language], at);
    report(at, "missing-language", `no word in ${language}`, mend);
  }
}

function missingLists({ source }: Pick<World, "source">, language: string) {
  const words = source.channel.sms?.words;
  if (words === undefined) return [];
  const lists = [...SMS_MEANINGS, "languages"] as const;
  return lists.filter((list) => words[list][language] === undefined);
}

/** Rows that a list does not say in a language; of one that is complete, an error. */
function checkRows(world: World, language: string, incomplete: boolean): void {
  if (incomplete) return;
  for (const { file, ids } of missingRows(world, language)) {
    const message = `no text in ${language} for ${ids.length} rows, the first is ${ids[0]}`;
    const mend = `Add the column \`${language}\`, or in a file of ${WORDS_FOLDER} ${rowPlace(file, ids[0] ?? "")}.`;
    world.report({ file, path: [] }, "missing-language", message, mend);
  }
}

function missingRows({ source }: World, language: string): { file: string; ids: string[] }[] {
  const texts = source.wording.words.find((one) => one.language === language)?.texts ?? {};
  return [...source.data.values()].flatMap(({ file, headings, rows }) => {
    if (headings.includes("name") || isTimetable(headings)) return [];
    const missing = rows.filter(
      ({ id, columns }) =>
        (columns[language] ?? "") === "" && texts[rowPlace(file, id)] === undefined,
    );
    return missing.length === 0 ? [] : [{ file, ids: missing.map(({ id }) => id) }];
  });
}

/** One warning with what is said in the first language instead, file by file. */
function countMissing(world: World, language: string, index: number): void {
  const { source } = world;
  const all = new Set<string>();
  const missing = new Map<string, number>();
  const miss = (file: string, count: number) => missing.set(file, (missing.get(file) ?? 0) + count);
  for (const { text, at } of saidIn(world)) {
    if (typeof text === "string" || "word" in text) continue;
    const { file, path } = writtenAt(source, at);
    const key = wordingKey(file, path);
    if (all.has(key)) continue;
    all.add(key);
    if (!(language in text)) miss(file, 1);
  }
  const lists = missingLists(world, language).length;
  if (lists > 0) miss("channel.yaml", lists);
  for (const { file, ids } of missingRows(world, language)) miss(file, ids.length);
  const sum = [...missing.values()].reduce((total, count) => total + count, 0);
  if (sum === 0) return;
  const apart = source.wording.words.some((one) => one.language === language);
  const at: At = apart
    ? { file: `${WORDS_FOLDER}${language}.yaml`, path: ["incomplete"], within: "key" }
    : { file: "channel.yaml", path: ["languages", index, "incomplete"], within: "key" };
  const files = [...missing].map(([file, count]) => `${count} of ${file}`).join(", ");
  const message = `${sum} texts are not in \`${language}\` yet: ${files}`;
  const mend = `They are said in \`${world.languages[0]}\` meanwhile. \`njia words export ${language}\` lists them.`;
  world.report(at, "missing-language", message, mend, "warning");
}
