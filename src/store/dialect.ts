/**
 * The column kit: the same words for both engines, so that a table is described once.
 *
 * SQLite is the type of record. PostgreSQL's kit has the same keys and hands back the same
 * JavaScript values, which is what the single cast below asserts and the parity test proves.
 * Instants are epoch milliseconds and blobs are bytes on both; no engine's own date type, JSON
 * type (jsonb reorders keys) or default is used.
 */
import * as pg from "drizzle-orm/pg-core";
import * as sqlite from "drizzle-orm/sqlite-core";

const sqliteBytes = sqlite.customType<{ data: Uint8Array }>({ dataType: () => "blob" });
const postgresBytes = pg.customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

export const sqliteKit = {
  table: sqlite.sqliteTable,
  text: () => sqlite.text(),
  /** A count or a version: within 32 bits on PostgreSQL. */
  integer: () => sqlite.integer(),
  /** Epoch milliseconds. */
  instant: () => sqlite.integer(),
  /** Sealed bytes; a `Buffer` when read. */
  bytes: () => sqliteBytes(),
  index: sqlite.index,
  uniqueIndex: sqlite.uniqueIndex,
  primaryKey: sqlite.primaryKey,
};

export type Kit = typeof sqliteKit;

// Drizzle has no dialect-neutral type (drizzle-orm #1196), so equality of the kits is asserted
// here once and checked column by column in test/store/parity.test.ts.
export const postgresKit = {
  table: pg.pgTable,
  text: () => pg.text(),
  integer: () => pg.integer(),
  instant: () => pg.bigint({ mode: "number" }),
  bytes: () => postgresBytes(),
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  primaryKey: pg.primaryKey,
} as unknown as Kit;
