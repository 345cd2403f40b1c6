/**
 * The column kit: the same words for both engines, so that a table is described once.
 *
 * SQLite is the type of record; PostgreSQL's kit, in `postgres-kit`, has the same keys.
 * Instants are epoch milliseconds and blobs are bytes on both; no engine's own date type, JSON
 * type (jsonb reorders keys) or default is used.
 */
import * as sqlite from "drizzle-orm/sqlite-core";

const sqliteBytes = sqlite.customType<{ data: Uint8Array }>({ dataType: () => "blob" });

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
