/** The log of a database, as the next process finds it and writes it out; power cuts are in test/fault. */
import fs, { copyFileSync, readFileSync, statSync, utimesSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import Database from "better-sqlite3";
import { expect, onTestFinished, test, vi } from "vitest";
import { setAside } from "../../src/store/aside.ts";
import { holdFile } from "../../src/store/move/file.ts";
import { add, allSettings, openFile, openMeddled, temporaryFile } from "./file.ts";
import { watchSyncs } from "./synced.ts";

/** A database and its log as a server left them that was killed; neither was written since 1970. */
async function leftByADeadServer(last = ""): Promise<string> {
  const { db, store, file: living } = openMeddled();
  await store.commit([add("before", "x".repeat(200_000))]);
  db.exec(last);
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

test.each([
  ["a server", true],
  ["a command", false],
])("so does %s that is refused for what the database holds", async (_, serve) => {
  const file = await leftByADeadServer(
    "insert into __drizzle_migrations (hash, created_at) values ('of a newer one', 1)",
  );
  const lines = watchSyncs();
  // By closing it the log is copied, and the file is damaged where that is cut short and the log has a hole.
  expect(() => openFile({ file, serve })).toThrow(/newer Njia/);
  expect(lines).toEqual(["sync njia.db-wal"]);
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

/** Syncs of files fail; not those that SQLite makes itself. */
function failSyncs(): void {
  const spy = vi.spyOn(fs, "fsyncSync").mockImplementation(() => {
    throw Object.assign(new Error("as the disk says"), { code: "EIO" });
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
}

test.each([
  ["a server", (file: string) => openFile({ file, serve: true })],
  ["a command", (file: string) => openFile({ file, serve: false })],
  ["a move", (file: string) => holdFile(file)],
  ["a restore in its place", (file: string) => setAside(file, "now")],
])(
  "%s for which the log cannot be written out is refused, and leaves the files as they were",
  async (_, open) => {
    const file = await leftByADeadServer();
    const both = () => [readFileSync(file), readFileSync(`${file}-wal`)];
    const before = both();
    failSyncs();
    expect(() => open(file)).toThrow(expect.objectContaining({ name: "StoreFault", code: "io" }));
    expect(both()).toEqual(before);
  },
);
