/**
 * The data of a deployment from one place to another, between engines or not.
 *
 * Owns that at no instant two places would be served, nor a half of one: both are held so that no process of
 * Njia is on them, the new place is marked before its first row and free of the mark only when every
 * table was read back and found the same, and by then the old one is marked. Wherever it breaks off, nobody
 * serves the new place; and nobody the old one once that could have been served. Knows no meaning of
 * rows: seals, leases and deadlines are in the new place what they were. Called by `njia move` and `njia restore`.
 */
import { CopyFault } from "../copy-fault.ts";
import { StoreFault } from "../fault.ts";
import { refuseHalf, type Mark } from "../mark.ts";
import { nameOf, type Place } from "../place.ts";
import type { Write } from "../store.ts";
import { begin, hold } from "./places.ts";
import { isSameFile } from "./file.ts";
import { pagesOf, tallyOf, type Tally } from "./rows.ts";
import { SHAPES } from "./shape.ts";
import type { Held, Source, Target } from "./side.ts";

/** A table as it is read in both places. */
export interface Compared {
  readonly table: string;
  readonly from: Tally;
  readonly to: Tally;
}

/** What is told while it goes on; awaited, so that a test can be in the way. */
export interface MoveEvents {
  /** Of `of` rows of a table so many are in the new place, on its disk. */
  onRows?: (table: string, rows: number, of: number) => Promise<void> | void;
  /** In this order. After `marked` the old place is refused, after `freed` the new one is not. */
  onStep?: (step: "begun" | "copied" | "compared" | "marked" | "freed") => Promise<void> | void;
}

export interface Moving {
  from: Place;
  to: Place;
  /** What an earlier move left in the new place goes. */
  again: boolean;
  /** Of this move. */
  id: string;
  /** Epoch milliseconds. */
  at: number;
}

/**
 * Moves everything. `allow` looks at the settings of the old place, and throws where they are not ours.
 * @throws CopyFault, StoreFault, and what `allow` throws; then the old place is as it was, or `moved` where only the last mark was missing
 */
export async function move(
  { from, to, again, id, at }: Moving,
  allow: (setting: (name: string) => Promise<string | null>) => Promise<void>,
  events: MoveEvents = {},
): Promise<Compared[]> {
  refuseSame(from, to);
  const source = await hold(from);
  try {
    if (source.behind) throw new StoreFault("older", { detail: nameOf(from) });
    refuseHalf(source.mark, nameOf(from));
    await allow((name) => settingOf(source, name));
    const before = source.mark;
    const mark: Mark = { what: "half", move: before?.move ?? id, where: nameOf(from), at };
    const target = await begin(to, { mark, again, before });
    try {
      await events.onStep?.("begun");
      const compared = await fill(source, target, events);
      await source.putMark({ ...mark, what: "moved", where: nameOf(to) });
      await events.onStep?.("marked");
      await target.putMark(null);
      await events.onStep?.("freed");
      return compared;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Fills an empty place with what a source holds, which stays as it is. @throws CopyFault, StoreFault */
export async function fillPlace(
  source: Source,
  { to, again, mark }: { to: Place; again: boolean; mark: Mark },
  events: MoveEvents = {},
): Promise<Compared[]> {
  const target = await begin(to, { mark, again, before: null });
  try {
    const compared = await fill(source, target, events);
    await target.putMark(null);
    return compared;
  } finally {
    await target.close();
  }
}

/**
 * Lets a place that was moved be served again. `write` says what is to be done about what happened since.
 * @throws CopyFault where it was not moved, StoreFault
 */
export async function reopen(place: Place, write: Write | null): Promise<Mark> {
  const held = await hold(place);
  try {
    refuseHalf(held.mark);
    if (held.mark === null)
      throw new CopyFault(`${nameOf(place)} was not moved: nothing is to be done`);
    // A newer Njia wrote nothing here since.
    if (held.behind) throw new StoreFault("older");
    if (write !== null) await held.run(write);
    await held.putMark(null);
    return held.mark;
  } finally {
    await held.close();
  }
}

/** @throws CopyFault where a table is not the same in both; the tables that are not are named */
export async function fill(
  source: Source,
  target: Target & Partial<Pick<Held, "settle">>,
  { onRows, onStep }: MoveEvents,
): Promise<Compared[]> {
  for (const shape of SHAPES) {
    const of = await source.count(shape);
    let rows = 0;
    for await (const page of pagesOf(source, shape)) {
      await target.add(shape, page);
      await onRows?.(shape.table, (rows += page.length), of);
    }
  }
  await onStep?.("copied");
  const compared: Compared[] = [];
  for (const shape of SHAPES) {
    const [from, to] = [await tallyOf(source, shape), await tallyOf(target, shape)];
    compared.push({ table: shape.table, from, to });
  }
  const different = compared.filter(({ from, to }) => from.rows !== to.rows || from.sum !== to.sum);
  if (different.length > 0) throw new DifferenceFault(compared, different);
  await target.settle?.();
  await onStep?.("compared");
  return compared;
}

/** What was read back is not what was copied. */
export class DifferenceFault extends CopyFault {
  readonly compared: readonly Compared[];

  constructor(compared: readonly Compared[], different: readonly Compared[]) {
    const tables = different.map(({ table }) => table).join(", ");
    super(`the new place does not hold what the old one does: ${tables}; it stays refused`);
    this.compared = compared;
  }
}

/** @throws CopyFault where both are one, as far as their names say; what they do not say the locks do */
function refuseSame(from: Place, to: Place): void {
  const same = "file" in from && "file" in to && isSameFile(from.file, to.file);
  if (same || nameOf(from) === nameOf(to)) {
    throw new CopyFault(`${nameOf(from)} is the same place twice`);
  }
}

async function settingOf(source: Source, name: string): Promise<string | null> {
  const shape = SHAPES.find(({ table }) => table === "settings");
  if (shape === undefined) throw new Error("there are no settings");
  for await (const page of pagesOf(source, shape)) {
    for (const [key, value] of page) if (key === name && typeof value === "string") return value;
  }
  return null;
}
