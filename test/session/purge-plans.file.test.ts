/** How the engine finds what has run out: by an index, and never by looking at all there is. Times are nobody's promise. */
import { drizzle } from "drizzle-orm/better-sqlite3";
import { expect, test } from "vitest";
import { openPurge } from "../../src/session/purge.ts";
import { sqliteKit } from "../../src/store/dialect.ts";
import { buildLater } from "../../src/store/plain.ts";
import { planned } from "../../src/store/plan.ts";
import type { Query } from "../../src/store/statement.ts";
import type { Store } from "../../src/store/store.ts";
import { defineTables } from "../../src/store/tables.ts";
import { openMeddled } from "../store/file.ts";

/** What holds no more than is under way. */
const SMALL = ["flights", "look_ups"];

test("a purge finds its rows by their keys, sorts nothing and reads no whole table but what is always small", async () => {
  const { db, store } = openMeddled();
  // As the store builds them.
  const query = drizzle(db) as unknown as Query;
  const tables = defineTables(sqliteKit);
  const plans = new Map<string, string>();
  const watched: Store = {
    ...store,
    commit(writes) {
      for (const { statement } of writes) {
        const { sql, params } = buildLater(statement, query, tables);
        const rows = db
          .prepare<unknown[], { detail: string }>(`explain query plan ${planned(sql)}`)
          .all(params.map(() => 1));
        plans.set(statement.name, rows.map(({ detail }) => detail).join("; "));
      }
      return store.commit(writes);
    },
  };
  await openPurge({ store: watched, clock: () => 0, monotonic: () => 0 })();
  expect(plans.size).toBeGreaterThan(10);
  const bad = [...plans].filter(([, plan]) => /SCAN|TEMP B-TREE/.test(plan));
  expect(bad.map(([name]) => name.split(".")[0])).toEqual(expect.arrayContaining(SMALL));
  // Behind the first step comes the search for them.
  expect(
    [...plans].filter(([, plan]) => !/^SEARCH \w+ USING \w* ?INDEX sqlite_autoindex/.test(plan)),
  ).toEqual([]);
  expect(bad.filter(([name]) => !SMALL.includes(name.split(".")[0] ?? ""))).toEqual([]);
});
