/** One thing wrong, or doubtful, in the menu files, with its place and how to mend it. */

/** Every rule there is, as `docs/menus.md` explains it and `test/menu/broken` breaks it. */
export const RULES = [
  // reading a file
  "file-too-large",
  "too-deep",
  "yaml",
  "duplicate-key",
  "alias",
  "anchor",
  "tag",
  "key-form",
  "forbidden-key",
  "unknown-key",
  "missing-key",
  "wrong-value",
  "screen-kind",
  "channel-missing",
  "file-name",
  "csv",
  "csv-columns",
  "csv-row",
  // names and ways
  "name-twice",
  "name-reserved",
  "target-exists",
  "not-released",
  "go-otherwise",
  "dead-end",
  "no-way-out",
  "unreachable",
  "too-many-ways",
  "asked-later",
  "start-missing",
  "code-twice",
  "from-or-options",
  "data-missing",
  "data-unused",
  "verify",
  "question-exists",
  "question-unused",
  "key-twice",
  "key-reserved",
  "key-order",
  "star-twice",
  "star-shadows-menu",
  "key-moved",
  "star-moved",
  // texts
  "missing-language",
  "unknown-language",
  "unknown-word",
  "icu-syntax",
  "unknown-placeholder",
  "quoted-placeholder",
  "number-in-text",
  "not-gsm7",
  "link-in-text",
  // answers
  "cel",
  "never-true",
  "pattern",
  "limits",
  "key-is-answer",
  // the law and the life of a request
  "privacy-missing",
  "notice-missing",
  "consent-words",
  "life-missing",
  "sensitive-shown",
  "pin-words",
  "pin-not-kept",
  "ref-missing",
  "move",
  "late",
  "remind",
  "at-least-once",
  "refusal",
  "reason-exists",
  "reason-unused",
  "given",
  "given-exists",
  "given-unused",
  // the medium
  "end-too-long",
  "option-too-long",
  "reason-too-long",
  "question-pages",
  "title-too-long",
  "sms-too-long",
  "sms-word",
] as const;
export type Rule = (typeof RULES)[number];

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
  return `${file}:${line}:${column} ${severity} ${rule}: ${message}\n    ${mend}`;
}

/** In the order a reader goes through the files. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}
