/** Brings a PostgreSQL database to the tables this code was written for; never back. */
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { ClientBase } from "pg";
import { StoreFault } from "../fault.ts";
import type { ServerPlace } from "../place.ts";
import { connectAlone } from "./pool.ts";

const migrationsFolder = fileURLToPath(new URL("../../../drizzle/postgres", import.meta.url));
const MIGRATIONS = { migrationsFolder, migrationsSchema: "public" };

/** Of Njia's migrations, among the locks that a database knows: any number that others do not use. */
const LOCK = 0x6e6a_6961;

type Queries = Pick<ClientBase, "query">;

/** True when `upgrade` has something to do. @throws StoreFault `newer` */
export async function isBehind(client: Queries): Promise<boolean> {
  const known = new Set(readMigrationFiles({ migrationsFolder }).map((each) => each.folderMillis));
  const applied = await appliedMigrations(client);
  if (applied.some((each) => !known.has(each))) throw new StoreFault("newer");
  return applied.length < known.size;
}

/**
 * Applies what is missing in one transaction, on a connection of its own. Of several nodes that start
 * together one does it, and the others wait: side by side most of them would fail.
 */
export async function upgrade(place: ServerPlace): Promise<void> {
  const client = await connectAlone(place);
  try {
    // A large table may take minutes, and others wait for as long.
    await client.query("set lock_timeout = 0; set statement_timeout = 0");
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    if (await isBehind(client)) await migrate(drizzle(client), MIGRATIONS);
  } finally {
    // The lock goes with its connection.
    await client.end();
  }
}

async function appliedMigrations(client: Queries): Promise<number[]> {
  const table = await client.query(
    "select 1 from pg_tables where schemaname = 'public' and tablename = '__drizzle_migrations'",
  );
  if (table.rowCount === 0) return [];
  const { rows } = await client.query<{ created_at: string }>(
    'select created_at from public."__drizzle_migrations"',
  );
  return rows.map(({ created_at }) => Number(created_at));
}
