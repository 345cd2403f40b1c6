/**
 * The right to be the one server of a SQLite file.
 *
 * It is an exclusive lock of the operating system on an empty SQLite file beside the database:
 * the system drops it with its process, however that ends, so a crash needs no clean-up and no
 * time-out, and no clock is compared.
 */
import Database from "better-sqlite3";
import { StoreFault } from "./fault.ts";
import { realPath } from "./files.ts";

/** Milliseconds: a command that is the first to open a database holds its lease until the log is written out. */
const WAIT_MS = 2_000;

export interface Lease {
  release(): void;
}

/**
 * The lease of a database, which need not exist; its folder does.
 * @throws StoreFault `leased` when another process holds it for longer than that
 */
export function takeLease(file: string, waitMs = WAIT_MS): Lease {
  // Two servers came in by two symbolic links, each with a lock beside its own. So they would by two hard
  // links, which nothing tells apart: `connect` refuses a file that has any.
  const lock = new Database(`${realPath(file)}.lock`, { timeout: waitMs });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    const busy = error instanceof Database.SqliteError && error.code === "SQLITE_BUSY";
    throw busy ? new StoreFault("leased", { cause: error }) : error;
  }
  return { release: () => void lock.close() };
}

/** The same; null at once, where another process holds it. */
export function leaseUnlessTaken(file: string): Lease | null {
  try {
    return takeLease(file, 0);
  } catch (error) {
    if (error instanceof StoreFault && error.code === "leased") return null;
    throw error;
  }
}
