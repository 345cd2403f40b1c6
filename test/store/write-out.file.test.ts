/** The log of a database, as the next process finds it and writes it out; power cuts are in test/fault. */
import { copyFileSync, readFileSync, statSync, utimesSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { holdFile } from "../../src/store/move/file.ts";
import { add, allSettings, openFile, openMeddled, temporaryFile } from "./file.ts";

/** A database and its log as a server left them that was killed; neither was written since 1970. */
async function leftByADeadServer(): Promise<string> {
  const { store, file: living } = openMeddled();
  await store.commit([add("before", "x".repeat(200_000))]);
  const file = temporaryFile();
  for (const suffix of ["", "-wal"]) {
    copyFileSync(living + suffix, file + suffix);
    utimesSync(file + suffix, 0, 0);
  }
  return file;
}

const writtenAt = (file: string) => statSync(`${file}-wal`).mtimeMs;

test.each([
  ["a server", (file: string) => openFile({ file, serve: true })],
  ["a command, where nobody serves it", (file: string) => openFile({ file, serve: false })],
])("%s writes the log out as it is before anything is read", async (_, open) => {
  const file = await leftByADeadServer();
  const before = readFileSync(`${file}-wal`);
  expect(before.length).toBeGreaterThan(200_000);
  const store = open(file);
  onTestFinished(() => store.close());
  expect(writtenAt(file)).toBeGreaterThan(0);
  expect(readFileSync(`${file}-wal`)).toEqual(before);
  expect(await store.read(allSettings, {})).toMatchObject([{ name: "before" }]);
});

test("a command beside a server leaves its log to it", async () => {
  const file = await leftByADeadServer();
  const server = openFile({ file, serve: true });
  onTestFinished(() => server.close());
  utimesSync(`${file}-wal`, 0, 0);
  const command = openFile({ file, serve: false });
  onTestFinished(() => command.close());
  expect(writtenAt(file)).toBe(0);
});

test("whoever moves a database writes its log out too", async () => {
  const file = await leftByADeadServer();
  // Somebody who reads has it kept; the move is refused for that, and later.
  const reader = new Database(file, { readonly: true });
  onTestFinished(() => void reader.close());
  reader.prepare("select 1 from settings").get();
  expect(() => holdFile(file)).toThrow(/has .* open/);
  expect(writtenAt(file)).toBeGreaterThan(0);
});

test("readers do not keep a server from it, and one who writes for too long has it refused", async () => {
  const file = await leftByADeadServer();
  const other = new Database(file);
  onTestFinished(() => void other.close());
  other.exec("BEGIN; SELECT * FROM settings");
  await openFile({ file, serve: true }).close();
  other.exec("ROLLBACK; BEGIN IMMEDIATE");
  expect(() => openFile({ file, serve: true })).toThrow(
    expect.objectContaining({ name: "StoreFault", code: "locked" }),
  );
  other.exec("ROLLBACK");
  await openFile({ file, serve: true }).close();
});
