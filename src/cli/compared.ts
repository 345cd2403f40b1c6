/** How a copy of a database goes on, and what both places came to, table by table. */
import { monotonic } from "../base/clock.ts";
import type { Compared, MoveEvents } from "../store/move/move.ts";

type Print = (line: string) => void;

/** Milliseconds between two lines about one table. */
const EVERY_MS = 2_000;
/** Of the 64 digits of a checksum: who wants to see a difference sees it in these. */
const DIGITS = 16;

const count = new Intl.NumberFormat("en");

/** Prints what becomes of a table that takes its time. */
export function progress(print: Print): Required<Pick<MoveEvents, "onRows">> {
  let told = monotonic();
  return {
    onRows(table, rows, of) {
      if (monotonic() - told < EVERY_MS) return;
      told = monotonic();
      print(`${table}: ${count.format(rows)} of ${count.format(of)} rows`);
    },
  };
}

/** A line for each table that is not empty in both. */
export function printCompared(compared: readonly Compared[], print: Print): void {
  print(line("table", "rows", "checksum", ""));
  for (const { table, from, to } of compared) {
    const same = from.rows === to.rows && from.sum === to.sum;
    if (same && from.rows === 0) continue;
    print(line(table, count.format(from.rows), from.sum.slice(0, DIGITS), same ? "same" : "old"));
    if (!same) print(line(table, count.format(to.rows), to.sum.slice(0, DIGITS), "NEW DIFFERS"));
  }
}

export function rowsIn(compared: readonly Compared[]): string {
  return count.format(compared.reduce((sum, { to }) => sum + to.rows, 0));
}

function line(table: string, rows: string, sum: string, word: string): string {
  return `${table.padEnd(14)}${rows.padStart(12)}  ${sum.padEnd(DIGITS)}  ${word}`.trimEnd();
}
