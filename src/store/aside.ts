/** Sets a database aside under another name: it is kept, and whatever takes its place is not mistaken for it. */
import { existsSync, linkSync, lstatSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import { storageFault } from "./connection.ts";
import { CopyFault } from "./copy-fault.ts";
import { endLog } from "./end-log.ts";
import { realPath } from "./files.ts";
import { writeOutLog } from "./write-out.ts";

/** What SQLite may keep beside a file: its log and the index of that. */
export const BESIDE = ["-wal", "-shm", "-journal"];

/** Such as 2026-11-27T1030Z: a file's name everywhere, and in order. */
export function stampOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(":", "")}Z`;
}

/**
 * Gives the database a second name, with nothing of it left beside the first; the caller takes that away. What it
 * is called now. @throws CopyFault
 */
export function setAside(file: string, stamp: string): string {
  const aside = `${file}.replaced-${stamp}`;
  // Of a damaged database SQLite throws the log away.
  if (existsSync(`${file}-wal`)) linkSync(`${file}-wal`, `${aside}-wal`);
  let folded = true;
  try {
    folded = foldLog(file);
  } finally {
    if (folded) rmSync(`${aside}-wal`, { force: true });
  }
  // By the name that a restore left which was killed it would be refused under its new one.
  dropOtherNames(file);
  linkSync(file, aside);
  for (const suffix of BESIDE) rmSync(file + suffix, { force: true });
  return aside;
}

/** What a restore or a move calls a database for a moment, or for good, behind its own name. */
const OTHER_NAME = /^\.(?:moving|restoring|replaced-\w+(?:-\w+)*)$/;

/**
 * Takes such names away from the database, where a restore or a move was killed before it had: under a second name it is
 * refused. For whoever has its lease; what they name otherwise stays.
 */
export function dropOtherNames(file: string): void {
  const path = realPath(file);
  const { nlink = 1n, ino } = statSync(path, { throwIfNoEntry: false, bigint: true }) ?? {};
  if (nlink < 2n) return;
  const [folder, own] = [dirname(path), basename(path)];
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(own) || !OTHER_NAME.test(name.slice(own.length))) continue;
    const other = join(folder, name);
    // In one folder a file is known by its number, which has 64 bits.
    if (lstatSync(other, { bigint: true }).ino === ino) rmSync(other);
  }
}

/**
 * Copies the log into the file and ends it, which SQLite does only for whoever has the database alone.
 * False where it is damaged: that is what a backup is restored for. @throws CopyFault, StoreFault
 */
function foldLog(file: string): boolean {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: 0 });
    writeOutLog(db);
    endLog(db);
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
