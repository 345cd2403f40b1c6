/** One SQLite connection, with the settings that the promises rest on. */
import { closeSync, existsSync, openSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { CHECKPOINT_PAGES } from "./checkpoint.ts";
import { StoreFault } from "./fault.ts";
import type { FaultCode } from "./fault.ts";
import { makeFolderOf } from "./files.ts";

/**
 * How long a statement of an open store waits for another process, in milliseconds: it waits with
 * the whole event loop. Commits try again between turns (`batch`); readers never wait in WAL mode.
 */
const BUSY_MS = 20;
/** The same while the database is opened, when nobody is served yet. */
const OPENING_BUSY_MS = 2_000;

/**
 * Bytes that the log is cut to when it begins anew: twice what lies between two checkpoints. Somebody who reads
 * for long, as a backup does, holds it up meanwhile, and without a limit it stays as large for ever.
 */
const LOG_BYTES_MAX = 32_000_000;

/**
 * Opens a connection that waits up to two seconds for others, creating the file and its folder.
 * @throws StoreFault
 */
export function connect(file: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    makeFolderOf(file);
    // For its owner alone; SQLite gives the log beside it the same rights.
    closeSync(openSync(file, "a", 0o600));
    refuseSecondName(file);
    db = new Database(file, { timeout: OPENING_BUSY_MS });
    db.pragma("journal_mode = WAL");
    // The driver is compiled to fall to NORMAL as soon as WAL is on, and then a power cut loses
    // acknowledged commits: 6,414 in 15 cuts, against none of 26,965 with FULL.
    db.pragma("synchronous = FULL");
    db.pragma("foreign_keys = ON");
    // Each commit of a batch has a savepoint, whose undo log is otherwise a file.
    db.pragma("temp_store = MEMORY");
    // For whoever writes without batches, which have their own.
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.pragma(`journal_size_limit = ${LOG_BYTES_MAX}`);
    assertSettings(db, OPENING_BUSY_MS);
    return db;
  } catch (error) {
    db?.close();
    throw openingFault(error);
  }
}

/** Opens a connection to a file that is there, which can write nothing. @throws StoreFault */
export function connectToRead(file: string): Database.Database {
  if (!existsSync(file)) throw new StoreFault("absent");
  refuseSecondName(file);
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, timeout: OPENING_BUSY_MS });
    // Only now the file is looked at, and its log.
    db.pragma("schema_version");
    return db;
  } catch (error) {
    db?.close();
    throw openingFault(error);
  }
}

/**
 * What is told of a database that does not open. Where there is no room for the index of its log the disk is full: 32 kB
 * that the first to open it needs. Once it is open that would leave a commit in doubt, and stays what SQLite says.
 */
function openingFault(error: unknown): unknown {
  const full = sqliteError(error)?.code === "SQLITE_IOERR_SHMSIZE";
  return full ? new StoreFault("full", { cause: error }) : (storageFault(error) ?? error);
}

/**
 * By a hard link a database has a log and a lease of its own: of two servers with 300 calls each, 300 of 600 were
 * lost, and whoever only reads does not see what is in the other log.
 */
function refuseSecondName(file: string): void {
  if (statSync(file).nlink > 1) throw new StoreFault("linked");
}

/** From now on statements wait 20 ms at most: the connection is about to serve. */
export function waitBriefly(db: Database.Database): void {
  db.pragma(`busy_timeout = ${BUSY_MS}`);
  assertSettings(db);
}

/** @throws Error naming the setting that is not what the promises need */
export function assertSettings(db: Database.Database, busyMs = BUSY_MS): void {
  const wanted = { journal_mode: "wal", synchronous: 2, foreign_keys: 1, busy_timeout: busyMs };
  for (const [name, value] of Object.entries(wanted)) {
    const found = db.pragma(name, { simple: true });
    if (found !== value) {
      throw new Error(`SQLite has ${name}=${String(found)}, and Njia needs ${String(value)}`);
    }
  }
}

/** SQLite's result codes that concern the storage; the first that an error's code begins with. */
const CODES: readonly (readonly [string, FaultCode])[] = [
  ["SQLITE_FULL", "full"],
  // A spent quota and a limit on file sizes come as this, not as FULL. The transaction is undone
  // and its pages are in no commit, so unlike a failed fsync it leaves nothing in doubt.
  ["SQLITE_IOERR_WRITE", "unwritten"],
  ["SQLITE_IOERR", "io"],
  ["SQLITE_BUSY", "locked"],
  ["SQLITE_LOCKED", "locked"],
  ["SQLITE_CORRUPT", "corrupt"],
  ["SQLITE_NOTADB", "corrupt"],
  ["SQLITE_READONLY", "readonly"],
  ["SQLITE_CANTOPEN", "readonly"],
  ["SQLITE_PERM", "readonly"],
];

/** The same from the file system, before SQLite has the file. */
const FILE_CODES: Readonly<Record<string, FaultCode>> = {
  EACCES: "readonly",
  EPERM: "readonly",
  EROFS: "readonly",
  EISDIR: "readonly",
  // Of a folder that cannot be made, as below /proc.
  ENOENT: "readonly",
  ENOTDIR: "readonly",
  ENOSPC: "full",
  EDQUOT: "unwritten",
  EFBIG: "unwritten",
  EIO: "io",
};

/** Codes that say the statement or its values are wrong, whatever the storage does: bugs. */
const BUGS = ["SQLITE_CONSTRAINT", "SQLITE_ERROR", "SQLITE_MISMATCH", "SQLITE_RANGE"];

/** The fault behind a driver's error; null when the error is not about the storage. */
export function storageFault(error: unknown): StoreFault | null {
  if (error instanceof StoreFault) return error;
  const ofFile = error instanceof Error && "code" in error ? FILE_CODES[String(error.code)] : null;
  if (ofFile != null) return new StoreFault(ofFile, { cause: error });
  const { code } = sqliteError(error) ?? {};
  if (code === undefined || BUGS.some((bug) => code.startsWith(bug))) return null;
  const known = CODES.find(([prefix]) => code.startsWith(prefix));
  return new StoreFault(known?.[1] ?? "unknown", { cause: error });
}

/** True when a statement hit a unique index or a primary key. */
export function isDuplicate(error: unknown): boolean {
  const { code } = sqliteError(error) ?? {};
  return code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY";
}

/** The driver's own error: Drizzle wraps those of a query it prepares. */
function sqliteError(error: unknown): InstanceType<typeof Database.SqliteError> | null {
  if (error instanceof Database.SqliteError) return error;
  return error instanceof Error && error.cause !== undefined ? sqliteError(error.cause) : null;
}
