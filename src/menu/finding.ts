/** One thing wrong, or doubtful, in the menu files, with its place and how to mend it. */

import { visible } from "../base/visible.ts";
import type { Rule } from "./rules.ts";

export type { Rule };

export interface Finding {
  /** Path inside the menus folder. */
  file: string;
  /** 1-based. */
  line: number;
  /** 1-based, in UTF-16 units as editors count. */
  column: number;
  rule: Rule;
  /** Errors stop a release, warnings do not. */
  severity: "error" | "warning";
  message: string;
  /** What to change, in the operator's words. */
  mend: string;
  /** Of the last one that is told of a file: how many faults of it more there are. */
  more?: number;
}

/** `bursary.yaml:12:5 error target-exists: message` and the mend on a line of its own. */
export function showFinding({
  file,
  line,
  column,
  severity,
  rule,
  message,
  mend,
}: Finding): string {
  const what = `${file}:${line}:${column} ${severity} ${rule}: ${message}`;
  return `${onOneLine(what)}\n    ${onOneLine(mend)}`;
}

/** Findings quote what is in the files: nothing of it acts on a terminal, or is a line of its own. */
export function onOneLine(text: string): string {
  return visible(text.replace(/\r?\n/g, " "));
}

/** In the order a reader goes through the files. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}
