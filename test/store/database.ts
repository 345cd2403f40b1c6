/**
 * An empty database for one test, on the engine of the project it runs in, and gone when the test ends.
 *
 * On PostgreSQL a test process makes copies of one that has its tables (30 ms each) and uses them again,
 * emptied (1 ms), rather than making and dropping one for each test (80 ms).
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { inject, onTestFinished } from "vitest";
import { MARK_AT } from "../../src/store/mark.ts";
import type { Place } from "../../src/store/place.ts";
import { TYPES } from "../../src/store/postgres/pool.ts";
import type { PostgresGiven } from "./postgres-setup.ts";

/** Null in the project of SQLite. Asked for when a test wants it: processes of tests load this file too. */
const given = (): PostgresGiven | null => inject("postgres") ?? null;

/** Of the project the test runs in. */
export function engine(): "sqlite" | "postgres" {
  return given() === null ? "sqlite" : "postgres";
}

export interface TestDatabase {
  place: Place;
  /** Resolves when it is there. */
  ready: Promise<unknown>;
  /** A statement of the test's own, with `?` for its values; the rows it comes to. */
  raw: <Row = Record<string, unknown>>(sql: string, ...values: unknown[]) => Promise<Row[]>;
  /** Every row of every table, by table. */
  dump: () => Promise<Map<string, unknown[]>>;
  /** Everything that is stored, byte for byte: to look for what must not be there. */
  stored: () => Promise<Buffer>;
  /** Resolves when it is given up; nobody uses it any more by then. */
  release: () => Promise<void>;
}

/** Released when the test ends. */
export function testDatabase(): TestDatabase {
  const database = newDatabase();
  onTestFinished(() => database.release());
  return database;
}

/** The path of one that is a file, for tests of SQLite alone. */
export function fileOf(place: Place): string {
  if (!("file" in place)) throw new Error("this is no file");
  return place.file;
}

/** Whoever takes it releases it. */
export function newDatabase(): TestDatabase {
  const server = given();
  return server === null ? ofSqlite() : ofPostgres(server);
}

function ofSqlite(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), "njia-store-"));
  const file = join(folder, "njia.db");
  let opened: Database.Database | null = null;
  const own = () => (opened ??= new Database(file));
  return {
    place: { file },
    ready: Promise.resolve(),
    async raw<Row>(sql: string, ...values: unknown[]) {
      const statement = own().prepare(sql);
      if (statement.reader) return statement.all(...values) as Row[]; // as the test knows it
      statement.run(...values);
      return [];
    },
    async dump() {
      const db = own();
      const named = "select name from sqlite_master where type = 'table'";
      const names = db.prepare<[], string>(named).pluck().all();
      return new Map(names.map((name) => [name, db.prepare(`select * from "${name}"`).all()]));
    },
    async stored() {
      const files = [file, `${file}-wal`].filter((each) => existsSync(each));
      return Buffer.concat(files.map((each) => readFileSync(each)));
    },
    async release() {
      opened?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A database of this process, and a connection to it for whatever is no business of Njia's. */
interface Made {
  url: string;
  client: pg.Client;
}

const free: Promise<Made>[] = [];
let made = 0;

async function make({ url, template }: PostgresGiven, name: string): Promise<Made> {
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  await server.query(`create database ${name} template ${template}`);
  await server.end();
  const own = urlOf(url, name);
  const client = new pg.Client({ connectionString: own, types: TYPES });
  // Tests that kill the server take it along.
  client.on("error", () => {});
  await client.connect();
  return { url: own, client };
}

function urlOf(url: string, name: string): string {
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

function ofPostgres(server: PostgresGiven): TestDatabase {
  let taken = free.pop();
  let name = "";
  if (taken === undefined) {
    name = `${server.template}_${process.pid}_${++made}`;
    taken = make(server, name);
    names.set(taken, name);
  } else name = names.get(taken) ?? "";
  const database = taken;
  // A test may close what its end closes as well: twice in the list, it would be two tests' at once.
  let released = false;
  const rows = async (sql: string, values: unknown[] = []) => {
    const { client } = await database;
    const result = await client.query<Record<string, unknown>>(sql, values);
    return result.rows;
  };
  const dump = async () => {
    const all = new Map<string, Record<string, unknown>[]>();
    for (const table of await tables(await database)) {
      all.set(table, await rows(`select * from "${table}"`));
    }
    return all;
  };
  return {
    place: { url: urlOf(server.url, name), standby: false },
    ready: database,
    async raw<Row>(sql: string, ...values: unknown[]) {
      let count = 0;
      return (await rows(
        sql.replace(/\?/g, () => `$${++count}`),
        values,
      )) as Row[]; // as the test knows it
    },
    dump,
    async stored() {
      const values = [...(await dump()).values()].flat().flatMap((row) => Object.values(row));
      return Buffer.concat(
        values.map((each) => (Buffer.isBuffer(each) ? each : Buffer.from(`${String(each)}\n`))),
      );
    },
    async release() {
      if (released) return;
      released = true;
      const { client } = await database;
      const all = await tables(await database);
      const marks = `delete from __drizzle_migrations where created_at = ${MARK_AT};`;
      const deletes = all.map((table) => `delete from "${table}";`).join("") + marks;
      // In any order: what refers to a row goes as well.
      await client.query(`begin; set local session_replication_role = replica; ${deletes} commit`);
      free.push(database);
    },
  };
}

const names = new WeakMap<Promise<Made>, string>();

async function tables({ client }: Made): Promise<string[]> {
  const { rows } = await client.query<{ tablename: string }>(
    "select tablename from pg_tables where schemaname = 'public' and tablename not like '\\_\\_%'",
  );
  return rows.map(({ tablename }) => tablename);
}
