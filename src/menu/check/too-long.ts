/** Rule: a line that is chosen from fits a screen; a row of a list is told where it stands in its file. */
import type { CompiledScreen } from "../model.ts";
import type { DataRow } from "../source.ts";
import type { At, World } from "./world.ts";

/** `line` is one that no page holds whole. */
export function checkLine(world: World, at: At, screen: CompiledScreen | null, line: string): void {
  const rows = screen?.list?.rows ?? [];
  const row = rows.find(({ say: text }) =>
    Object.values(text).some((name) => name !== "" && line.endsWith(`. ${name}`)),
  );
  const short = `does not fit on a screen: "${line.slice(0, 60)}"`;
  if (row === undefined) {
    world.report(at, "option-too-long", `this option ${short}`, "Shorten its text.");
    return;
  }
  const message = `the row \`${row.id}\` of this list ${short}`;
  const mend = "Shorten its name in the list.";
  world.report(rowAt(world, row, at), "option-too-long", message, mend);
}

/** Where a row of a list stands; `at` where it is of none. */
function rowAt({ source }: World, row: DataRow, at: At): At {
  for (const { file, rows } of source.data.values()) {
    const index = rows.indexOf(row);
    if (index >= 0) return { file, path: ["rows", index] };
  }
  return at;
}
