/** The migrations of PostgreSQL: those that this code has, and those that a database had. */
import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { ClientBase } from "pg";
import type { Applied } from "../mark.ts";

const migrationsFolder = fileURLToPath(new URL("../../../drizzle/postgres", import.meta.url));
export const MIGRATIONS = { migrationsFolder, migrationsSchema: "public" };

export type Queries = Pick<ClientBase, "query">;

/** Their instants. */
export function knownMigrations(): ReadonlySet<number> {
  return new Set(readMigrationFiles({ migrationsFolder }).map((each) => each.folderMillis));
}

export async function appliedMigrations(client: Queries): Promise<Applied[]> {
  const table = await client.query(
    "select 1 from pg_tables where schemaname = 'public' and tablename = '__drizzle_migrations'",
  );
  if (table.rowCount === 0) return [];
  const { rows } = await client.query<{ hash: string; created_at: string }>(
    'select hash, created_at from public."__drizzle_migrations"',
  );
  return rows.map(({ hash, created_at }) => ({ hash, at: Number(created_at) }));
}
