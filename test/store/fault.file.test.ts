import { execFile } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { assertSettings, connect, storageFault } from "../../src/store/connection.ts";
import { StoreFault } from "../../src/store/fault.ts";
import { storeOn } from "../../src/store/sqlite.ts";
import { sealer } from "../../src/base/vault.ts";
import { VAULT_KEYS } from "./vault.ts";
import { add, allSettings, openMeddled, temporaryFile, openFile } from "./file.ts";

test.each([
  ["synchronous", "NORMAL"],
  ["synchronous", "OFF"],
  ["foreign_keys", "OFF"],
  ["busy_timeout", "1"],
])("a connection with %s=%s is refused", (name, value) => {
  const { db } = openMeddled();
  expect(() => assertSettings(db)).not.toThrow();
  db.pragma(`${name} = ${value}`);
  expect(() => assertSettings(db)).toThrow(name);
});

test("a connection waits for others while it is opened, and hardly once it serves", () => {
  const { db, file } = openMeddled();
  const opening = connect(file);
  const wait = (of: Database.Database) => of.pragma("busy_timeout", { simple: true });
  expect([wait(opening), wait(db)]).toEqual([2_000, 20]);
  opening.close();
});

test("every connection the store opens is in WAL mode with synchronous FULL", () => {
  const { db } = openMeddled();
  expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
  expect(db.pragma("synchronous", { simple: true })).toBe(2);
});

test("a full disk fails the whole batch, and the store works again once there is space", async () => {
  const { store, db } = openMeddled();
  const pages = Number(db.pragma("page_count", { simple: true }));
  db.pragma(`max_page_count = ${pages + 2}`);
  const outcomes = await Promise.allSettled([
    store.commit([add("small")]),
    store.commit([add("large", "x".repeat(100_000))]),
    store.commit([add("after")]),
  ]);
  for (const each of outcomes) {
    expect(each).toMatchObject({ status: "rejected", reason: { code: "full", fatal: false } });
  }
  expect(await store.read(allSettings, {})).toEqual([]);
  db.pragma(`max_page_count = ${pages + 1_000}`);
  expect(await store.commit([add("now")])).toEqual({ done: true });
});

test("a file that is no database is refused with the mend", () => {
  const file = temporaryFile();
  writeFileSync(file, "This was never a database. ".repeat(400));
  expect(() => openFile({ file, serve: true })).toThrow(/restore the last backup/);
});

test("pages damaged on disk are a fatal fault, told once, and nothing is written after it", async () => {
  const file = temporaryFile();
  await openFile({ file, serve: true }).close();
  const { size } = statSync(file);
  const sound = openFile({ file, serve: true });
  const many = Array.from({ length: 200 }, (_, place) => add(`n${place}`, "x".repeat(500)));
  await sound.commit(many);
  await sound.close();
  const bytes = readFileSync(file);
  // Everything that came with the rows, so that the file opens and its tables are known.
  bytes.fill(0xa5, size);
  writeFileSync(file, bytes);

  const fatal: Error[] = [];
  const db = connect(file);
  const store = storeOn(db, { seal: sealer(VAULT_KEYS), onFatal: (fault) => fatal.push(fault) });
  await expect(store.read(allSettings, {})).rejects.toMatchObject({ code: "corrupt", fatal: true });
  await expect(store.commit([add("a")])).rejects.toMatchObject({ code: "corrupt" });
  await expect(store.commit([add("b")])).rejects.toBeInstanceOf(StoreFault);
  expect(fatal).toHaveLength(1);
  await store.close();
});

test("pages damaged while the file is open are told to who reads and to who writes", async () => {
  const fatal: Error[] = [];
  const { store, file } = openMeddled({ onFatal: (fault) => fatal.push(fault) });
  await store.commit([add("before")]);
  const other = connect(file);
  other.exec("insert into settings values ('seen by the store at its next read', '')");
  other.pragma("wal_checkpoint(TRUNCATE)");
  other.close();
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4096);
  writeFileSync(file, bytes);
  const outcomes = await Promise.allSettled([
    store.read(allSettings, {}),
    store.read(allSettings, {}),
    store.commit([add("after")]),
  ]);
  for (const each of outcomes) {
    expect(each).toMatchObject({ status: "rejected", reason: { code: "corrupt", fatal: true } });
  }
  expect(fatal).toHaveLength(1);
});

test("a database that cannot be written is told apart from a bug in a statement", () => {
  const { file, db } = openMeddled();
  const readonly = new Database(file, { readonly: true });
  expect(faultOf(() => readonly.exec("insert into settings values ('a', 'b')"))?.code).toBe(
    "readonly",
  );
  readonly.close();
  expect(faultOf(() => db.exec("insert into nowhere values (1)"))).toBeNull();
  expect(faultOf(() => db.exec("insert into settings values ('a', null)"))).toBeNull();
});

test.each(["FSYNC", "READ", "SHORT_READ", "CORRUPTFS"])("an I/O error at %s is fatal", (at) => {
  const fault = storageFault(new Database.SqliteError("disk I/O error", `SQLITE_IOERR_${at}`));
  expect(fault).toMatchObject({ code: "io", fatal: true });
});

/** A server whose files may have so many blocks, of 512 or 1,024 bytes, as the shell has it. */
function limited(blocks: number, file: string, how = "serve") {
  const script = fileURLToPath(new URL("limited.ts", import.meta.url));
  const under = `ulimit -S -f ${blocks}; exec "$0" "$@"`;
  return promisify(execFile)("/bin/sh", ["-c", under, process.execPath, script, file, how]);
}

test("a server whose tables cannot be written says what refused them, and makes them once it can", async () => {
  const file = temporaryFile();
  // The tables take 600 kB of the log.
  await expect(limited(200, file)).rejects.toMatchObject({
    stderr: expect.stringMatching(/the system refused a write/),
  });
  await openFile({ file, serve: true }).close();
});

test("a disk that has no room for the index of the log is told as full, to a server and to whoever reads", async () => {
  const file = temporaryFile();
  await openFile({ file, serve: true }).close();
  // The index takes 32 kB.
  for (const how of ["serve", "read"]) {
    await expect(limited(20, file, how)).rejects.toMatchObject({
      stderr: expect.stringMatching(/the disk is full/),
    });
  }
});

test("a write beyond a limit fails its batch, and the store works again once there is room", async () => {
  const file = temporaryFile();
  await openFile({ file, serve: true }).close();
  // Less than the large commit in any case.
  const { stdout } = await limited(600, file);
  expect(JSON.parse(stdout)).toEqual({
    small: { done: true },
    large: { code: "unwritten", fatal: false },
    after: { done: true },
    kept: ["after", "small"],
  });
});

function faultOf(act: () => void): StoreFault | null {
  try {
    act();
  } catch (error) {
    return storageFault(error);
  }
  throw new Error("nothing was thrown");
}

test("the database and the log beside it are for their owner alone", async () => {
  const { file, store } = openMeddled();
  await store.commit([add("a")]);
  for (const each of [file, `${file}-wal`]) expect(statSync(each).mode & 0o077).toBe(0);
});

test("a place where no file can be is a fault with a mend, not the file system's own error", () => {
  const { file } = openMeddled();
  expect(() => connect(join(file, "below", "njia.db"))).toThrow(
    expect.objectContaining({ name: "StoreFault", code: "readonly" }),
  );
});

test.skipIf(process.platform !== "linux")(
  "of a folder that cannot be made the same is told, and nobody tries for ever",
  () => {
    for (const file of ["/proc/njia/njia.db", "/proc/njia/below/njia.db"]) {
      expect(() => openFile({ file, serve: true })).toThrow(
        expect.objectContaining({ name: "StoreFault", code: "readonly" }),
      );
    }
  },
);
