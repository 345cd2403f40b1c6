/** What became of mutations, counted by file and by kind, as a table that a handbook can hold. */
import { VERDICTS, type Judged } from "./judge.ts";
import type { Mutation } from "./mutation.ts";

export type Row = readonly [Mutation, Judged];

/** Lines of Markdown, without the column of the first word where there is nothing to count. */
export function tablesOf(rows: readonly Row[]): string[] {
  return [
    ...table("file", rows, ({ file }) => file),
    "",
    ...table("mutation", rows, ({ kind }) => kind),
  ];
}

function table(head: string, rows: readonly Row[], of: (mutation: Mutation) => string): string[] {
  const names = [...new Set(rows.map(([mutation]) => of(mutation)))].sort();
  const line = (name: string, own: readonly Row[]) => {
    const counts = VERDICTS.map((one) => own.filter(([, { verdict }]) => verdict === one).length);
    return `| ${[name, own.length, ...counts].join(" | ")} |`;
  };
  return [
    `| ${[head, "all", ...VERDICTS].join(" | ")} |`,
    `|---|${"--:|".repeat(VERDICTS.length + 1)}`,
    ...names.map((name) =>
      line(
        name,
        rows.filter(([mutation]) => of(mutation) === name),
      ),
    ),
    line("all", rows),
  ];
}
