/**
 * CSV text as rows with their lines: what spreadsheets leave behind is taken off, what they save
 * otherwise is named.
 *
 * Owns separators, quotes and the number of columns; `data` knows what the columns mean. Called by
 * `data`.
 */
import { parse, type Options } from "csv-parse/sync";
import type { Rule } from "./finding.ts";
import { savedFault } from "./saved.ts";

/** Letters of one row; a quote that is never closed swallows all rows below it. */
const ROW_LETTERS_MAX = 10_000;

/** Rows at fault, after which the text is taken for no CSV at all. */
const FAULTS_MAX = 1000;

export interface Row {
  fields: readonly string[];
  /** 1-based; of a row over several lines the last. */
  line: number;
}

export type Report = (line: number, rule: Rule, message: string, mend: string) => void;

const UNREADABLE = ["this row is unreadable", "Check the quotes of this row."] as const;
const QUOTES = "Remove the quotes inside the name, or write each of them twice.";
const FAULTS: Readonly<Partial<Record<string, readonly [string, string]>>> = {
  CSV_MAX_RECORD_SIZE: [
    "this row has over 10,000 letters",
    "Check the quotes of this row: one that is not closed swallows the rows below.",
  ],
  CSV_QUOTE_NOT_CLOSED: ["a quote that was opened here is never closed", "Close it, or remove it."],
  INVALID_OPENING_QUOTE: ["this row is unreadable: a quote stands inside a name", QUOTES],
  CSV_INVALID_CLOSING_QUOTE: ["this row is unreadable: letters follow a closed quote", QUOTES],
};

/**
 * The rows, headings first; those at fault are reported and left out. Null where the text is no CSV
 * at all.
 */
export function rowsOf(content: string, report: Report): Row[] | null {
  const saved = savedFault(content, "`CSV UTF-8`");
  if (saved !== null) {
    report(1, "csv", saved.message, saved.mend);
    return null;
  }
  const separator = otherSeparator(content);
  if (separator !== null) {
    const mend = `Save it as \`CSV UTF-8\` with commas, or replace every ${separator} by a comma.`;
    report(1, "csv", `the columns are separated by ${separator}s`, mend);
    return null;
  }
  const all = parsed(content, report);
  if (all === null) return null;
  const [first, ...rest] = withoutEmptyEnds(all);
  if (first === undefined) return [];
  const width = first.fields.length;
  for (const { fields, line } of rest) {
    if (fields.length === width) continue;
    const message = `this row has ${columns(fields.length)}, the headings have ${width}`;
    const mend =
      fields.length > width
        ? "Put names that hold a comma in double quotes."
        : "Add what is missing; an empty column still needs its comma.";
    report(line, "csv", message, mend);
  }
  return [first, ...rest.filter(({ fields }) => fields.length === width)];
}

function columns(count: number): string {
  return count === 1 ? "1 column" : `${count} columns`;
}

/** What a spreadsheet set to another country saves; `sep=;` is a line some of them put first. */
function otherSeparator(content: string): string | null {
  const [heading = ""] = content.replace(/^[\uFEFF\s]+/, "").split(/\r|\n/, 1);
  const names: [string, string][] = [
    [";", "semicolon"],
    ["\t", "tab"],
    ["|", "upright stroke"],
  ];
  const commas = heading.split(",").length;
  return names.find(([letter]) => heading.split(letter).length > commas)?.[1] ?? null;
}

/** Thrown through the parser to stop it. */
class TooMany extends Error {}

/** Null where the headings are at fault: what stands below would be taken for them. */
function parsed(content: string, report: Report): Row[] | null {
  const rows: Row[] = [];
  let beheaded = false;
  /** The line of the last row that was read or reported. */
  let last = 0;
  let faults = 0;
  const options: Options = {
    bom: true,
    info: true,
    trim: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    relax_column_count: true,
    max_record_size: ROW_LETTERS_MAX,
    on_record: (record: unknown, { lines }: { lines: number }) => {
      const { record: fields } = record as { record: string[] }; // what `info: true` makes of it
      rows.push({ fields, line: lines });
      last = lines;
      return null;
    },
    skip_records_with_error: true,
    on_skip: (error) => {
      // Each fault makes an error with its trace: a list of a million took minutes.
      if (++faults > FAULTS_MAX) throw new TooMany();
      if (rows.length === 0) beheaded = true;
      // Of a quote that is not closed, the parser tells the end of the file, not where it began.
      const unclosed = error?.code === "CSV_QUOTE_NOT_CLOSED";
      const line = unclosed ? last + 1 : Math.max(1, Number(error?.["lines"] ?? 1));
      // Behind another fault it is an echo: the parser takes the wrong quotes for pairs.
      const echo = unclosed && last > (rows.at(-1)?.line ?? 0);
      if (echo || line <= last) return undefined;
      last = line;
      const [message, mend] = FAULTS[error?.code ?? ""] ?? UNREADABLE;
      report(line, "csv", message, mend);
      return undefined;
    },
  };
  // A row of another width is an error too, with a trace each: 100,000 of them took 3 s with, 1 s without.
  const traces = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    parse(content, options);
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    return null;
  } finally {
    Error.stackTraceLimit = traces;
  }
  return beheaded ? null : rows;
}

/** Columns without a heading and without a value in any row: a spreadsheet saves them too. */
function withoutEmptyEnds(rows: readonly Row[]): Row[] {
  const width = (rows[0]?.fields.findLastIndex((heading) => heading !== "") ?? -1) + 1;
  return rows.map(({ fields, line }) => {
    const spare = fields.slice(width).every((field) => field === "");
    return { fields: spare ? fields.slice(0, width) : fields, line };
  });
}
