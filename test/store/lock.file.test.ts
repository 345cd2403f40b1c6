import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import Database from "better-sqlite3";
import { expect, onTestFinished, test, vi } from "vitest";
import { takeLease } from "../../src/store/lease.ts";
import { add, allSettings, openMeddled, temporaryFile } from "./file.ts";
import { startServer } from "./server-process.ts";

const DONE = { done: true };
const LOCKED = { code: "locked", fatal: false };

/** Another process at work on the file: holds it until it is told to let go. */
function hold(file: string): () => void {
  const other = new Database(file);
  other.exec("BEGIN IMMEDIATE");
  const letGo = () => void (other.open && other.exec("ROLLBACK").close());
  onTestFinished(letGo);
  return letGo;
}

/** The time between tries is the test's; a try itself still waits for SQLite. */
function holdTime(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
}

test("a commit waits for another process while turns go on and rows are read", async () => {
  const { store, file } = openMeddled();
  await store.commit([add("before")]);
  const letGo = hold(file);
  const committed = store.commit([add("waited")]);
  await nextTurn();
  expect(await store.read(allSettings, {})).toMatchObject([{ name: "before" }]);
  letGo();
  expect(await committed).toEqual(DONE);
  expect(await store.read(allSettings, {})).toHaveLength(2);
});

test("a database locked for too long is a fault, and the store works again once it is free", async () => {
  const { store, file } = openMeddled({}, 20);
  const letGo = hold(file);
  await expect(store.commit([add("late")])).rejects.toMatchObject(LOCKED);
  letGo();
  expect(await store.commit([add("late")])).toEqual(DONE);
});

test("however long the lock lasts, each commit fails two seconds after it was asked for", async () => {
  holdTime();
  const { store, file } = openMeddled();
  const letGo = hold(file);
  const ends: string[] = [];
  const ask = (name: string) =>
    store.commit([add(name)]).then(
      () => ends.push(`${name} done`),
      () => ends.push(`${name} failed`),
    );
  const asked = [ask("first"), ask("with it")];
  await nextTurn();
  await vi.advanceTimersByTimeAsync(1_500);
  asked.push(ask("later"));
  await vi.advanceTimersByTimeAsync(400);
  expect(ends).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(ends).toEqual(["first failed", "with it failed"]);
  await vi.advanceTimersByTimeAsync(1_200);
  expect(ends).toHaveLength(2);
  letGo();
  await vi.advanceTimersByTimeAsync(100);
  await Promise.all(asked);
  expect(ends.at(-1)).toBe("later done");
});

test("a queue longer than a batch waits as one, in order", async () => {
  const batches: number[] = [];
  const { store, file } = openMeddled({ onBatch: (size) => batches.push(size) });
  const letGo = hold(file);
  const all = Array.from({ length: 300 }, (_, place) => store.commit([add(`n${place}`)]));
  await nextTurn();
  letGo();
  expect(await Promise.all(all)).toEqual(all.map(() => DONE));
  expect(batches).toEqual([256, 44]);
});

test("closing waits for the lock too, and gives up as commits do", async () => {
  const free = openMeddled();
  const letGo = hold(free.file);
  const committed = free.store.commit([add("last")]);
  const closed = free.store.close();
  letGo();
  await closed;
  expect(await committed).toEqual(DONE);

  const stuck = openMeddled({}, 20);
  hold(stuck.file);
  const lost = stuck.store.commit([add("lost")]);
  await Promise.all([stuck.store.close(), expect(lost).rejects.toMatchObject(LOCKED)]);
});

/** Whether a process has the file open. */
function hasOpen(pid: number | undefined, file: string): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((each) => readlinkSync(`${folder}/${each}`) === file);
  } catch {
    // Some are closed between the two.
    return false;
  }
}

test.skipIf(process.platform !== "linux")(
  "a server waits for a command that holds the lease while it opens the database",
  async () => {
    const file = temporaryFile();
    const lease = takeLease(file);
    const { server, lines } = startServer(file, 0);
    const said: string[] = [];
    lines.on("line", (line) => {
      if (said.push(line) === 1) server.kill("SIGKILL");
    });
    const ended = once(lines, "close");
    while (server.exitCode === null && !hasOpen(server.pid, `${file}.lock`)) await nextTurn();
    lease.release();
    await ended;
    expect(said[0]).toBe("open");
  },
);
