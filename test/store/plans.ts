/** How SQLite goes about each statement that is asked for, as the store makes its text. */
import { drizzle } from "drizzle-orm/better-sqlite3";
import { sqliteKit } from "../../src/store/dialect.ts";
import { buildLater } from "../../src/store/plain.ts";
import { planned } from "../../src/store/plan.ts";
import type { Query, Statement } from "../../src/store/statement.ts";
import type { Store } from "../../src/store/store.ts";
import { defineTables } from "../../src/store/tables.ts";
import { openMeddled } from "./file.ts";

/** A store on a file of its own, and the plans of what it was asked for, by the statement's name. */
export function openWatched(): { store: Store; plans: Map<string, string> } {
  const { db, store } = openMeddled();
  // As the store builds them.
  const query = drizzle(db) as unknown as Query;
  const tables = defineTables(sqliteKit);
  const plans = new Map<string, string>();
  function note<Values, Result>(statement: Statement<Values, Result>): void {
    const { sql, params } = buildLater(statement, query, tables);
    const rows = db
      .prepare<unknown[], { detail: string }>(`explain query plan ${planned(sql)}`)
      .all(params.map(() => 1));
    plans.set(statement.name, rows.map(({ detail }) => detail).join("; "));
  }
  const watched: Store = {
    ...store,
    read(statement, values) {
      note(statement);
      return store.read(statement, values);
    },
    commit(writes) {
      for (const { statement } of writes) note(statement);
      return store.commit(writes);
    },
  };
  return { store: watched, plans };
}
