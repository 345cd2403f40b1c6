/**
 * A finding with the line it is about, and a mark under the letter.
 *
 * Called by the commands that print findings.
 */
import { showFinding, type Finding } from "./finding.ts";

/** Letters of a line that are shown; a long one is cut around the place. */
const SHOWN = 100;

/** As `showFinding`, with the line of `content` between message and mend. */
export function showInPlace(finding: Finding, content: string | undefined): string {
  const [message = "", mend = ""] = showFinding(finding).split("\n");
  const line = content?.split(/\r?\n/, finding.line)[finding.line - 1];
  if (line === undefined || line.trim() === "") return `${message}\n${mend}`;
  const at = finding.column - 1;
  const from = Math.max(0, Math.min(at - SHOWN / 2, line.length - SHOWN));
  const part = line.slice(from, from + SHOWN);
  // Tabs and wide letters stay as they are, so that the mark stands below its letter.
  const before = part.slice(0, at - from).replace(/[^\t]/g, " ");
  return `${message}\n    | ${plain(part)}\n    | ${before}^\n${mend}`;
}

/** What a terminal would act on, or nobody sees, is shown as a dot. */
function plain(text: string): string {
  return text.replace(/[^\P{C}\t]|(?! )\p{Z}/gu, "·");
}
