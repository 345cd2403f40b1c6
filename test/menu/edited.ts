/** Menu files with texts replaced, for tests of what a change comes to. */
import type { MenuFiles } from "../../src/menu/source.ts";

export type Edit = readonly [file: string, from: string, to: string];

/** Each text is replaced once, and must be there. */
export function edited(files: MenuFiles, edits: readonly Edit[]): Map<string, string> {
  const after = new Map(files);
  for (const [file, from, to] of edits) {
    const text = after.get(file) ?? "";
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    after.set(
      file,
      text.replace(from, () => to),
    );
  }
  return after;
}
