/** A SQLite file as a side of a move: its rows byte for byte, and the file to oneself. */
import { isUtf8 } from "node:buffer";
import { existsSync, linkSync, realpathSync, renameSync, rmSync } from "node:fs";
import type Database from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { dropOtherNames } from "../aside.ts";
import { connect, isDuplicate, storageFault } from "../connection.ts";
import { CopyFault } from "../copy-fault.ts";
import { sqliteKit } from "../dialect.ts";
import { faultAt, StoreFault } from "../fault.ts";
import { endLog } from "../end-log.ts";
import { makeFolderOf, syncFile, syncFolderOf } from "../files.ts";
import { takeLease, type Lease } from "../lease.ts";
import { isMissing, markIn, type Mark } from "../mark.ts";
import { appliedMigrations, knownMigrations, putMark, upgrade } from "../migrate.ts";
import { buildLater } from "../plain.ts";
import type { Query } from "../statement.ts";
import type { Write } from "../store.ts";
import { defineTables } from "../tables.ts";
import { writeOutLog } from "../write-out.ts";
import type { Cell, Column, Shape } from "./shape.ts";
import type { Held, Target } from "./side.ts";

const TABLES = defineTables(sqliteKit);

/** What `FILE` is called until it has its mark, and beside it what SQLite keeps. */
const part = (file: string) => `${file}.moving`;

/**
 * Takes a file that is there.
 * @throws CopyFault where somebody has it open, StoreFault
 */
export function holdFile(file: string): Held {
  let lease: Lease | undefined;
  let db: Database.Database | undefined;
  try {
    if (!existsSync(file)) throw new StoreFault("absent");
    lease = takeLease(file);
    dropOtherNames(file);
    db = connect(file);
    writeOutLog(db);
    const applied = appliedMigrations(db);
    if (applied.length === 0) throw new StoreFault("corrupt");
    haveAlone(db, file);
    return heldFile(
      db,
      { mark: markIn(applied), behind: isMissing(knownMigrations(), applied) },
      lease,
    );
  } catch (error) {
    db?.close();
    lease?.release();
    throw told(file, error);
  }
}

/**
 * Makes a file that is refused by everybody from the instant on at which it has its name, and takes it. With
 * `over` it takes the place of one that is there, which the caller has looked at.
 * @throws CopyFault where there is one, StoreFault
 */
export function makeFile(file: string, mark: Mark, { over }: { over: boolean }): Held {
  try {
    makeFolderOf(file);
    removeFile(part(file));
    const db = connect(part(file));
    try {
      upgrade(db);
      putMark(db, mark);
      endLog(db);
    } finally {
      db.close();
    }
    syncFile(part(file));
    if (over) renameSync(part(file), file);
    else linkSync(part(file), file);
    syncFolderOf(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw new CopyFault(`${file} is there already: name another file`);
    }
    throw told(file, error);
  } finally {
    removeFile(part(file));
  }
  return holdFile(file);
}

/** With the name of the file: there are two places. */
function told(file: string, error: unknown): unknown {
  const fault = storageFault(error);
  return fault === null ? error : faultAt(file, fault);
}

/** With all that SQLite keeps beside it. */
function removeFile(file: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(file + suffix, { force: true });
}

/** True when both names lead to one file. */
export function isSameFile(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other);
}

function heldFile(db: Database.Database, state: Pick<Held, "mark" | "behind">, lease: Lease): Held {
  return {
    ...state,
    ...rowsOf(db),
    async putMark(mark) {
      putMark(db, mark);
    },
    async run(write) {
      run(db, write);
    },
    async settle() {},
    async close() {
      db.close();
      lease.release();
    },
  };
}

/** Nobody else may have it open: of a sender nothing is known, and a command may wait for its yes. */
function haveAlone(db: Database.Database, file: string): void {
  try {
    // With the log on, the lock is taken by the next transaction and kept.
    db.pragma("busy_timeout = 0");
    db.pragma("locking_mode = EXCLUSIVE");
    db.exec("BEGIN IMMEDIATE; COMMIT");
  } catch (error) {
    if (storageFault(error)?.code !== "locked") throw error;
    throw new CopyFault(
      `another process has ${file} open: stop the server, njia work and every command`,
    );
  }
}

function run(db: Database.Database, { statement, values }: Write): void {
  const query = drizzle(db) as unknown as Query; // as in `sqlite`
  const { sql, params } = buildLater(statement, query, TABLES);
  if (Object.keys(values).length > 0) throw new Error("a move writes no values");
  db.prepare(sql).run(...params);
}

/** The rows of a file on a connection that is open; the caller closes it. */
export function rowsOf(db: Database.Database): Target {
  const made = new Map<string, Database.Statement<unknown[]>>();
  const prepared = (sql: string) => {
    let found = made.get(sql);
    if (found === undefined) made.set(sql, (found = db.prepare<unknown[]>(sql).safeIntegers()));
    return found;
  };
  return {
    async page(shape, after, limit) {
      const statement = prepared(pageOf(shape, after !== null)).raw();
      const behind = after === null ? [] : shape.key.map((at) => after[at]);
      const rows = statement.all(...behind, limit) as unknown[][]; // raw
      return rows.map((row) => row.map((value, at) => cellOf(shape, at, value)));
    },
    async count({ table }) {
      return Number(prepared(`select count(*) from "${table}"`).pluck().get());
    },
    async add(shape, rows) {
      const statement = prepared(insertInto(shape));
      try {
        db.transaction(() => {
          for (const row of rows) statement.run(...row);
        })();
      } catch (error) {
        if (!isDuplicate(error)) throw storageFault(error) ?? error;
        throw new CopyFault(`${shape.table} holds a row twice`);
      }
    },
  };
}

const quoted = (name: string) => `"${name}"`;

function pageOf({ table, columns, key }: Shape, behind: boolean): string {
  const keys = key.map((at) => quoted(columns[at]?.name ?? "")).join(", ");
  const all = columns.map(({ name, kind }) =>
    // As bytes: a text that is none would otherwise come out changed.
    kind === "text" ? `cast(${quoted(name)} as blob)` : quoted(name),
  );
  const where = behind ? `where (${keys}) > (${key.map(() => "?").join(", ")})` : "";
  return `select ${all.join(", ")} from "${table}" ${where} order by ${keys} limit ?`;
}

function insertInto({ table, columns }: Shape): string {
  const names = columns.map(({ name }) => quoted(name)).join(", ");
  return `insert into "${table}" (${names}) values (${columns.map(() => "?").join(", ")})`;
}

/** SQLite takes any value in any column. @throws CopyFault for one of another kind than the column's */
function cellOf({ table, columns }: Shape, at: number, value: unknown): Cell {
  const { name, kind } = columns[at] as Column; // there is one for each value
  if (value === null) return null;
  if (kind === "integer" && typeof value === "bigint") return value;
  if (value instanceof Uint8Array && kind !== "integer") {
    if (kind === "bytes") return value;
    if (isUtf8(value)) return Buffer.from(value.buffer, value.byteOffset, value.length).toString();
  }
  throw new CopyFault(`${table}.${name} holds a value that is no ${kind}: mend that row first`);
}
