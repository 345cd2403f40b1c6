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

/**
 * `assigned:` at the edge, while what follows it stands where it was meant to: a key further left than
 * its neighbours above and below, which shows only at the one below. Its index and its slip.
 */
export function tooFarLeft(lines: readonly string[], index: number): [number, Slip] | null {
  const width = (line: string) => /^ */.exec(line)?.[0].length ?? 0;
  const says = (line: string) => /^ *[^\s#]/.test(line);
  const line = lines[index] ?? "";
  const meant = width(line);
  if (!/^ *[a-z_0-9]+:(?: |$)/.test(line)) return null;
  const at = lines.slice(0, index).findLastIndex((one) => says(one) && width(one) < meant);
  const one = lines[at] ?? "";
  if (!/^ *[a-z_0-9]+: *$/.test(one)) return null;
  const above = lines.slice(0, at).findLast((other) => says(other) && width(other) <= meant);
  if (above === undefined || !/^ *[a-z_0-9]+:/.test(above) || width(above) !== meant) return null;
  const message = "this line stands further left than those it belongs to";
  const mend = `Put ${spaces(meant)} in front of it.`;
  return [at, { mended: " ".repeat(meant) + one.trim(), column: width(one) + 1, message, mend }];
}
