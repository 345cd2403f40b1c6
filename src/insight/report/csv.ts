/**
 * CSV as RFC 4180 has it, that no spreadsheet takes for a formula.
 *
 * Texts come from menu files. One that begins as a formula would is written behind an apostrophe, which
 * spreadsheets take for "this is text"; numbers are written as they are. It begins with a byte order mark:
 * without one Excel reads UTF-8 as the code page of its country.
 */

export type Cell = string | number | null;

/** Tab, CR, LF and NUL are skipped by some spreadsheets, and the wide signs are taken for the narrow. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const FORMULA = /^[=+\-@\t\r\n\0＝＋－＠]/;
const BOM = "\uFEFF";

/** Rows with the headings first; null is an empty cell. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return BOM + rows.map((row) => `${row.map(cellOf).join(",")}\r\n`).join("");
}

function cellOf(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
