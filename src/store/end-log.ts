/** The end of a database's log, before its file alone is given another name or another place. */
import type Database from "better-sqlite3";

/**
 * Copies the log into the file, for whoever has the database alone; then it can be read where nothing can be written, too.
 * Closing does the same, and says nothing where it fails: on a disk that was full in its midst a restore and a move went on
 * with a file of which half was copied, and threw the log away. @throws what the disk or the driver says
 */
export function endLog(db: Database.Database): void {
  db.pragma("journal_mode = DELETE");
}
