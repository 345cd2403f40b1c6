/**
 * The right to be the one server of a SQLite file.
 *
 * It is an exclusive lock of the operating system on an empty SQLite file beside the database:
 * the system drops it with its process, however that ends, so a crash needs no clean-up and no
 * time-out, and no clock is compared.
 */
import { realpathSync } from "node:fs";
import Database from "better-sqlite3";
import { StoreFault } from "./fault.ts";

export interface Lease {
  release(): void;
}

/**
 * The lease of a database that exists; under any of its names it is the same one.
 * @throws StoreFault `leased` at once, when another process holds it
 */
export function takeLease(file: string): Lease {
  // Two servers came in by two symbolic links, each with a lock beside its own.
  const lock = new Database(`${realpathSync(file)}.lock`, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    const busy = error instanceof Database.SqliteError && error.code === "SQLITE_BUSY";
    throw busy ? new StoreFault("leased", { cause: error }) : error;
  }
  return { release: () => void lock.close() };
}
