/** What a server's commits come to in the thread that writes. */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { statement, type Given } from "../../src/store/statement.ts";
import { StoreFault } from "../../src/store/fault.ts";
import { Writer } from "../../src/store/writer.ts";
import { add, allSettings, mixedCommits, temporaryFile, openFile } from "./file.ts";
import { VAULT_KEYS } from "./vault.ts";

function openServing(options: Partial<Parameters<typeof openFile>[0]> = {}) {
  const file = temporaryFile();
  const batches: number[] = [];
  const fatal: StoreFault[] = [];
  const store = openFile({
    file,
    serve: true,
    onBatch: (size) => batches.push(size),
    onFatal: (fault) => void fatal.push(fault),
    ...options,
  });
  onTestFinished(() => store.close());
  return { file, store, batches, fatal };
}

test("verdicts come back as they are: done, refused, a conflict, a bug with its code", async () => {
  const { store } = openServing();
  await store.commit([add("taken")]);
  const outcomes = await Promise.allSettled(mixedCommits().map((writes) => store.commit(writes)));
  expect(outcomes).toMatchObject([
    { value: { done: true } },
    { value: { done: false, why: "refused", code: "taken" } },
    { value: { done: false, why: "conflict" } },
    { reason: { code: "SQLITE_CONSTRAINT_NOTNULL" } },
    { value: { done: true } },
  ]);
  const rows = await store.read(allSettings, {});
  expect(rows.map(({ name }) => name)).toEqual(["first", "last", "taken"]);
});

test("commits are answered in the order in which they were asked for, and once they can be read", async () => {
  const { store, batches } = openServing();
  const answered: number[] = [];
  const all = Array.from({ length: 300 }, async (_, place) => {
    await store.commit([add(`n${place}`)]);
    answered.push(place);
    if (place % 50 === 0) {
      const rows = await store.read(allSettings, {});
      expect(rows.map(({ name }) => name)).toContain(`n${place}`);
    }
  });
  await Promise.all(all);
  expect(answered).toEqual(Array.from({ length: 300 }, (_, place) => place));
  expect(batches.reduce((sum, size) => sum + size, 0)).toBe(300);
  expect(batches.length).toBeLessThan(100);
});

test("nothing is written past the thread", async () => {
  const { store } = openServing();
  await store.commit([add("kept")]);
  // A read that writes: the connection it runs on takes none.
  const sneaking = statement("test.sneak", (q, t, _given: Given<object>) =>
    q.delete(t.settings).returning(),
  );
  await expect(store.read(sneaking, {})).rejects.toMatchObject({ code: "readonly" });
  expect(await store.read(allSettings, {})).toHaveLength(1);
});

test("while another process holds the file rows are read, and the commit comes through later", async () => {
  const { store, file } = openServing();
  await store.commit([add("before")]);
  const other = new Database(file);
  other.exec("BEGIN IMMEDIATE");
  const waiting = store.commit([add("after")]);
  expect(await store.read(allSettings, {})).toHaveLength(1);
  other.exec("ROLLBACK");
  other.close();
  expect(await waiting).toEqual({ done: true });
});

test("pages damaged under the thread are a fatal fault, told once, and nothing is written after it", async () => {
  const { store, file, fatal } = openServing();
  await store.commit(Array.from({ length: 200 }, (_, place) => add(`n${place}`, "x".repeat(500))));
  const other = new Database(file);
  other.pragma("wal_checkpoint(TRUNCATE)");
  other.exec("insert into settings values ('seen', '')");
  other.pragma("wal_checkpoint(TRUNCATE)");
  other.close();
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4096);
  writeFileSync(file, bytes);
  const outcomes = await Promise.allSettled([store.commit([add("a")]), store.commit([add("b")])]);
  for (const each of outcomes) {
    expect(each).toMatchObject({
      status: "rejected",
      reason: {
        name: "StoreFault",
        code: "corrupt",
        fatal: true,
        cause: { code: "SQLITE_CORRUPT" },
      },
    });
  }
  await expect(store.commit([add("c")])).rejects.toMatchObject({ code: "corrupt" });
  expect(fatal).toHaveLength(1);
});

test("a fatal fault that a reader meets fails what is not under way yet", async () => {
  const fatal: StoreFault[] = [];
  const data = { file: temporaryFile(), vaultKeys: VAULT_KEYS };
  const writer = new Writer(data, { onFatal: (fault) => void fatal.push(fault) });
  const verdict = new Promise((resolve) => writer.add([], resolve));
  writer.fail(new StoreFault("io"));
  expect(await verdict).toMatchObject({ failed: { code: "io" } });
  expect(fatal).toHaveLength(1);
  await writer.close();
});

test("a thread that ends takes its commits with it, as a fatal fault that is told once", async () => {
  // It has nothing to seal with, and ends when it starts.
  const { store, fatal } = openServing({ vaultKeys: [] });
  const outcomes = await Promise.allSettled([store.commit([add("a")]), store.commit([add("b")])]);
  for (const each of outcomes) {
    expect(each).toMatchObject({ status: "rejected", reason: { code: "writer", fatal: true } });
  }
  await expect(store.commit([add("c")])).rejects.toMatchObject({ code: "writer" });
  expect(await store.read(allSettings, {})).toEqual([]);
  expect(fatal).toHaveLength(1);
});

test("closing finishes what was accepted, and refuses what comes later without a fault", async () => {
  const { store, fatal } = openServing();
  const accepted = Array.from({ length: 60 }, (_, place) => store.commit([add(`n${place}`)]));
  const closed = store.close();
  const late = store.commit([add("late")]);
  await expect(late).rejects.toThrow("the store is closed");
  expect(new Set(await Promise.all(accepted))).toEqual(new Set([{ done: true }]));
  await closed;
  await expect(store.commit([add("later")])).rejects.toThrow("the store is closed");
  expect(fatal).toEqual([]);
});

test("a process waits for its commits, and not for a store that was left open", async () => {
  const file = temporaryFile();
  const script = fileURLToPath(new URL("left-open.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, file]);
  expect(stdout).toBe("done\n");
});
