/** Rows by the page, in bounded memory; and what they come to. */
import { createHash, type Hash } from "node:crypto";
import type { Row, Shape } from "./shape.ts";
import type { Source } from "./side.ts";

/** Rows of a page: few until it is known how large they are, for a release may have megabytes. */
const FIRST = 16;
const MOST = 2_000;
/** Bytes that a page aims at; the greatest page grows with the largest rows. */
const PAGE_BYTES = 1_000_000;

/** Every row of a table, in the order of its key. */
export async function* pagesOf(source: Source, shape: Shape): AsyncGenerator<Row[]> {
  let after: Row | null = null;
  let limit = FIRST;
  for (;;) {
    const page: Row[] = await source.page(shape, after, limit);
    if (page.length > 0) yield page;
    const last: Row | undefined = page.at(-1);
    if (last === undefined || page.length < limit) return;
    after = last;
    const each = page.reduce((sum, row) => sum + sizeOf(row), 0) / page.length;
    limit = Math.max(1, Math.min(MOST, limit * 4, Math.floor(PAGE_BYTES / each)));
  }
}

export interface Tally {
  readonly rows: number;
  /** SHA-256 of all rows in the order of their keys, in hexadecimal. */
  readonly sum: string;
}

/** Counts and adds up what is stored, by reading it. */
export async function tallyOf(source: Source, shape: Shape): Promise<Tally> {
  const rows = await source.count(shape);
  const sum = createHash("sha256");
  let seen = 0;
  for await (const page of pagesOf(source, shape)) {
    for (const row of page) addRow(sum, row);
    seen += page.length;
  }
  // Else the sum would be one of another table.
  if (seen !== rows) throw new Error(`${shape.table} has ${rows} rows, and ${seen} were read`);
  return { rows, sum: sum.digest("hex") };
}

/**
 * A row as bytes that no other row could be written as: of each value its kind and its length or itself, and
 * behind them the bytes. In few pieces, since each piece costs as much as what is in it.
 */
function addRow(sum: Hash, row: Row): void {
  let words = "";
  for (const cell of row) {
    if (cell === null) words += "-";
    else if (typeof cell === "bigint") words += `i${cell};`;
    else if (typeof cell === "string") words += `t${Buffer.byteLength(cell)};${cell}`;
    else words += `b${cell.byteLength};`;
  }
  sum.update(words);
  for (const cell of row) if (cell instanceof Uint8Array) sum.update(cell);
}

function sizeOf(row: Row): number {
  return row.reduce(
    (sum, cell) => sum + (cell instanceof Uint8Array || typeof cell === "string" ? cell.length : 8),
    8,
  );
}
