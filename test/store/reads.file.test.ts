import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { connect } from "../../src/store/connection.ts";
import { statement } from "../../src/store/statement.ts";
import type { Given } from "../../src/store/statement.ts";
import { add, allSettings, openMeddled } from "./file.ts";

const names = (rows: { name: string }[]) => rows.map(({ name }) => name);

/** Fails where it is run, not where it is prepared: the text is no JSON. */
const parsed = statement("test.parsed", (q, t, given: Given<{ text: string }>) =>
  q.select({ value: sql<string>`json(${given.text})` }).from(t.settings),
);

test("reads of one turn see the same rows, whatever another process commits between them", async () => {
  const { file, db, store } = openMeddled();
  await store.commit([add("before")]);
  const other = connect(file);
  const meddling = vi.fn<() => void>(() =>
    other.exec("insert into settings (name, value) values ('between', '1')"),
  );
  // Called by the engine in the middle of the first read.
  db.function("meddle", () => {
    meddling();
    return 1;
  });
  const meddled = statement("test.meddled", (q, t, _given: Given<object>) =>
    q.select({ one: sql<number>`meddle()` }).from(t.settings),
  );
  const [, second] = await Promise.all([store.read(meddled, {}), store.read(allSettings, {})]);
  other.close();
  expect(meddling).toHaveBeenCalledOnce();
  expect(names(second)).toEqual(["before"]);
  expect(names(await store.read(allSettings, {}))).toEqual(["before", "between"]);
});

test("a read that fails leaves its neighbours and the next commit alone", async () => {
  const { store } = openMeddled();
  await store.commit([add("one")]);
  const outcomes = await Promise.allSettled([
    store.read(allSettings, {}),
    store.read(parsed, { text: "{" }),
    store.read(allSettings, {}),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await store.commit([add("two")])).toEqual({ done: true });
  expect(names(await store.read(allSettings, {}))).toEqual(["one", "two"]);
});

test("a read sees the commits that were answered before it", async () => {
  const { store } = openMeddled();
  await Promise.all([store.read(allSettings, {}), store.commit([add("one")])]);
  expect(names(await store.read(allSettings, {}))).toEqual(["one"]);
});

test("closing answers what was asked before it", async () => {
  const { store } = openMeddled();
  await store.commit([add("one")]);
  const asked = store.read(allSettings, {});
  await store.close();
  expect(names(await asked)).toEqual(["one"]);
});
