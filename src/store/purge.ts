/**
 * Purges: the one way in which rows that have run out are deleted, a few at a time.
 *
 * Called by the rooms, each for its own tables; `session/purge` repeats a purge while it finds rows.
 */
import { and, lte, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { statement, type Given, type Statement } from "./statement.ts";
import { write, type Write } from "./store.ts";
import type { Tables } from "./tables.ts";

/** Rows one purge deletes: a few milliseconds, so that no hop waits long behind it. */
export const PURGED_AT_ONCE = 500;

/** Up to which instant, in epoch milliseconds, rows have run out. */
type Until = { at: number };

interface Purged {
  table: SQLiteTable;
  key: readonly SQLiteColumn[];
  /** The instant a row runs out. */
  end: SQLiteColumn;
  /** Which rows do at all; every one without it. */
  only?: SQL;
}

/** Deletes the 500 rows that ran out first, by `given.at`. */
export function purgeStatement(name: string, of: (t: Tables) => Purged): Statement<Until, unknown> {
  return statement(name, (q, t, given: Given<Until>) => {
    const { table, key, end, only } = of(t);
    return q.delete(table).where(someOf({ table, key, order: end }, and(only, lte(end, given.at))));
  });
}

/**
 * 500 rows at most of which this is so, for a write that must touch few of them. It is asked for again of each row: on
 * PostgreSQL somebody else may have changed it meanwhile. By `is true` no row is found, so that they are found by their
 * keys: by their ends all that had run out were read for each 500 of them.
 */
export function someOf(
  { table, key, order }: Pick<Purged, "table" | "key"> & { order?: SQLiteColumn },
  which: SQL | undefined,
): SQL {
  const columns = sql.join([...key], sql`, `);
  const first = order === undefined ? sql`` : sql` order by ${order}`;
  const some = sql`select ${columns} from ${table} where ${which}${first} limit ${sql.raw(String(PURGED_AT_ONCE))}`;
  return sql`(${columns}) in (${some}) and (${which}) is true`;
}

/** Deletes up to 500 rows that ran out by `at`; refused with `nothing_expired` when none did. */
export function purging(rows: Statement<Until, unknown>, at: number): Write {
  return write(rows, { at }, { refuse: "nothing_expired" });
}
