import {
  existsSync,
  linkSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from "drizzle-kit/api";
import { getTableColumns, is } from "drizzle-orm";
import { SQLiteTable, getTableConfig } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { connect, storageFault, waitBriefly } from "../../src/store/connection.ts";
import { sqliteKit } from "../../src/store/dialect.ts";
import { isBehind, upgrade } from "../../src/store/migrate.ts";
import { defineTables } from "../../src/store/tables.ts";
import { openReader } from "../../src/store/sqlite.ts";
import * as generated from "../../drizzle/sqlite.schema.ts";
import { add, allSettings, temporaryFile, openFile } from "./file.ts";

interface ColumnInfo {
  name: string;
  type: string;
  notnull: number;
  pk: number;
}

test("the migrations make exactly the tables that the code describes", () => {
  const db = connect(temporaryFile());
  upgrade(db);
  for (const table of Object.values(defineTables(sqliteKit))) {
    const { name, indexes, foreignKeys } = getTableConfig(table);
    const columns = db.pragma(`table_xinfo(${name})`) as ColumnInfo[];
    // With those that the engine computes, whose type says so.
    const typeOf = ({ type }: ColumnInfo) => type.toLowerCase().replace(" generated always", "");
    expect(columns.map((each) => [each.name, typeOf(each), each.notnull === 1])).toEqual(
      Object.values(getTableColumns(table)).map((column) => [
        column.name,
        column.getSQLType(),
        column.notNull,
      ]),
    );
    const made = db.pragma(`index_list(${name})`) as { name: string; unique: number }[];
    expect(
      made.filter((each) => !each.name.startsWith("sqlite_")).map((each) => each.name),
    ).toEqual(expect.arrayContaining(indexes.map(({ config }) => config.name)));
    expect(made.filter((each) => !each.name.startsWith("sqlite_"))).toHaveLength(indexes.length);
    expect(db.pragma(`foreign_key_list(${name})`)).toHaveLength(foreignKeys.length);
  }
  db.close();
});

test("the newest migration leaves drizzle-kit nothing to generate", async () => {
  const folder = new URL("../../drizzle/sqlite/meta/", import.meta.url);
  const snapshots = readdirSync(folder).filter((name) => name.endsWith("_snapshot.json"));
  const newest = readFileSync(new URL(snapshots.toSorted().at(-1) ?? "", folder), "utf8");
  const described = await generateSQLiteDrizzleJson(generated);
  expect(await generateSQLiteMigration(JSON.parse(newest), described)).toEqual([]);
});

test("drizzle-kit is shown every table", () => {
  const shown = Object.values(generated).filter((each) => is(each, SQLiteTable));
  expect(shown).toHaveLength(Object.keys(defineTables(sqliteKit)).length);
});

test("an upgraded file is not behind, and opening it again keeps its rows", async () => {
  const file = temporaryFile();
  const first = openFile({ file, serve: true });
  await first.commit([add("kept", "yes")]);
  await first.close();
  const db = connect(file);
  expect(isBehind(db)).toBe(false);
  db.close();
  const second = openFile({ file, serve: true });
  expect(await second.read(allSettings, {})).toEqual([{ name: "kept", value: "yes" }]);
  await second.close();
});

test("the current release of an earlier Njia is its first decision", () => {
  const db = connect(temporaryFile());
  const folder = new URL("../../drizzle/sqlite/", import.meta.url);
  const sql = (name: string) => readFileSync(new URL(name, folder), "utf8");
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  const migrations = names.toSorted();
  const at = migrations.findIndex((name) => name.endsWith("_decisions.sql"));
  for (const name of migrations.slice(0, at)) db.exec(sql(name));
  const put = db.prepare("insert into releases values (?, 1, '[]', ?)");
  for (const [digest, made] of [
    ["old", 5],
    ["current", 7],
  ] as const) {
    put.run(digest, made);
  }
  db.exec("insert into settings values ('release.current', 'current'), ('keys.vault', 'kept')");
  db.exec(sql(migrations[at] ?? ""));
  expect(db.prepare("select seq, at, what, release, service from decisions").all()).toEqual([
    { seq: 1, at: 7, what: "release", release: "current", service: null },
  ]);
  expect(db.prepare("select name from settings").pluck().all()).toEqual(["keys.vault"]);
  db.close();
});

test("a database of a newer Njia is refused", async () => {
  const file = temporaryFile();
  await openFile({ file, serve: true }).close();
  const db = connect(file);
  db.exec("insert into __drizzle_migrations (hash, created_at) values ('later', 9999999999999)");
  db.close();
  expect(() => openFile({ file, serve: false })).toThrow(/written by a newer Njia/);
});

test("an upgrade for which the disk has no room says so, leaves nothing, and is made once there is", () => {
  const db = connect(temporaryFile());
  db.exec("create table before (name text)");
  db.pragma("max_page_count = 20");
  const made = () => db.prepare("select name from sqlite_master").pluck().all();
  expect(storageFault(thrownBy(() => upgrade(db)))).toMatchObject({ code: "full" });
  expect(made()).toEqual(["before"]);
  db.pragma("max_page_count = 10000");
  upgrade(db);
  expect(isBehind(db)).toBe(false);
  db.close();
});

function thrownBy(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

test("an upgrade leaves the connection as the promises need it", () => {
  const db = connect(temporaryFile());
  expect(isBehind(db)).toBe(true);
  upgrade(db);
  expect(() => waitBriefly(db)).not.toThrow();
  db.close();
});

test("a command makes a new database and leaves the lease to the server", async () => {
  const file = temporaryFile();
  const command = openFile({ file, serve: false });
  const server = openFile({ file, serve: true });
  expect(() => openFile({ file, serve: true })).toThrow(/another Njia server runs/);
  await server.close();
  await openFile({ file, serve: true }).close();
  await command.close();
});

test("a second server is refused under whatever name it opens the file", async () => {
  const file = temporaryFile();
  const server = openFile({ file, serve: true });
  const link = `${file}.link`;
  symlinkSync(file, link);
  expect(() => openFile({ file: link, serve: true })).toThrow(/another Njia server runs/);
  await server.close();
  await openFile({ file: link, serve: true }).close();
});

test("a file with a second name by a hard link is opened under neither, until one is gone", async () => {
  const file = temporaryFile();
  const server = openFile({ file, serve: true });
  await server.commit([add("kept")]);
  const second = `${file}.second`;
  linkSync(file, second);
  const linked = expect.objectContaining({ name: "StoreFault", code: "linked" });
  for (const name of [file, second]) {
    expect(() => openFile({ file: name, serve: false })).toThrow(linked);
    expect(() => openReader(name)).toThrow(linked);
  }
  expect(() => openFile({ file: second, serve: true })).toThrow(linked);
  // Whoever serves already goes on.
  await server.commit([add("kept too")]);
  await server.close();
  expect(() => openFile({ file, serve: true })).toThrow(linked);
  rmSync(second);
  const again = openFile({ file, serve: true });
  expect(await again.read(allSettings, {})).toHaveLength(2);
  await again.close();
});

test.each([
  ["a restore to a place where nothing was", ".restoring"],
  ["a restore", ".replaced-2026-11-28T181933Z"],
  ["a move", ".moving"],
])("the second name that %s leaves when it is killed goes at the next start", async (_, name) => {
  const file = temporaryFile();
  await openFile({ file, serve: true }).close();
  const other = `${file}${name}`;
  linkSync(file, other);
  writeFileSync(`${file}.replaced-of-another`, "");
  // A command cannot know that none of them is under way.
  expect(() => openFile({ file, serve: false })).toThrow(/second name/);
  expect(existsSync(other)).toBe(true);
  await openFile({ file, serve: true }).close();
  expect(existsSync(other)).toBe(false);
  expect(existsSync(`${file}.replaced-of-another`)).toBe(true);
});

test("a server begins by a symbolic link to a file that is not there yet, and is the only one", async () => {
  const file = temporaryFile();
  const link = `${file}.link`;
  symlinkSync("njia.db", link);
  const server = openFile({ file: link, serve: true });
  expect(() => openFile({ file, serve: true })).toThrow(/another Njia server runs/);
  await server.close();
});

test("a command that would have to upgrade is refused beside a running server", async () => {
  const file = temporaryFile();
  const server = openFile({ file, serve: true });
  const db = connect(file);
  db.exec("delete from __drizzle_migrations");
  db.close();
  expect(() => openFile({ file, serve: false })).toThrow(/another Njia server runs/);
  await server.close();
});
