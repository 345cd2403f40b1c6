/**
 * CSV lists: `data/*.csv` with a column `id` and either one column `name` or one per language.
 *
 * Owns their limits and their faults. Called by `read`.
 */
import { foreign } from "../base/gsm7.ts";
import { rowsOf, type Report, type Row } from "./csv.ts";
import type { Finding } from "./finding.ts";
import { UNDECODED } from "./saved.ts";
import type { DataRow, DataTable } from "./source.ts";
import { Tally } from "./tally.ts";
import { isTimetable, timetableRows } from "./timetable.ts";

/** 100,000 rows of 50 letters; a country's schools are half of that. */
export const TABLE_BYTES_MAX = 5_000_000;
export const TABLE_ROWS_MAX = 100_000;
/** An id is stored as the answer and printed by {ward.id}. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/;
const LANGUAGE = /^[a-z]{2,3}$/;
/** A line break would begin a new option, the others are shown as boxes. */
const UNSHOWN = /\p{Cc}/u;
const PROTOTYPE_HEADINGS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

export interface Read {
  /** Null when there were faults. */
  table: DataTable | null;
  findings: readonly Finding[];
  /** Of each row of the table, 1-based. */
  lines: readonly number[];
  /** What is wrong where a screen in GSM-7 prints this column: who prints it, the list cannot know. */
  foreign: ReadonlyMap<string, Finding>;
}

/** Languages that a list may have said elsewhere. */
export interface Apart {
  /** Without a column: they have a file of their own, or are still being translated. */
  apart: ReadonlySet<string>;
  /** With empty fields: they are still being translated. */
  incomplete: ReadonlySet<string>;
}

const NONE: Apart = { apart: new Set(), incomplete: new Set() };

/**
 * Reads one list; what it does not say in a language is said in the first one. Total: whatever it holds,
 * findings come back.
 */
export function readTable(
  file: string,
  content: string,
  languages: readonly string[],
  { apart, incomplete }: Apart = NONE,
): Read {
  const tally = new Tally();
  const report: Report = (line, rule, message, mend) => {
    tally.add(() => ({ file, line, column: 1, rule, severity: "error", message, mend }));
  };
  const none = (): Read => ({
    table: null,
    findings: tally.findings,
    lines: [],
    foreign: new Map(),
  });
  if (Buffer.byteLength(content) > TABLE_BYTES_MAX) {
    report(1, "file-too-large", "the list has over 5,000,000 bytes", "Split it in two lists.");
    return none();
  }
  const all = rowsOf(content, report);
  const [first, ...rest] = all ?? [];
  if (first === undefined) {
    if (tally.none) report(1, "csv", "the list is empty", "Begin with `id,name`.");
    return none();
  }
  const headings = first.fields;
  const lines = rest.map(({ line }) => line);
  if (isTimetable(headings)) {
    const rows = timetableRows(headings, rest, report);
    if (rest.length === 0)
      report(1, "csv", "the list has no rows", "Add a row below the headings.");
    if (!tally.none) return none();
    return { table: { file, headings, rows }, findings: [], lines, foreign: new Map() };
  }
  const spoken = headings.includes("name")
    ? ["name"]
    : languages.filter((language) => headings.includes(language));
  const full = spoken.filter((language) => !incomplete.has(language));
  const needed = languages.filter((language) => !apart.has(language));
  const known = checkHeadings(headings, spoken, { languages, needed }, report);
  if (rest.length === 0 && tally.none) {
    report(1, "csv", "the list has no rows", "Add a row below the headings.");
  }
  if (rest.length > TABLE_ROWS_MAX) {
    report(1, "csv", "the list has over 100,000 rows", "Split it in two lists.");
    return none();
  }
  if (!known) return none();
  const seen = new Map<string, number>();
  const named = new Map(spoken.map((column) => [column, new Map<string, number>()]));
  const alike = new Tally();
  const rows = rest.map(({ fields, line }) => {
    const row = rowOf(headings, fields, languages);
    const once = checkRow(row, line, full, seen, report);
    const twin = once ? twinOf(row, line, spoken, named) : null;
    if (twin !== null) alike.add(() => ({ file, line, column: 1, ...sameName(...twin) }));
    return row;
  });
  if (!tally.none) return { ...none(), findings: [...tally.findings, ...alike.findings] };
  return {
    table: { file, headings, rows },
    findings: alike.findings,
    lines,
    foreign: foreignIn(file, headings, rest),
  };
}

/** The name and the line of an earlier row that a citizen cannot tell from this one. */
function twinOf(
  { columns }: DataRow,
  line: number,
  spoken: readonly string[],
  named: ReadonlyMap<string, Map<string, number>>,
): [name: string, before: number] | null {
  let twin: [string, number] | null = null;
  for (const column of spoken) {
    const name = columns[column] ?? "";
    const key = name.toLowerCase();
    const before = named.get(column)?.get(key);
    if (before === undefined) named.get(column)?.set(key, line);
    else if (name !== "") twin ??= [name, before];
  }
  return twin;
}

function sameName(name: string, before: number) {
  return {
    rule: "csv-row",
    severity: "warning",
    message: `the name \`${name.slice(0, 40)}\` is on line ${before} already`,
    mend: `Add to both names what tells them apart, such as \`${name.slice(0, 40)} (East)\`.`,
  } as const;
}

/** The first row of each column that has a letter outside GSM-7. */
function foreignIn(file: string, headings: readonly string[], rows: readonly Row[]) {
  const found = new Map<string, Finding>();
  for (const { fields, line } of rows) {
    for (const [at, heading] of headings.entries()) {
      const odd = found.has(heading) ? [] : foreign(fields[at] ?? "");
      if (odd.length === 0) continue;
      const letters = [...new Set(odd.map(({ letter }) => `"${letter}"`))].join(" ");
      found.set(heading, {
        file,
        line,
        column: 1,
        rule: "not-gsm7",
        severity: "error",
        message: `not every phone shows ${letters}, in the column \`${heading}\``,
        mend: "Use plain letters in every row, or `letters: ucs2` on the screen: half as many fit.",
      });
    }
  }
  return found;
}

/** False where the rows cannot be told by these headings. */
function checkHeadings(
  headings: readonly string[],
  spoken: readonly string[],
  { languages, needed }: { languages: readonly string[]; needed: readonly string[] },
  report: Report,
): boolean {
  let known = true;
  const wrong = (rule: "csv-columns" | "forbidden-key", message: string, mend: string) => {
    report(1, rule, message, mend);
    known = false;
  };
  const mend = `Begin with \`id,name\` or \`id,${needed.join(",")}\`.`;
  if (!headings.includes("id")) {
    const small = headings.map((heading) => heading.toLowerCase()).join(",");
    const large = headings.some((heading) => heading.toLowerCase() === "id");
    const why = large ? `Write the headings in small letters: \`${small}\`.` : mend;
    wrong("csv-columns", "the column `id` is missing", why);
  } else if (spoken[0] !== "name" && needed.some((language) => !spoken.includes(language))) {
    const missing = needed.filter((language) => !spoken.includes(language));
    wrong("csv-columns", `no \`name\`, and no column for ${missing.join(", ")}`, mend);
  }
  for (const heading of headings) {
    if (PROTOTYPE_HEADINGS.has(heading)) {
      wrong("forbidden-key", `\`${heading}\` is no heading`, "Name the column otherwise.");
    } else if (heading === "" || headings.indexOf(heading) !== headings.lastIndexOf(heading)) {
      wrong("csv-columns", "a heading is empty or stands twice", "Name each column once.");
    } else if (LANGUAGE.test(heading) && heading !== "id" && !languages.includes(heading)) {
      wrong("csv-columns", `\`${heading}\` is no language of this channel`, mend);
    }
  }
  return known;
}

function rowOf(
  headings: readonly string[],
  record: readonly string[],
  languages: readonly string[],
): DataRow {
  const columns = Object.fromEntries(headings.map((heading, at) => [heading, record[at] ?? ""]));
  const first = columns[languages[0] ?? ""] ?? "";
  const say = Object.fromEntries(
    languages.map((language) => [language, columns["name"] ?? (columns[language] || first)]),
  );
  return { id: columns["id"] ?? "", say, columns };
}

/** False where the id stands on an earlier line. */
function checkRow(
  row: DataRow,
  line: number,
  spoken: readonly string[],
  seen: Map<string, number>,
  report: Report,
): boolean {
  if (!ID.test(row.id)) {
    const message = row.id === "" ? "this row has no id" : `\`${row.id.slice(0, 40)}\` is no id`;
    const mend = "Letters, digits, _ . and -, at most 40, beginning with a letter or digit.";
    report(line, "csv-row", message, mend);
  }
  const before = seen.get(row.id);
  if (before !== undefined && row.id !== "") {
    report(line, "csv-row", `the id \`${row.id}\` is on line ${before} already`, "Ids are unique.");
  }
  seen.set(row.id, line);
  const fields = Object.values(row.columns);
  if (fields.some((field) => field.includes(UNDECODED))) {
    const message = "this row has a letter that was not saved as UTF-8";
    report(line, "csv-row", message, "Save the list as `CSV UTF-8`, then mend the letter.");
  } else if (fields.some((field) => UNSHOWN.test(field))) {
    const message = "this row has a line break or a letter that no phone shows";
    report(line, "csv-row", message, "Remove it: a name stands on one line.");
  }
  if (spoken.some((column) => (row.columns[column] ?? "") === "")) {
    report(line, "csv-row", "this row has no name", "Fill in the name, in every language.");
  }
  return before === undefined;
}
