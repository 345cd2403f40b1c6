/**
 * Lines that do not line up with those around them, and were meant to.
 *
 * Owns how far a line was meant to stand from the edge. Called by `recover` and `indents`.
 */
import type { Slip } from "./slips.ts";

/** `   label: x` one space beside the line above, to which it belongs. */
export function unaligned(lines: readonly string[], index: number): Slip | null {
  const line = lines[index] ?? "";
  const above = lines[index - 1] ?? "";
  const [, indent = "", rest = ""] = /^( *)([a-z_]+:(?: .*)?)$/.exec(line) ?? [];
  const meant = contentColumn(above);
  const aside = Math.abs(indent.length - meant);
  if (rest === "" || !/\S/.test(above) || /[:|>-] *$/.test(above)) return null;
  if (aside === 0 || aside > ASIDE_MAX) return null;
  return {
    mended: " ".repeat(meant) + rest,
    column: 1,
    message: "this line does not line up with the one above",
    mend: `Put ${spaces(meant)} in front of it.`,
  };
}

/** A line that is further away was meant to belong elsewhere. */
const ASIDE_MAX = 3;

/** Where the words of a line begin, behind its dashes. */
export function contentColumn(line: string): number {
  return /^(?: |- )*/.exec(line)?.[0].length ?? 0;
}

/** `1 space`, `4 spaces` */
export function spaces(count: number): string {
  return count === 1 ? "1 space" : `${count} spaces`;
}
