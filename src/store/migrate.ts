/** Brings a SQLite file to the tables this code was written for; never back. */
import { fileURLToPath } from "node:url";
import type Database from "better-sqlite3";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { isMissing, MARK_AT, refuseMarked, textOf, type Applied, type Mark } from "./mark.ts";

const migrationsFolder = fileURLToPath(new URL("../../drizzle/sqlite", import.meta.url));

/** True when `upgrade` has something to do. @throws StoreFault `newer`, `moved`, `half` */
export function isBehind(db: Database.Database): boolean {
  const applied = appliedMigrations(db);
  refuseMarked(applied);
  return isMissing(knownMigrations(), applied);
}

/** Instants of the migrations that this code has. */
export function knownMigrations(): ReadonlySet<number> {
  return new Set(readMigrationFiles({ migrationsFolder }).map((each) => each.folderMillis));
}

/**
 * Applies what is missing in one transaction; the caller holds the lease. Not by Drizzle's own `migrate`: where the
 * disk is full SQLite has undone all by itself, and that one tells of its ROLLBACK that fails then, and of nothing else.
 * @throws what the driver says; then nothing has happened
 */
export function upgrade(db: Database.Database): void {
  // A changed table is made anew and the old one dropped, and dropping deletes its rows, with all
  // that cascades from them. The setting cannot be changed inside the transaction.
  db.pragma("foreign_keys = OFF");
  try {
    db.transaction(() => applyMissing(db)).immediate();
  } finally {
    db.pragma("foreign_keys = ON");
  }
}

function applyMissing(db: Database.Database): void {
  // As Drizzle makes it, which made those that are there.
  db.exec(
    "create table if not exists __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)",
  );
  const applied = new Set(appliedMigrations(db).map(({ at }) => at));
  const note = db.prepare("insert into __drizzle_migrations (hash, created_at) values (?, ?)");
  for (const { sql, hash, folderMillis } of readMigrationFiles({ migrationsFolder })) {
    if (applied.has(folderMillis)) continue;
    for (const each of sql) db.exec(each);
    note.run(hash, folderMillis);
  }
}

export function appliedMigrations(db: Database.Database): Applied[] {
  const table = db.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'");
  if (table.get() === undefined) return [];
  return db
    .prepare<[], Applied>(
      "select hash, cast(created_at as integer) as at from __drizzle_migrations",
    )
    .all();
}

/** On the disk when it returns; null takes it away. */
export function putMark(db: Database.Database, mark: Mark | null): void {
  db.transaction(() => {
    db.prepare("delete from __drizzle_migrations where created_at = ?").run(MARK_AT);
    if (mark === null) return;
    db.prepare("insert into __drizzle_migrations (hash, created_at) values (?, ?)").run(
      textOf(mark),
      MARK_AT,
    );
  })();
}
