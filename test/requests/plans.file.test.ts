/** How the engine goes about a list: by which index, and never by sorting. Times are nobody's promise. */
import { drizzle } from "drizzle-orm/better-sqlite3";
import { expect, test } from "vitest";
import { pageOfRequests, type Filters } from "../../src/requests/page.ts";
import { FIRST_DUE, lateRequests, requestsToRemind } from "../../src/requests/waiting.ts";
import { sqliteKit } from "../../src/store/dialect.ts";
import { planned } from "../../src/store/plan.ts";
import { givenLater, type Query } from "../../src/store/statement.ts";
import type { Store } from "../../src/store/store.ts";
import { defineTables } from "../../src/store/tables.ts";
import { openMeddled } from "../store/file.ts";
import { testVault } from "../store/vault.ts";

/** What the engine says of the statements that `ask` reads by. */
async function plansOf(ask: (store: Store) => Promise<unknown>): Promise<string[]> {
  const { db, store } = openMeddled();
  // As the store builds them.
  const query = drizzle(db) as unknown as Query;
  const tables = defineTables(sqliteKit);
  const plans: string[] = [];
  const watched: Store = {
    ...store,
    read(statement, values) {
      const { sql } = statement.build(query, tables, givenLater()).toSQL();
      const given = Array.from({ length: sql.split("?").length - 1 }, () => 1);
      const rows = db.prepare(`explain query plan ${planned(sql)}`).all(given) as {
        detail: string;
      }[];
      plans.push(rows.map(({ detail }) => detail).join("; "));
      return store.read(statement, values);
    },
  };
  await ask(watched);
  return plans;
}

async function planOf(filters: Filters): Promise<string> {
  const page = { filters, after: null, limit: 50 };
  const [plan = "", ...more] = await plansOf((store) => pageOfRequests(store, testVault(), page));
  expect(more).toEqual([]);
  return plan;
}

const BEHIND = "(turn,opened_at,id)>(?,?,?)";

test.for<[string, Filters, string]>([
  ["all", {}, `requests_queue (${BEHIND})`],
  ["of a service", { service: "s" }, `requests_service (service=? AND ${BEHIND})`],
  ["in a status", { status: "s" }, `requests_status (status=? AND ${BEHIND})`],
  [
    "of a service in a status",
    { service: "s", status: "s" },
    `requests_service_status (service=? AND status=? AND ${BEHIND})`,
  ],
  ["of a ward", { ward: "w" }, `requests_ward (ward_hash=? AND ${BEHIND})`],
  ["of an officer", { assigned: "o" }, `requests_assigned (assigned=? AND ${BEHIND})`],
  ["of nobody", { assigned: null }, `requests_nobody (${BEHIND})`],
  [
    "of nobody in a status",
    { assigned: null, status: "s" },
    `requests_status (status=? AND ${BEHIND})`,
  ],
  ["overdue", { overdueAt: 5 }, `requests_overdue (${BEHIND})`],
])("a list of those %s goes on from its page in an index, in order", async ([, filters, index]) => {
  expect(await planOf(filters)).toBe(`SEARCH requests USING INDEX ${index}`);
});

test("whatever else is asked, what is overdue is looked for among those with a deadline", async () => {
  for (const more of [
    { service: "s" },
    { status: "s" },
    { service: "s", status: "s" },
    { ward: "w" },
    { assigned: "o" },
    { service: "s", status: "s", ward: "w", assigned: "o" },
  ]) {
    expect(await planOf({ overdueAt: 5, ...more })).toBe(
      `SEARCH requests USING INDEX requests_overdue (${BEHIND})`,
    );
  }
});

test("no set of filters makes the engine sort or go through the table", async () => {
  const every: Required<Filters> = {
    service: "s",
    status: "s",
    ward: "w",
    assigned: "o",
    overdueAt: 5,
  };
  const names = Object.keys(every);
  for (let set = 0; set < 2 ** names.length; set++) {
    const chosen = names.filter((_, place) => (set >> place) % 2 === 1);
    const filters: Filters = Object.fromEntries(
      Object.entries(every).filter(([name]) => chosen.includes(name)),
    );
    const nobody = filters.assigned === undefined ? [] : [{ ...filters, assigned: null }];
    for (const each of [filters, ...nobody]) {
      expect(await planOf(each), chosen.join()).toMatch(
        /^SEARCH requests USING INDEX requests_\w+ \([^;]*\)$/,
      );
    }
  }
});

test("the clock finds what is late, and of what to remind, in indexes that hold nothing else", async () => {
  const plans = await plansOf(async (store) => {
    await lateRequests(store, { at: 5, after: FIRST_DUE });
    await requestsToRemind(store, { at: 5, after: FIRST_DUE });
  });
  expect(plans).toEqual([
    "SEARCH requests USING INDEX requests_late ((deadline,id)>(?,?) AND deadline<?)",
    "SEARCH requests USING INDEX requests_remind_at ((remind_at,id)>(?,?) AND remind_at<?)",
  ]);
});
