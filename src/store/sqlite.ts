/** The store on one SQLite file: the default, for one machine. */
import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { sealer, type Key } from "../base/vault.ts";
import { dropOtherNames } from "./aside.ts";
import { Batches } from "./batch.ts";
import type { BatchOptions } from "./batch.ts";
import { connect, connectToRead, storageFault, waitBriefly } from "./connection.ts";
import { sqliteKit } from "./dialect.ts";
import { StoreFault } from "./fault.ts";
import { makeFolderOf } from "./files.ts";
import { leaseUnlessTaken, takeLease } from "./lease.ts";
import type { Lease } from "./lease.ts";
import { isBehind, upgrade } from "./migrate.ts";
import { planned } from "./plan.ts";
import { plainer, type Recorder, type Verdict } from "./plain.ts";
import { Reads, type Readable } from "./reads.ts";
import { givenLater } from "./statement.ts";
import type { Query, Statement } from "./statement.ts";
import type { Reader, Store, StoreEvents } from "./store.ts";
import { defineTables } from "./tables.ts";
import { writeOutLog } from "./write-out.ts";
import { Writer } from "./writer.ts";

export interface SqliteOptions extends StoreEvents {
  /** Path of the database; made when absent. */
  file: string;
  /**
   * True for the server, of which there is one per file: it commits in a thread. False for commands
   * and the sender.
   */
  serve: boolean;
  /** Keys of the vault; the first one seals. */
  vaultKeys: readonly Key[];
}

/**
 * Opens the file, writes out its log, brings it up to date and, for a server, takes the lease.
 * @throws StoreFault `leased`, `newer`, `corrupt`, `readonly`, `full`, `io`, `locked`
 */
export function openSqlite({ file, serve, vaultKeys, ...events }: SqliteOptions): Store {
  let lease: Lease | null = null;
  let db: Database.Database | undefined;
  try {
    if (serve) {
      makeFolderOf(file);
      // Before anything is opened that whoever holds it may be about to replace.
      lease = takeLease(file);
      dropOtherNames(file);
    }
    db = connect(file);
    lease ??= leaseUnlessTaken(file);
    // Where somebody serves it, that one has. First of all: who is refused for what it holds copies the log by closing it.
    if (lease !== null) writeOutLog(db);
    const behind = isBehind(db);
    if (behind && lease === null) {
      // Whoever upgrades holds the lease meanwhile: two would make the tables twice, and a command
      // of a newer Njia must not change them under a running server.
      lease = takeLease(file);
      writeOutLog(db);
    }
    if (behind) upgrade(db);
    if (!serve) lease?.release();
    if (!serve) return storeOn(db, { ...events, seal: sealer(vaultKeys) });
    waitBriefly(db);
    // What is written goes through the thread, and nothing past it.
    db.pragma("query_only = ON");
    return storeWith(db, new Writer({ file, vaultKeys: vaultKeys.slice(0, 1) }, events), () =>
      lease?.release(),
    );
  } catch (error) {
    db?.close();
    lease?.release();
    throw storageFault(error) ?? error;
  }
}

/** True when there is a file; what it holds is seen when it is opened. */
export function isThere(file: string): boolean {
  return existsSync(file);
}

/** An empty database that any number of stores can begin as; made once, it spares each the migrations. */
export function emptyDatabase(): Uint8Array {
  const db = new Database(":memory:");
  try {
    upgrade(db);
    return db.serialize();
  } finally {
    db.close();
  }
}

/** A store in memory alone, for rehearsals: it goes with its closing, and nobody else can open it. */
export function openInMemory(
  begins: Uint8Array,
  { vaultKeys, ...events }: Omit<SqliteOptions, "file" | "serve">,
): Store {
  return storeInMemory(new Database(Buffer.from(begins)), { ...events, seal: sealer(vaultKeys) });
}

/** The store on a database in memory that is up to date; it closes it. */
export function storeInMemory(db: Database.Database, options: BatchOptions): Store {
  db.pragma("foreign_keys = ON");
  return storeWith(db, new Batches(db, options));
}

/** The store on one connection that is open and up to date. */
export function storeOn(db: Database.Database, options: BatchOptions): Store {
  waitBriefly(db);
  return storeWith(db, new Batches(db, options));
}

/**
 * Opens a file that is there and up to date, beside whoever serves it: makes nothing, changes
 * nothing and needs no key.
 * @throws StoreFault `absent`, `older`, `newer`, `corrupt`, `readonly`, `io`, `locked`
 */
export function openReader(file: string): Reader {
  const db = connectToRead(file);
  try {
    if (isBehind(db)) throw new StoreFault("older");
    const fail = (error: unknown) => storageFault(error) ?? error;
    const { read, drain } = readsOn(db, queryOn(db), fail);
    return {
      read,
      close() {
        drain();
        db.close();
        return Promise.resolve();
      },
    };
  } catch (error) {
    db.close();
    throw storageFault(error) ?? error;
  }
}

/** The store that reads on `db` and commits with `recorder`. */
function storeWith(
  db: Database.Database,
  recorder: Recorder,
  onClose: () => void = () => {},
): Store {
  const query = queryOn(db);
  const plain = plainer(query, TABLES, recorder);
  const { read, drain } = readsOn(db, query, (error) => recorder.fail(error));
  return {
    read,
    async commit(writes) {
      const plainly = writes.map(plain);
      const verdict = await new Promise<Verdict>((resolve) => recorder.add(plainly, resolve));
      if ("failed" in verdict) throw verdict.failed;
      return verdict;
    },
    async close() {
      drain();
      try {
        await recorder.close();
      } finally {
        db.close();
        onClose();
      }
    },
  };
}

const TABLES = defineTables(sqliteKit);

/**
 * `Query` is typed as the asynchronous engine so that one text serves both; the builders of the
 * synchronous one are the same objects, and only `prepare` and `toSQL` are called on what they build.
 */
function queryOn(db: Database.Database): Query {
  // All that Drizzle asks of its client here.
  const client: Pick<Database.Database, "prepare"> = {
    prepare: (sql: string) => db.prepare(planned(sql)),
  };
  return drizzle(client as Database.Database) as unknown as Query; // as said above
}

/** Reads on `db`; `failed` turns what the engine threw into what the caller is told. */
function readsOn(
  db: Database.Database,
  query: Query,
  failed: (error: unknown) => unknown,
): Pick<Store, "read"> & { drain: () => void } {
  const made = new Map<object, Readable>();

  // Run through Drizzle's prepared query, which turns rows into what the query's type says: 9.6 µs
  // against the driver's own 6.9 for loading a session. Not worth a second path.
  function prepared<Values, Result>(statement: Statement<Values, Result>): Readable {
    let found = made.get(statement);
    if (found === undefined) {
      // Its types cannot follow a query written for both engines.
      found = statement.build(query, TABLES, givenLater()).prepare() as Readable;
      made.set(statement, found);
    }
    return found;
  }

  const reads = new Reads(db, failed);
  return {
    async read<Values extends object, Row>(statement: Statement<Values, Row[]>, values: Values) {
      let ready: Readable;
      try {
        ready = prepared(statement);
      } catch (error) {
        throw failed(error);
      }
      // The rows are what the query's own type says, as on the other engine.
      return (await reads.add(ready, values)) as Row[];
    },
    drain: () => reads.drain(),
  };
}
