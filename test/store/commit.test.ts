import { eq, and } from "drizzle-orm";
import { expect, test } from "vitest";
import { connect } from "../../src/store/connection.ts";
import type { Unsealed } from "../../src/base/vault.ts";
import { statement } from "../../src/store/statement.ts";
import type { Given } from "../../src/store/statement.ts";
import { write } from "../../src/store/store.ts";
import type { Write } from "../../src/store/store.ts";
import { add, allSettings, mixedCommits, openMeddled } from "./open.ts";
import { testVault } from "./vault.ts";

const names = (rows: { name: string }[]) => rows.map(({ name }) => name);

test("commits queued in one turn share one transaction", async () => {
  const batches: number[] = [];
  const { store } = openMeddled({ onBatch: (size) => batches.push(size) });
  await Promise.all([store.commit([add("a")]), store.commit([add("b")]), store.commit([add("c")])]);
  await store.commit([add("d")]);
  expect(batches).toEqual([3, 1]);
});

test("a long queue is cut into bounded batches in order", async () => {
  const batches: number[] = [];
  const { store } = openMeddled({ onBatch: (size) => batches.push(size) });
  const answered: number[] = [];
  const all = Array.from({ length: 600 }, async (_, place) => {
    await store.commit([add(`n${place}`)]);
    answered.push(place);
  });
  await Promise.all(all);
  expect(batches).toEqual([256, 256, 88]);
  expect(answered).toEqual(Array.from({ length: 600 }, (_, place) => place));
});

test("a refusal, a conflict and a bug leave their neighbours alone", async () => {
  const { store } = openMeddled();
  await store.commit([add("taken")]);
  const outcomes = await Promise.allSettled(mixedCommits().map((writes) => store.commit(writes)));
  expect(outcomes.map((each) => (each.status === "fulfilled" ? each.value : "bug"))).toEqual([
    { done: true },
    { done: false, why: "refused", code: "taken" },
    { done: false, why: "conflict" },
    "bug",
    { done: true },
  ]);
  expect(names(await store.read(allSettings, {}))).toEqual(["first", "last", "taken"]);
});

test("a duplicate nobody gave a meaning to rejects as the bug it is", async () => {
  const { store } = openMeddled();
  const { duplicate: _, ...plain } = add("once");
  await store.commit([plain]);
  await expect(store.commit([plain])).rejects.toMatchObject({
    code: "SQLITE_CONSTRAINT_PRIMARYKEY",
  });
});

test("of two commits on one version in one batch the second conflicts", async () => {
  const { store } = openMeddled();
  await store.commit([add("version", "1")]);
  const advance = statement("test.advance", (q, t, given: Given<{ was: string; to: string }>) =>
    q
      .update(t.settings)
      .set({ value: given.to })
      .where(and(eq(t.settings.name, "version"), eq(t.settings.value, given.was))),
  );
  const from1 = (to: string): Write => write(advance, { was: "1", to }, "conflict");
  const [one, two] = await Promise.all([store.commit([from1("2")]), store.commit([from1("3")])]);
  expect([one, two]).toEqual([{ done: true }, { done: false, why: "conflict" }]);
  expect(await store.read(allSettings, {})).toEqual([{ name: "version", value: "2" }]);
});

test("a commit that resolved is seen by another connection, and one in the queue is not", async () => {
  const { store, file } = openMeddled();
  const other = connect(file);
  const count = other.prepare("select count(*) from settings").pluck();
  const committed = store.commit([add("seen")]);
  expect(count.get()).toBe(0);
  await committed;
  expect(count.get()).toBe(1);
  other.close();
});

test("nobody is answered when the COMMIT itself fails", async () => {
  const { store, db } = openMeddled();
  // An orphan let through until COMMIT: the last moment at which a transaction can still fail.
  db.exec("create table orphan (person text references people(id) deferrable initially deferred)");
  const insert = { sql: "insert into orphan values ('nobody')", params: [] };
  const orphan = { name: "test.orphan", build: () => ({ toSQL: () => insert }) };
  const outcomes = await Promise.allSettled([
    store.commit([add("before")]),
    store.commit([{ statement: orphan as never, values: {}, untouched: "fine" }]),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await store.read(allSettings, {})).toEqual([]);
  expect(await store.commit([add("after")])).toEqual({ done: true });
});

test("closing finishes the commits that were accepted", async () => {
  const { store, file } = openMeddled();
  const committed = store.commit([add("last")]);
  await store.close();
  expect(await committed).toEqual({ done: true });
  const again = connect(file);
  expect(again.prepare("select name from settings").pluck().all()).toEqual(["last"]);
  again.close();
});

test("what is to be sealed is sealed when it is written", async () => {
  const { db, store } = openMeddled();
  db.exec("insert into people values ('p', null, 0)");
  const addPhone = statement("test.phone", (q, t, given: Given<{ phone: Unsealed }>) =>
    q.insert(t.bindings).values({
      id: "b",
      phone_hash: "h",
      phone: given.phone,
      person: "p",
      since: 0,
      until: 0,
    }),
  );
  const phones = statement("test.phones", (q, t, _given: Given<object>) =>
    q.select({ phone: t.bindings.phone }).from(t.bindings),
  );
  const at = { table: "bindings", column: "phone", row: "b" };
  const phone = { at, now: 0, plain: "+254711000001" };
  await store.commit([write(addPhone, { phone }, "conflict")]);
  const [row] = await store.read(phones, {});
  expect(testVault().open(at, row?.phone ?? new Uint8Array())).toBe("+254711000001");
});
