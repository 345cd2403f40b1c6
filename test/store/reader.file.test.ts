import { copyFileSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { readSetting, writeSetting } from "../../src/store/settings.ts";
import { openReader } from "../../src/store/sqlite.ts";
import type { Reader } from "../../src/store/store.ts";
import { temporaryFile, openFile } from "./file.ts";

function openBeside(file: string): Reader {
  const reader = openReader(file);
  onTestFinished(() => reader.close());
  return reader;
}

test("a reader sees what a server beside it has committed, at once", async () => {
  const file = temporaryFile();
  const server = openFile({ file, serve: true });
  onTestFinished(() => server.close());
  const reader = openBeside(file);
  expect(await readSetting(reader, "word")).toBeNull();
  await server.commit([writeSetting("word", "one")]);
  expect(await readSetting(reader, "word")).toBe("one");
});

test("after a kill it reads what is only in the log", async () => {
  const file = temporaryFile();
  const server = openFile({ file, serve: true });
  await server.commit([writeSetting("word", "one")]);
  // What a kill leaves: the file and its log, and nobody who holds them.
  const left = temporaryFile();
  for (const end of ["", "-wal"]) copyFileSync(`${file}${end}`, `${left}${end}`);
  await server.close();
  expect(await readSetting(openBeside(left), "word")).toBe("one");
});

test("a file that is absent, older, newer or no database is refused, each in its words", async () => {
  const file = temporaryFile();
  expect(() => openReader(file)).toThrow(expect.objectContaining({ code: "absent" }));
  await openFile({ file, serve: false }).close();
  const meddle = (sql: string) => {
    const db = new Database(file);
    db.exec(sql);
    db.close();
  };
  const last = "(select max(created_at) from __drizzle_migrations)";
  meddle(`update __drizzle_migrations set created_at = created_at + 1 where created_at = ${last}`);
  expect(() => openReader(file)).toThrow(expect.objectContaining({ code: "newer" }));
  meddle(`delete from __drizzle_migrations where created_at = ${last}`);
  expect(() => openReader(file)).toThrow(expect.objectContaining({ code: "older" }));
  meddle("drop table __drizzle_migrations");
  expect(() => openReader(file)).toThrow(expect.objectContaining({ code: "older" }));
});
