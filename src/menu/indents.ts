/**
 * Lines that begin with what looks like a space and is none: tabs, and the spaces of word processors
 * and web pages.
 *
 * Owns what stands in front of a line. Called by `recover`.
 */
import { contentColumn } from "./aligned.ts";
import type { Slip } from "./slips.ts";

type Tell = (line: number, fault: Omit<Slip, "mended">) => void;

/** Replaces the tabs that lines begin with; false where there are none. */
export function withoutTabs(lines: string[], tell: Tell): boolean {
  const tabbed = lines.flatMap((line, index) => (/^[ -]*\t\s*\S/.test(line) ? [index] : []));
  const only = !lines.some((line) => /^ +\S/.test(line));
  let last = -2;
  for (const index of tabbed) {
    const line = lines[index] ?? "";
    const above = lines
      .slice(Math.max(0, index - ABOVE_MAX), index)
      .findLast((one) => /\S/.test(one));
    const deeper = /[:|>-] *$/.test(above ?? "") ? 2 : 0;
    const [lead = ""] = /^[ -]*\t\s*/.exec(line) ?? [];
    lines[index] =
      only || lead.includes("-")
        ? line.replace(lead, () => lead.replaceAll("\t", lead.includes("-") ? " " : "  "))
        : " ".repeat(contentColumn(above ?? "") + deeper) + line.trimStart();
    // A block of such lines is one slip.
    const follows = last === index - 1;
    last = index;
    if (follows) continue;
    const message = "this line begins with a tab";
    tell(index + 1, { column: 1, message, mend: "Indent with spaces, two for each step." });
  }
  return tabbed.length > 0;
}

const ABOVE_MAX = 5;
