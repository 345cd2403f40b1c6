/**
 * Lines that begin with what looks like a space and is none: tabs, and the spaces of word processors
 * and web pages.
 *
 * Owns what stands in front of a line. Called by `recover`.
 */
import { contentColumn, spaces } from "./aligned.ts";
import { short, type Slip } from "./slips.ts";

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

/** Spaces that YAML reads as letters, as they come from Word and from web pages. */
const ODD = "[\\u00a0\\u1680\\u2000-\\u200b\\u202f\\u205f\\u2060\\u3000\\ufeff]";
/** Those of no width. */
const THIN = /[\u200b\u2060\ufeff]/g;
const ODDS = new RegExp(ODD, "g");
const LED = new RegExp(`^[ -]*${ODD}(?:[ -]|${ODD})*(?=[^\\s-])`);

/** Puts plain spaces for those that lines begin with; below `|-` they are a text's own. */
export function withoutOddSpaces(lines: string[], tell: Tell): void {
  let last = -2;
  let block = -1;
  for (const [index, line] of lines.entries()) {
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    if (/\S/.test(line) && indent <= block) block = -1;
    if (block >= 0) continue;
    const [lead = ""] = LED.exec(line) ?? [];
    if (/[:-] +[|>][-+0-9]* *$/.test(line)) block = indent;
    if (lead === "") continue;
    const plain = lead.replace(THIN, "").replace(ODDS, " ");
    lines[index] = plain + line.slice(lead.length);
    // A block of such lines is one slip.
    const follows = last === index - 1;
    last = index;
    if (follows) continue;
    const at = lead.search(ODDS);
    const code = lead.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
    const message = `this line begins with a space that is not plain, U+${code}`;
    const mend = plain.includes("-")
      ? `Type what stands before \`${short(line.slice(lead.length))}\` anew, with plain spaces.`
      : `Type ${spaces(plain.length)} there instead.`;
    tell(index + 1, { column: at + 1, message, mend });
  }
}
