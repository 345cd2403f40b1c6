/** One thing wrong, or doubtful, in the menu files, with its place and how to mend it. */
export interface Finding {
  /** Path inside the menus folder. */
  file: string;
  /** 1-based. */
  line: number;
  /** 1-based, in UTF-16 units as editors count. */
  column: number;
  /** The rule's name, as `docs/menus.md` heads it. */
  rule: string;
  /** Errors stop a release, warnings do not. */
  severity: "error" | "warning";
  message: string;
  /** What to change, in the operator's words. */
  mend: string;
}
