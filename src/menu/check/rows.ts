/**
 * Rule: what a text prints of a list stands in every row of it. An empty cell prints as nothing, and what a
 * spreadsheet could not compute prints as `#REF!`.
 *
 * A warning at the first such row of a column, with the count: a list may have 100,000.
 */
import { celTypes } from "../conditions.ts";
import type { DataTable } from "../source.ts";
import type { ServiceFile } from "../format.ts";
import { saidIn } from "./said.ts";
import { argumentsOf, sayingsOf } from "./sayings.ts";
import { signsIn } from "./signs.ts";
import type { World } from "./world.ts";

export function checkRows(world: World): void {
  const printed = printedIn(world);
  for (const table of world.source.data.values()) {
    for (const column of table.headings) {
      const name = column === "name" || world.languages.includes(column);
      const prints = printed.get(table.file)?.has(column) === true;
      if (!prints && !name) continue;
      checkColumn(world, table, column, prints && !name);
      checkSigns(world, table, column);
    }
  }
}

/** What spreadsheets show in a cell that they could not compute. */
const FAULT = /^#(?:REF|N\/A|VALUE|NAME|DIV\/0|NUM|NULL|SPILL|CALC|ERROR)[!?]?$/i;

/** Of a name that is empty `data` tells, which knows the languages that are not complete yet. */
function checkColumn(
  { report }: World,
  { file, rows }: DataTable,
  column: string,
  empty: boolean,
): void {
  const at = rows.flatMap(({ columns }, index) => {
    const cell = columns[column] ?? "";
    return FAULT.test(cell) || (empty && cell === "") ? [index] : [];
  });
  const [first] = at;
  if (first === undefined) return;
  const row = rows[first];
  const cell = row?.columns[column] ?? "";
  const more = at.length === 1 ? "" : `, and ${at.length - 1} more like it`;
  const what = cell === "" ? "has nothing" : `has ${cell}`;
  const message = `the row \`${row?.id.slice(0, 40)}\` ${what} in the column \`${column}\`, which a text prints${more}`;
  const mend = "Fill in the cell; what a text prints stands in every row.";
  report({ file, path: ["rows", first] }, "csv-row", message, mend, "warning");
}

/** A cell that has a value's name in brackets or signs: of a list nothing is filled in. The first of a column. */
function checkSigns(world: World, { file, rows, headings }: DataTable, column: string): void {
  const names = () => {
    const asking = [...world.source.services.values()].filter((service) =>
      [...listsOf(service).values()].includes(file),
    );
    return [
      ...headings,
      ...asking.flatMap(({ service }) => Object.keys(celTypes(world.source, service))),
    ];
  };
  for (const [index, { id, columns }] of rows.entries()) {
    const cell = columns[column] ?? "";
    const sign = PLACEHOLDER.exec(cell)?.[0] ?? signsIn(cell, names)[0]?.written;
    if (sign === undefined) continue;
    const message = `the row \`${id.slice(0, 40)}\` prints ${sign} as it stands, in the column \`${column}\``;
    const mend = "Write the words themselves into the cell; what is computed stands in the text.";
    world.report({ file, path: ["rows", index] }, "quoted-placeholder", message, mend, "warning");
    return;
  }
}

const PLACEHOLDER = /\{\s*[a-z][a-z0-9_.]*(?::[0-9]+)?\s*\}/;

/** By list, its columns that a text prints: as `{ward.office}` where `ward` is chosen from it. */
function printedIn(world: World): ReadonlyMap<string, ReadonlySet<string>> {
  const printed = new Map<string, Set<string>>();
  const lists = new Map([...world.source.services.values()].map((one) => [one, listsOf(one)]));
  for (const { text, at, service } of saidIn(world)) {
    const from = service === null ? undefined : lists.get(service);
    if (from === undefined || from.size === 0) continue;
    for (const { saying, language } of sayingsOf(world, text, at)) {
      for (const { name, column, branches } of argumentsOf(saying, language)) {
        const file = from.get(name);
        // What only chooses a branch has `other` for an empty cell.
        if (file === undefined || column === undefined || branches !== undefined) continue;
        printed.set(file, (printed.get(file) ?? new Set()).add(column));
      }
    }
  }
  return printed;
}

/** The list that each answer of a service is chosen from. */
function listsOf({ screens, aside }: ServiceFile): ReadonlyMap<string, string> {
  return new Map(
    [...screens, ...(aside ?? [])].flatMap((screen): [string, string][] =>
      "choose" in screen && screen.from !== undefined ? [[screen.choose, screen.from]] : [],
    ),
  );
}
