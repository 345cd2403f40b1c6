/**
 * Copies of a SQLite file: one made while a server writes, and one put in the place of a database.
 *
 * Owns that a copy is whole, sound and on the disk before it has its name. Refuses to write over anything,
 * and to take the place of a database that somebody has open. Knows nothing of rows. Called by
 * `njia backup` and `njia restore`.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  createReadStream,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import Database from "better-sqlite3";
import { connectToRead, storageFault } from "./connection.ts";
import { StoreFault } from "./fault.ts";
import { takeLease } from "./lease.ts";

/** What stands in the way of a copy; the message says what to do. */
export class CopyFault extends Error {
  override readonly name = "CopyFault";
}

export interface Copied {
  bytes: number;
  /** SHA-256 in hexadecimal; it stands in FILE.sha256 as well, as `sha256sum -c` reads it. */
  sum: string;
}

/** For its owner alone: what is sealed inside is as secret as in the database. */
const MODE = 0o600;
/** What SQLite may keep beside a file: its log and the index of that. */
const BESIDE = ["-wal", "-shm", "-journal"];

/**
 * Writes all that is committed by now to `to`, and its checksum beside it. The server goes on: it is one
 * read of the database, during which the log is not copied back and grows.
 * @throws CopyFault, StoreFault; then nothing is left of the copy
 */
export async function makeCopy(file: string, to: string): Promise<Copied> {
  if (existsSync(to)) throw new CopyFault(`${to} is there already: name another file`);
  // A name of its own: what is called `to` is whole, whatever ends this process.
  const part = `${to}.${process.pid}.part`;
  try {
    closeSync(openSync(part, "wx", MODE));
    const db = connectToRead(file);
    try {
      // Leaves out what was deleted, which a copy of pages would keep.
      db.prepare("VACUUM INTO ?").run(part);
    } finally {
      db.close();
    }
    checkSound(part);
    const sum = await sumOf(part);
    syncFile(part);
    writeFileSync(`${to}.sha256`, `${sum}  ${basename(to)}\n`, { mode: MODE, flush: true });
    renameSync(part, to);
    syncFolderOf(to);
    return { bytes: statSync(to).size, sum };
  } catch (error) {
    rmSync(part, { force: true });
    throw storageFault(error) ?? error;
  }
}

export interface Placed {
  /** What the database that was there is called now; null where there was none. */
  replaced: string | null;
  /** False where there was no FILE.sha256, so that nobody knows whether the copy is as it was made. */
  summed: boolean;
}

/**
 * Puts a copy of `from` in the place of the database `file`, once it was found sound and `prepare` had its way with it.
 * At every instant the place holds the old database or the new one, never none: a server that
 * starts without one would make an empty one.
 * @throws CopyFault, StoreFault, and whatever `prepare` throws; then the database is as it was
 */
export async function placeCopy(
  { from, file, stamp }: { from: string; file: string; stamp: string },
  prepare: (copy: string) => Promise<void>,
): Promise<Placed> {
  if (!existsSync(from)) throw new CopyFault(`there is no file ${from}`);
  const beside = BESIDE.map((suffix) => from + suffix).find((each) => existsSync(each));
  if (beside !== undefined) {
    throw new CopyFault(
      `${beside} stands beside it: that is a database in use or a copy of half of one; make a whole one with njia backup`,
    );
  }
  const place = existsSync(file) ? realpathSync(file) : file;
  if (realpathSync(from) === place) throw new CopyFault(`${from} is the database itself`);
  mkdirSync(dirname(place), { recursive: true });
  // Held from here on, so that no server begins with what is about to go.
  const lease = existsSync(place) ? takeLease(place) : null;
  const copy = `${place}.restoring`;
  try {
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
    await prepare(copy);
    syncFile(copy);
    const replaced = lease === null ? null : setAside(place, stamp);
    renameSync(copy, place);
    syncFolderOf(place);
    return { replaced, summed: wanted !== null };
  } catch (error) {
    throw storageFault(error) ?? error;
  } finally {
    remove(copy);
    lease?.release();
  }
}

/** Gives the database a second name, with nothing of it left beside the first. @throws CopyFault */
function setAside(file: string, stamp: string): string {
  const aside = `${file}.replaced-${stamp}`;
  // Of a damaged database SQLite throws the log away.
  if (existsSync(`${file}-wal`)) linkSync(`${file}-wal`, `${aside}-wal`);
  let folded = true;
  try {
    folded = foldLog(file);
  } finally {
    if (folded) rmSync(`${aside}-wal`, { force: true });
  }
  linkSync(file, aside);
  for (const suffix of BESIDE) rmSync(file + suffix, { force: true });
  return aside;
}

/**
 * Copies the log into the file and ends it, which SQLite does only for whoever has the database alone.
 * False where it is damaged: that is what a backup is restored for. @throws CopyFault, StoreFault
 */
function foldLog(file: string): boolean {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: 0 });
    db.pragma("journal_mode = DELETE");
    return true;
  } catch (error) {
    const fault = storageFault(error);
    if (fault?.code === "corrupt") return false;
    if (fault?.code !== "locked") throw fault ?? error;
    throw new CopyFault(`another process has ${file} open: stop njia work and every command`);
  } finally {
    db?.close();
  }
}

/** Reads every page and every index. @throws StoreFault `corrupt` */
function checkSound(file: string): void {
  const db = connectToRead(file);
  try {
    const found = db.pragma("integrity_check(1)", { simple: true });
    const ours = db.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'");
    if (found !== "ok" || ours.get() === undefined) throw new StoreFault("corrupt");
    if (db.pragma("foreign_key_check", { simple: true }) !== undefined) {
      throw new StoreFault("corrupt");
    }
  } catch (error) {
    throw storageFault(error) ?? error;
  } finally {
    db.close();
  }
}

async function sumOf(file: string): Promise<string> {
  const sum = createHash("sha256");
  await pipeline(createReadStream(file), sum);
  return sum.digest("hex");
}

/** What FILE.sha256 says; null where there is none. @throws CopyFault where it cannot be read */
function sumBeside(file: string): string | null {
  const beside = `${file}.sha256`;
  if (!existsSync(beside)) return null;
  const [, sum] = /^([0-9a-f]{64}) /.exec(readFileSync(beside, "utf8")) ?? [];
  if (sum === undefined) throw new CopyFault(`${beside} holds no SHA-256`);
  return sum;
}

function remove(copy: string): void {
  for (const suffix of ["", ...BESIDE, ".lock"]) rmSync(copy + suffix, { force: true });
}

/** A file that was written by others is on the disk from now on. */
function syncFile(file: string): void {
  sync(file, "r+");
}

/** So is the name it has now. Windows knows no such thing, and needs none. */
function syncFolderOf(file: string): void {
  if (process.platform !== "win32") sync(dirname(file), "r");
}

function sync(path: string, flags: "r" | "r+"): void {
  const opened = openSync(path, flags);
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
