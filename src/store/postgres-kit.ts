/**
 * PostgreSQL's columns: the keys of SQLite's kit, and the same JavaScript values from them. A file of its
 * own, since loading Drizzle's half for this engine takes a fifth of a server's start.
 */
import * as pg from "drizzle-orm/pg-core";
import type { Kit } from "./dialect.ts";

const postgresBytes = pg.customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/**
 * Compared by its bytes, as SQLite does: the same order on both engines, whatever language the server was
 * set up in, and an upgrade of the system's library cannot leave an index in another order than its rows.
 */
const postgresText = pg.customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });

// Drizzle has no dialect-neutral type (drizzle-orm #1196), so equality of the kits is asserted
// here once and checked column by column in test/store/parity.test.ts.
export const postgresKit = {
  table: pg.pgTable,
  text: () => postgresText(),
  integer: () => pg.integer(),
  instant: () => pg.bigint({ mode: "number" }),
  bytes: () => postgresBytes(),
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  primaryKey: pg.primaryKey,
} as unknown as Kit;
