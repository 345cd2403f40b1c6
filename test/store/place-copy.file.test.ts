/** A copy put where no database was, while others begin there; the rest of a restore is in test/cli. */
import { copyFileSync, existsSync, linkSync, readdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { makeCopy, placeCopy } from "../../src/store/backup.ts";
import { add, allSettings, openFile, openMeddled, temporaryFile } from "./file.ts";
import { watchSyncs } from "./synced.ts";

/** A copy of a database with one setting. */
async function copyOf(name: string): Promise<string> {
  const file = temporaryFile();
  const store = openFile({ file, serve: true });
  await store.commit([add(name)]);
  await store.close();
  await makeCopy({ file }, `${file}.copy`);
  return `${file}.copy`;
}

async function settingsIn(file: string): Promise<string[]> {
  const store = openFile({ file, serve: false });
  const rows = await store.read(allSettings, {});
  await store.close();
  return rows.map(({ name }) => name);
}

test("no server begins where a copy is being put", async () => {
  const [from, file] = [await copyOf("copied"), temporaryFile()];
  await placeCopy({ from, file, stamp: "now" }, () => {
    expect(() => openFile({ file, serve: true })).toThrow(/another Njia server runs/);
    expect(existsSync(file)).toBe(false);
    return Promise.resolve();
  });
  expect(await settingsIn(file)).toEqual(["copied"]);
  await openFile({ file, serve: true }).close();
});

test("what has been made in the place meanwhile is not written over", async () => {
  const [from, file] = [await copyOf("copied"), temporaryFile()];
  const placed = placeCopy({ from, file, stamp: "now" }, async () => {
    await makeCopy({ file: await copyOf("made meanwhile") }, file);
  });
  await expect(placed).rejects.toThrow(/has been made meanwhile/);
  expect(await settingsIn(file)).toEqual(["made meanwhile"]);
  expect(readdirSync(dirname(file)).filter((each) => each.includes("restoring"))).toEqual([]);
});

test("a log that was left of another database is not taken for that of the copy", async () => {
  const [from, file] = [await copyOf("copied"), temporaryFile()];
  const { store, file: other } = openMeddled();
  await store.commit([add("of another")]);
  copyFileSync(`${other}-wal`, `${file}-wal`);
  const place = () => placeCopy({ from, file, stamp: "now" }, () => Promise.resolve());
  await expect(place()).rejects.toThrow(/njia\.db-wal is left of a database/);
  rmSync(`${file}-wal`);
  await place();
  expect(await settingsIn(file)).toEqual(["copied"]);
});

test("a restore takes away the name that one left which was killed, and what it replaces can be opened", async () => {
  const [from, file] = [await copyOf("copied"), temporaryFile()];
  const store = openFile({ file, serve: true });
  await store.commit([add("before")]);
  await store.close();
  linkSync(file, `${file}.replaced-killed`);
  const { replaced } = await placeCopy({ from, file, stamp: "now" }, () => Promise.resolve());
  expect(existsSync(`${file}.replaced-killed`)).toBe(false);
  expect(await settingsIn(file)).toEqual(["copied"]);
  expect(await settingsIn(String(replaced))).toEqual(["before"]);
});

test("what the copy was prepared with is in the file that gets the name, or nothing does", async () => {
  const [from, file] = [await copyOf("copied"), temporaryFile()];
  /** As an upgrade does, and what puts unsent messages in doubt. */
  const prepare = async (copy: string) => {
    const store = openFile({ file: copy, serve: false });
    await store.commit([add("prepared", "x".repeat(100_000))]);
    await store.close();
  };
  let reader: Database.Database | undefined;
  const placed = placeCopy({ from, file, stamp: "now" }, async (copy) => {
    // While somebody reads it, as a virus scanner does, nothing copies the log into the file.
    reader = new Database(copy, { readonly: true });
    reader.prepare("select 1 from settings").get();
    await prepare(copy);
  });
  onTestFinished(() => void reader?.close());
  await expect(placed).rejects.toMatchObject({ code: "locked" });
  expect(existsSync(file)).toBe(false);
  await placeCopy({ from, file, stamp: "now" }, prepare);
  expect(await settingsIn(file)).toEqual(["copied", "prepared"]);
});

test.skipIf(process.platform === "win32")(
  "a copy is on the disk before it has its name, and the name is before anybody is told",
  async () => {
    const file = await copyOf("old").then((copy) => copy.slice(0, -".copy".length));
    const other = temporaryFile();
    const lines = watchSyncs();
    await makeCopy({ file }, `${file}.backup`);
    expect(lines.splice(0)).toEqual([
      `sync njia.db.backup.${process.pid}.part`,
      "sync njia.db.backup.sha256",
      `njia.db.backup.${process.pid}.part is njia.db.backup`,
      "sync .",
    ]);
    const nothing = () => Promise.resolve();
    await placeCopy({ from: `${file}.backup`, file: other, stamp: "now" }, nothing);
    expect(lines.splice(0)).toEqual([
      "sync njia.db.restoring",
      "njia.db.restoring is njia.db",
      "sync .",
    ]);
    await placeCopy({ from: `${file}.backup`, file: other, stamp: "now" }, nothing);
    expect(lines.splice(0)).toEqual([
      "sync njia.db.restoring",
      "njia.db is njia.db.replaced-now",
      "njia.db.restoring is njia.db",
      "sync .",
    ]);
  },
);
