/** The two places of a move as they are taken, and what stands in the way of a new one. */
import { existsSync } from "node:fs";
import { setAside, stampOf } from "../aside.ts";
import { CopyFault } from "../copy-fault.ts";
import { faultOf, type Mark } from "../mark.ts";
import { nameOf, type Place, type ServerPlace } from "../place.ts";
import { holdFile, makeFile } from "./file.ts";
import { SHAPES } from "./shape.ts";
import type { Held } from "./side.ts";

/** Has a place alone that is there. @throws CopyFault where a process of Njia is on it, StoreFault */
export async function hold(place: Place): Promise<Held> {
  return "file" in place ? holdFile(place.file) : holdOfServer(place);
}

async function holdOfServer(place: ServerPlace) {
  // Only the engine that is used is loaded.
  const { holdServer } = await import("./server.ts");
  return holdServer(place);
}

interface Beginning {
  mark: Mark;
  again: boolean;
  /** Of the old place: only a half of that move may be begun anew then. */
  before: Mark | null;
}

/** An empty place with its mark. @throws CopyFault, StoreFault */
export async function begin(to: Place, beginning: Beginning): Promise<Held> {
  return "file" in to ? beginFile(to.file, beginning) : beginServer(to, beginning);
}

/** What was moved from there is kept beside it; a half is not. */
async function beginFile(file: string, beginning: Beginning): Promise<Held> {
  const there = existsSync(file);
  if (there) {
    const held = holdFile(file);
    await held.close();
    if (held.mark === null) {
      throw new CopyFault(`${file} is a database already: name a file that is not there`);
    }
    refuseOther(held.mark, { file }, beginning);
    if (held.mark.what === "moved") setAside(file, stampOf(beginning.mark.at));
  } else if (beginning.before !== null) throw faultOf(beginning.before, beginning.mark.where);
  return makeFile(file, beginning.mark, { over: there });
}

async function beginServer(to: ServerPlace, beginning: Beginning): Promise<Held> {
  const held = await holdOfServer(to);
  try {
    if (held.mark !== null) refuseOther(held.mark, to, beginning);
    else if (beginning.before !== null) throw faultOf(beginning.before, beginning.mark.where);
    else if (!held.bare) await refuseRows(held, to);
    await held.begin(beginning.mark);
    return held;
  } catch (error) {
    await held.close();
    throw error;
  }
}

/** @throws CopyFault where it holds anything; tables alone are no deployment */
async function refuseRows(held: Held, to: Place): Promise<void> {
  if (held.behind) throw new CopyFault(`${nameOf(to)} is of an older Njia: make another database`);
  for (const shape of SHAPES) {
    if ((await held.count(shape)) === 0) continue;
    throw new CopyFault(
      `${nameOf(to)} holds a deployment already (${shape.table}): make another database`,
    );
  }
}

/** @throws StoreFault, CopyFault where what the mark says may not be begun anew */
function refuseOther(mark: Mark, to: Place, { again, before, mark: next }: Beginning): void {
  if (before !== null && (mark.what !== "half" || mark.move !== before.move)) {
    throw faultOf(before, next.where);
  }
  if (again) return;
  if (mark.what === "half") throw faultOf(mark, nameOf(to));
  throw new CopyFault(
    `${nameOf(to)} was moved to ${mark.where} itself: with --again what it held then gives way`,
  );
}
