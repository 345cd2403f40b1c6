/** Brings a SQLite file to the tables this code was written for; never back. */
import { fileURLToPath } from "node:url";
import type Database from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { StoreFault } from "./fault.ts";

const migrationsFolder = fileURLToPath(new URL("../../drizzle/sqlite", import.meta.url));

/** True when `upgrade` has something to do. @throws StoreFault `newer` */
export function isBehind(db: Database.Database): boolean {
  const known = new Set(readMigrationFiles({ migrationsFolder }).map((each) => each.folderMillis));
  const applied = appliedMigrations(db);
  if (applied.some((each) => !known.has(each))) throw new StoreFault("newer");
  return applied.length < known.size;
}

/** Applies what is missing in one transaction; the caller holds the lease. */
export function upgrade(db: Database.Database): void {
  // A changed table is made anew and the old one dropped, and dropping deletes its rows, with all
  // that cascades from them. The setting cannot be changed inside the transaction.
  db.pragma("foreign_keys = OFF");
  try {
    migrate(drizzle(db), { migrationsFolder });
  } finally {
    db.pragma("foreign_keys = ON");
  }
}

function appliedMigrations(db: Database.Database): number[] {
  const table = db.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'");
  if (table.get() === undefined) return [];
  return db
    .prepare<[], number>("select cast(created_at as integer) from __drizzle_migrations")
    .pluck()
    .all();
}
