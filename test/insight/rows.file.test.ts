import { drizzle } from "drizzle-orm/better-sqlite3";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  requestsOpened,
  servicesInStore,
  type CountedRequest,
} from "../../src/insight/report/rows.ts";
import { sqliteKit } from "../../src/store/dialect.ts";
import { planned } from "../../src/store/plan.ts";
import { givenLater, type Query } from "../../src/store/statement.ts";
import type { Reader } from "../../src/store/store.ts";
import { defineTables } from "../../src/store/tables.ts";
import { openMeddled } from "../store/file.ts";

/** Three pages and a bit. */
const REQUESTS = 1_700;

/** Many opened at one instant, in no order of their ids; each with a line that decides nothing between two. */
function openFilled() {
  const { db, store } = openMeddled();
  db.exec("insert into people (id, language, created_at) values ('p1', null, 0)");
  const add = db.prepare(
    `insert into requests (id, ref, person, service, release, status, status_at, opened_at, priority,
       version, keep_until, answers, deadline)
     values (?, ?, 'p1', ?, 'r1', 'assigned', 0, ?, 0, 1, 0, x'00', ?)`,
  );
  const line = db.prepare(
    "insert into history (request, seq, at, actor, action, to_status) values (?, ?, ?, ?, ?, ?)",
  );
  const all = Array.from({ length: REQUESTS }, (_, n) => {
    const id = `${(n * 7919) % REQUESTS}`;
    return { id, service: n % 3 === 0 ? "bursary" : "report", openedAt: Math.floor(n / 400) };
  });
  db.transaction(() => {
    for (const { id, service, openedAt } of all) {
      add.run(id, id, service, openedAt, openedAt % 2 === 0 ? null : 5);
      line.run(id, 1, openedAt, "person:p1", "submit", "received");
      line.run(id, 2, 7, "staff:1", "note", null);
      line.run(id, 3, 8, "staff:1", "refuse", "resolved");
      line.run(id, 4, 9, "staff:1", "move", "assigned");
    }
  })();
  return { db, store, all };
}

async function collect(
  store: Pick<Reader, "read">,
  asked: Parameters<typeof requestsOpened>[1],
): Promise<CountedRequest[]> {
  const found: CountedRequest[] = [];
  for await (const request of requestsOpened(store, asked)) found.push(request);
  return found;
}

test("every request of the time asked for comes once, with the lines that decide", async () => {
  const { store, all } = openFilled();
  const instant = fc.integer({ min: 0, max: 6 });
  const service = fc.constantFrom(null, "bursary", "report", "none");
  await fc.assert(
    fc.asyncProperty(instant, instant, service, async (from, before, only) => {
      const found = await collect(store, { from, before, service: only });
      const wanted = all.filter(
        (each) =>
          each.openedAt >= from &&
          each.openedAt < before &&
          (only === null || each.service === only),
      );
      expect(found.map(({ id }) => id).sort()).toEqual(wanted.map(({ id }) => id).sort());
      expect(found.map(({ openedAt }) => openedAt)).toEqual(
        found.map(({ openedAt }) => openedAt).sort((a, b) => a - b),
      );
    }),
    { numRuns: 30 },
  );
  const [first] = await collect(store, { from: 1, before: 2, service: "report" });
  expect(first).toEqual({
    id: expect.any(String),
    service: "report",
    release: "r1",
    openedAt: 1,
    assistedBy: null,
    objectedAt: null,
    deadline: 5,
    lines: [
      { action: "submit", actor: "person:p1", to: "received", at: 1 },
      { action: "move", actor: "staff:1", to: "assigned", at: 9 },
    ],
  });
  expect(await servicesInStore(store)).toEqual(["bursary", "report"]);
});

test.each([null, "report"])(
  "a page of %s is bounded, and found by when it was opened",
  async (service) => {
    const { db, store } = openFilled();
    let most = 0;
    const plans = new Set<string>();
    const watched: Pick<Reader, "read"> = {
      async read(statement, values) {
        const query = drizzle(db) as unknown as Query;
        const { sql, params } = statement
          .build(query, defineTables(sqliteKit), givenLater())
          .toSQL();
        const plan = db.prepare(`explain query plan ${planned(sql)}`).all(params.map(() => 1));
        plans.add(plan.map((step) => String((step as { detail: string }).detail)).join("\n"));
        const rows = await store.read(statement, values);
        most = Math.max(most, rows.length);
        return rows;
      },
    };
    const found = await collect(watched, { from: 0, before: 9, service });
    expect(found.length).toBeGreaterThan(1_000);
    // 500 requests of two lines each.
    expect(most).toBe(1_000);
    // By the index on services every page sorted all that were left.
    const [plan = "", ...others] = plans;
    expect(others).toEqual([]);
    expect(plan).toMatch(/SEARCH requests USING .*INDEX requests_opened \(\(opened_at,id\)>/);
  },
);
