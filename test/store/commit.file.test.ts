/** What is SQLite's own about commits: its batches, its file, its COMMIT. */
import { expect, test } from "vitest";
import { connect } from "../../src/store/connection.ts";
import { add, allSettings, openMeddled } from "./file.ts";

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

test("a duplicate nobody gave a meaning to rejects with the engine's own code", async () => {
  const { store } = openMeddled();
  const { duplicate: _, ...plain } = add("once");
  await store.commit([plain]);
  await expect(store.commit([plain])).rejects.toMatchObject({
    code: "SQLITE_CONSTRAINT_PRIMARYKEY",
  });
});
