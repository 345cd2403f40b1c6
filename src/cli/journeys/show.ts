/** What `njia test` prints of a journey that is not as its file says. Pure. */
import { pad, visible, wrap, type Paint } from "../screen-box.ts";
import type { Difference } from "./playing.ts";

const MIDDLE = { same: "  ", other: "≠ " };

/** The first place where file and Njia differ, side by side. */
export function showDifference(
  path: string,
  { line, turn, expected, came }: Difference,
  paint: Paint,
): string[] {
  const [left, right] = [linesOf(expected), linesOf(came)];
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_line, at) =>
    rowsOf(left[at], right[at], paint),
  ).flat();
  return [
    `  ${paint("bold", `${path}:${line}`)}  ${turn}`,
    `    ${paint("dim", pad("the file says"))}  ${MIDDLE.same}${paint("dim", "and this came")}`,
    ...rows,
  ].map((row) => row.trimEnd());
}

function linesOf(text: string | null): string[] {
  return text === null ? ["(nothing)"] : text.split("\n");
}

/** One line of each, side by side, over as many rows as the longer one takes. */
function rowsOf(written: string | undefined, shown: string | undefined, paint: Paint): string[] {
  const same = written === shown;
  const mark = same ? MIDDLE.same : paint("red", MIDDLE.other);
  const left = written === undefined ? [] : wrap(visible(written));
  const right = shown === undefined ? [] : wrap(visible(shown));
  return Array.from({ length: Math.max(left.length, right.length) }, (_row, at) => {
    const row = paint(same ? "dim" : "red", pad(left[at] ?? ""));
    return `    ${row}  ${mark}${paint(same ? "dim" : "green", right[at] ?? "")}`;
  });
}
