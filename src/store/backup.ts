/**
 * Copies of a database in a SQLite file: one made while servers write, and one put in the place of a database.
 *
 * Owns that a copy is whole, sound and on the disk before it has its name. Refuses to write over anything,
 * and to take the place of a database that somebody has open. Knows nothing of rows. Called by
 * `njia backup` and `njia restore`.
 */
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import { BESIDE, setAside } from "./aside.ts";
import { connect, connectToRead, storageFault } from "./connection.ts";
import { CopyFault } from "./copy-fault.ts";
import { endLog } from "./end-log.ts";
import { makeFolderOf, realPath, syncFile, syncFolderOf } from "./files.ts";
import { takeLease } from "./lease.ts";
import { markIn, refuseHalf } from "./mark.ts";
import { appliedMigrations, putMark } from "./migrate.ts";
import type { MoveEvents } from "./move/move.ts";
import type { Place, ServerPlace } from "./place.ts";
import { checkSound, sumBeside, sumOf } from "./sound.ts";

export interface Copied {
  bytes: number;
  /** SHA-256 in hexadecimal; it stands in FILE.sha256 as well, as `sha256sum -c` reads it. */
  sum: string;
}

/** For its owner alone: what is sealed inside is as secret as in the database. */
const MODE = 0o600;

/**
 * Writes all that is committed by now to `to`, and its checksum beside it. Servers go on: it is one read of
 * the database, during which SQLite's log is not copied back and grows, and PostgreSQL keeps what is deleted.
 * @throws CopyFault, StoreFault; then nothing is left of the copy
 */
export async function makeCopy(place: Place, to: string): Promise<Copied> {
  if (existsSync(to)) throw new CopyFault(`${to} is there already: name another file`);
  if (!existsSync(dirname(to))) {
    throw new CopyFault(`there is no folder ${dirname(to)}: make it, or name another place`);
  }
  // A name of its own: what is called `to` is whole, whatever ends this process.
  const part = `${to}.${process.pid}.part`;
  try {
    closeSync(openSync(part, "wx", MODE));
    if ("file" in place) vacuumInto(place.file, part);
    else await (await import("./move/snapshot.ts")).copyServer(place, part);
    checkSound(part);
    const sum = await sumOf(part);
    syncFile(part);
    writeFileSync(`${to}.sha256`, `${sum}  ${basename(to)}\n`, { mode: MODE, flush: true });
    renameSync(part, to);
    syncFolderOf(to);
    return { bytes: statSync(to).size, sum };
  } catch (error) {
    remove(part);
    rmSync(`${to}.sha256`, { force: true });
    throw storageFault(error) ?? error;
  }
}

/** Leaves out what was deleted, which a copy of pages would keep. */
function vacuumInto(file: string, part: string): void {
  const db = connectToRead(file);
  try {
    refuseHalf(markIn(appliedMigrations(db)));
    db.prepare("VACUUM INTO ?").run(part);
  } finally {
    db.close();
  }
}

export interface Placed {
  /** What the database that was there is called now; null where there was none. */
  replaced: string | null;
  /** False where there was no FILE.sha256, so that nobody knows whether the copy is as it was made. */
  summed: boolean;
}

/** What is done with a copy before it serves, such as bringing it up to date. */
type Prepare = (copy: string) => Promise<void>;

/**
 * Puts a copy of `from` in the place of the database `file`, once it was found sound and `prepare` had its way with it.
 * At every instant the place holds the old database or the new one, never none: a server that
 * starts without one would make an empty one.
 * @throws CopyFault, StoreFault, and whatever `prepare` throws; then the database is as it was
 */
export async function placeCopy(
  { from, file, stamp }: { from: string; file: string; stamp: string },
  prepare: Prepare,
): Promise<Placed> {
  refuseUnfit(from);
  makeFolderOf(file);
  const place = realPath(file);
  if (realpathSync(from) === place) throw new CopyFault(`${from} is the database itself`);
  // Held from here on, so that no server begins with what is about to go, or with nothing.
  const lease = takeLease(place);
  const copy = `${place}.restoring`;
  try {
    const there = existsSync(place);
    // SQLite would put its pages into the copy.
    const left = there ? undefined : besideOf(place);
    if (left !== undefined) {
      throw new CopyFault(`${left} is left of a database that is gone: put it somewhere else`);
    }
    const summed = await prepareCopy(from, copy, prepare);
    foldLog(copy);
    syncFile(copy);
    const replaced = there ? setAside(place, stamp) : null;
    if (there) renameSync(copy, place);
    else putWhereNothingIs(copy, place);
    syncFolderOf(place);
    return { replaced, summed };
  } catch (error) {
    throw storageFault(error) ?? error;
  } finally {
    remove(copy);
    lease.release();
  }
}

/** Of the copy the file alone gets the name. @throws StoreFault */
function foldLog(copy: string): void {
  const db = connect(copy);
  try {
    endLog(db);
  } finally {
    db.close();
  }
}

/** A command makes a database too, and needs no lease for that. @throws CopyFault */
function putWhereNothingIs(copy: string, place: string): void {
  try {
    linkSync(copy, place);
  } catch (error) {
    const there = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw there ? new CopyFault(`${place} has been made meanwhile: stop whoever made it`) : error;
  }
}

/**
 * The same into an empty database of a server, in which every table is then read back and compared. Until
 * that is done nobody serves it. With `again` what an earlier try left there goes.
 * @throws CopyFault, StoreFault, and whatever `prepare` throws
 */
export async function fillFromCopy(
  {
    from,
    to,
    ...beginning
  }: { from: string; to: ServerPlace; again: boolean; at: number; id: string },
  prepare: Prepare,
  events: MoveEvents,
): Promise<Placed> {
  refuseUnfit(from);
  const copy = `${from}.restoring`;
  try {
    const summed = await prepareCopy(from, copy, prepare);
    await (await import("./move/snapshot.ts")).fillServer(copy, { from, to, ...beginning }, events);
    return { replaced: null, summed };
  } catch (error) {
    throw storageFault(error) ?? error;
  } finally {
    remove(copy);
  }
}

function refuseUnfit(from: string): void {
  if (!existsSync(from)) throw new CopyFault(`there is no file ${from}`);
  const beside = besideOf(from);
  if (beside === undefined) return;
  throw new CopyFault(
    `${beside} stands beside it: that is a database in use or a copy of half of one; make a whole one with njia backup`,
  );
}

/** A file that SQLite keeps or kept beside this one. */
function besideOf(file: string): string | undefined {
  return BESIDE.map((suffix) => file + suffix).find((each) => existsSync(each));
}

/** A copy that is sound and prepared; true where there was a checksum to hold it against. */
async function prepareCopy(from: string, copy: string, prepare: Prepare): Promise<boolean> {
  remove(copy);
  copyFileSync(from, copy, constants.COPYFILE_FICLONE);
  chmodSync(copy, MODE);
  const wanted = sumBeside(from);
  if (wanted !== null && wanted !== (await sumOf(copy))) {
    throw new CopyFault(
      `${from} is not what it was when ${from}.sha256 was written: take another backup`,
    );
  }
  checkSound(copy);
  forgetMove(copy);
  await prepare(copy);
  return wanted !== null;
}

/** Of a place that was moved this is what it held last, and it is wanted back. */
function forgetMove(copy: string): void {
  const db = connect(copy);
  try {
    if (markIn(appliedMigrations(db))?.what === "moved") putMark(db, null);
  } finally {
    db.close();
  }
}

function remove(copy: string): void {
  for (const suffix of ["", ...BESIDE, ".lock"]) rmSync(copy + suffix, { force: true });
}
