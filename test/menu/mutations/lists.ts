/** Mistakes in a list: a row that is gone, a column that is gone. */
import type { Mutation } from "./mutation.ts";

/** Lists of the shipped menus have no quotes and no blank lines, which this relies on. */
export function listMutations(file: string, text: string): Mutation[] {
  const [head = "", ...rows] = text.trimEnd().split("\n");
  if (text.includes('"')) throw new Error(`${file} has quotes: split it as CSV`);
  const joined = (lines: readonly string[]) => `${lines.join("\n")}\n`;
  const headings = head.split(",");
  return [
    ...rows.map((row, index): Mutation => {
      const kind = "drop a row";
      const name = `${file}: ${kind} at ${index + 2}, ${row}`;
      return { name, kind, file, text: () => joined([head, ...rows.toSpliced(index, 1)]) };
    }),
    ...headings.map((heading, index): Mutation => {
      const kind = "drop a column";
      const without = (row: string) => row.split(",").toSpliced(index, 1).join(",");
      const name = `${file}: ${kind} at ${heading}`;
      return { name, kind, file, text: () => joined([head, ...rows].map(without)) };
    }),
  ];
}
