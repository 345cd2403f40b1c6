/**
 * CSV lists: `data/*.csv` with a column `id` and either one column `name` or one per language.
 *
 * Owns their limits and their faults. Called by `read`.
 */
import { parse, CsvError } from "csv-parse/sync";
import { foreign } from "../base/gsm7.ts";
import type { Finding, Rule } from "./finding.ts";
import type { DataRow, DataTable } from "./source.ts";
import { Tally } from "./tally.ts";

/** 100,000 rows of 50 letters; a country's schools are half of that. */
export const TABLE_BYTES_MAX = 5_000_000;
export const TABLE_ROWS_MAX = 100_000;
/** An id is stored as the answer and printed by {ward.id}. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/;
const LANGUAGE = /^[a-z]{2,3}$/;
/** Letters of one row; a quote that is never closed swallows all rows below it. */
const ROW_LETTERS_MAX = 10_000;
/** A line break would begin a new option, the others are shown as boxes; U+FFFD was no UTF-8. */
const UNSHOWN = /[\p{Cc}\ufffd]/u;
const PROTOTYPE_HEADINGS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

interface Line {
  record: string[];
  info: { lines: number };
}

export interface Read {
  /** Null when there were faults. */
  table: DataTable | null;
  findings: readonly Finding[];
  /** What is wrong where a screen in GSM-7 prints this column: who prints it, the list cannot know. */
  foreign: ReadonlyMap<string, Finding>;
}

/** Reads one list. Total: whatever it holds, findings come back. */
export function readTable(file: string, content: string, languages: readonly string[]): Read {
  const tally = new Tally();
  const report: Report = (line, rule, message, mend) => {
    tally.add(() => ({ file, line, column: 1, rule, severity: "error", message, mend }));
  };
  const none = (): Read => ({ table: null, findings: tally.findings, foreign: new Map() });
  if (Buffer.byteLength(content) > TABLE_BYTES_MAX) {
    report(1, "file-too-large", "the list has over 5,000,000 bytes", "Split it in two lists.");
    return none();
  }
  const lines = readLines(content, report);
  const [first, ...rest] = lines ?? [];
  if (first === undefined) {
    if (tally.none) report(1, "csv", "the list is empty", "Begin with `id,name`.");
    return none();
  }
  const headings = first.record.map((heading) => heading.trim());
  const spoken = headings.includes("name")
    ? ["name"]
    : languages.filter((language) => headings.includes(language));
  checkHeadings(headings, spoken, languages, report);
  if (rest.length === 0) report(1, "csv", "the list has no rows", "Add a row below the headings.");
  if (rest.length > TABLE_ROWS_MAX) {
    report(1, "csv", "the list has over 100,000 rows", "Split it in two lists.");
  }
  if (!tally.none) return none();
  const seen = new Map<string, number>();
  const rows = rest.map((line) => {
    const row = rowOf(headings, line.record, languages);
    checkRow(row, line, spoken, seen, report);
    return row;
  });
  if (!tally.none) return none();
  return {
    table: { file, headings, rows },
    findings: [],
    foreign: foreignIn(file, headings, rest),
  };
}

/** The first row of each column that has a letter outside GSM-7. */
function foreignIn(file: string, headings: readonly string[], lines: readonly Line[]) {
  const found = new Map<string, Finding>();
  for (const { record, info } of lines) {
    for (const [at, heading] of headings.entries()) {
      const odd = found.has(heading) ? [] : foreign(record[at] ?? "");
      if (odd.length === 0) continue;
      const letters = [...new Set(odd.map(({ letter }) => `"${letter}"`))].join(" ");
      found.set(heading, {
        file,
        line: info.lines,
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

type Report = (line: number, rule: Rule, message: string, mend: string) => void;

const UNREADABLE = ["this row is unreadable", "Check the quotes of this row."] as const;
const FAULTS: Readonly<Partial<Record<string, readonly [string, string]>>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: [
    "this row has more or fewer columns than the headings",
    "Put names that hold a comma in double quotes.",
  ],
  CSV_MAX_RECORD_SIZE: [
    "this row has over 10,000 letters",
    "Check the quotes of this row: one that is not closed swallows the rows below.",
  ],
  CSV_QUOTE_NOT_CLOSED: ["a quote that was opened is never closed", "Close it, or remove it."],
};

function readLines(content: string, report: Report): Line[] | null {
  try {
    const lines: unknown = parse(content, {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      max_record_size: ROW_LETTERS_MAX,
    });
    return lines as Line[]; // what `info: true` makes of a record
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error["lines"] ?? 1);
    const [message, mend] = FAULTS[error.code] ?? UNREADABLE;
    report(Number.isFinite(line) ? Math.max(1, line) : 1, "csv", message, mend);
    return null;
  }
}

function checkHeadings(
  headings: readonly string[],
  spoken: readonly string[],
  languages: readonly string[],
  report: Report,
): void {
  const mend = `Begin with \`id,name\` or \`id,${languages.join(",")}\`.`;
  if (!headings.includes("id")) report(1, "csv-columns", "the column `id` is missing", mend);
  if (spoken[0] !== "name" && spoken.length < languages.length) {
    const missing = languages.filter((language) => !spoken.includes(language));
    report(1, "csv-columns", `no \`name\`, and no column for ${missing.join(", ")}`, mend);
  }
  for (const heading of headings) {
    if (PROTOTYPE_HEADINGS.has(heading)) {
      report(1, "forbidden-key", `\`${heading}\` is no heading`, "Name the column otherwise.");
    } else if (heading === "" || headings.indexOf(heading) !== headings.lastIndexOf(heading)) {
      report(1, "csv-columns", "a heading is empty or stands twice", "Name each column once.");
    } else if (LANGUAGE.test(heading) && heading !== "id" && !languages.includes(heading)) {
      report(1, "csv-columns", `\`${heading}\` is no language of this channel`, mend);
    }
  }
}

function rowOf(
  headings: readonly string[],
  record: readonly string[],
  languages: readonly string[],
): DataRow {
  const columns = Object.fromEntries(headings.map((heading, at) => [heading, record[at] ?? ""]));
  const say = Object.fromEntries(
    languages.map((language) => [language, columns["name"] ?? columns[language] ?? ""]),
  );
  return { id: columns["id"] ?? "", say, columns };
}

function checkRow(
  row: DataRow,
  { info: { lines: line } }: Line,
  spoken: readonly string[],
  seen: Map<string, number>,
  report: Report,
): void {
  if (!ID.test(row.id)) {
    const mend = "Letters, digits, _ . and -, at most 40, beginning with a letter or digit.";
    report(line, "csv-row", `\`${row.id.slice(0, 40)}\` is no id`, mend);
  }
  const before = seen.get(row.id);
  if (before !== undefined) {
    report(line, "csv-row", `the id \`${row.id}\` is on line ${before} already`, "Ids are unique.");
  }
  seen.set(row.id, line);
  const unshown = Object.values(row.columns).find((field) => UNSHOWN.test(field));
  if (unshown !== undefined) {
    const message = "this row has a line break or a letter that no phone shows";
    report(line, "csv-row", message, "Remove it; save the list as UTF-8.");
  }
  if (spoken.some((column) => (row.columns[column] ?? "") === "")) {
    report(line, "csv-row", "this row has no name", "Fill in the name, in every language.");
  }
}
