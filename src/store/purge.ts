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
    const columns = sql.join([...key], sql`, `);
    const due = and(only, lte(end, given.at));
    const expired = sql`select ${columns} from ${table} where ${due} order by ${end} limit ${sql.raw(String(PURGED_AT_ONCE))}`;
    // Asked for again of each row: on PostgreSQL somebody else may have put its end off meanwhile.
    return q.delete(table).where(sql`(${columns}) in (${expired}) and ${byKey(due)}`);
  });
}

/**
 * A condition that no row is found by, so that the 500 are found by their keys: by their ends all that have run out were
 * read for each 500 of them.
 */
export function byKey(condition: SQL | undefined): SQL {
  return sql`(${condition}) is true`;
}

/** Deletes up to 500 rows that ran out by `at`; refused with `nothing_expired` when none did. */
export function purging(rows: Statement<Until, unknown>, at: number): Write {
  return write(rows, { at }, { refuse: "nothing_expired" });
}
