/** PostgreSQL's own: its tables, its start, its settings, and servers that go away. */
import { readdirSync, readFileSync } from "node:fs";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { getTableColumns, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import * as generated from "../../drizzle/postgres.schema.ts";
import { openStore, openStoreReader } from "../../src/store/open.ts";
import { nameOf, type ServerPlace } from "../../src/store/place.ts";
import { postgresKit } from "../../src/store/postgres-kit.ts";
import { connectAlone } from "../../src/store/postgres/pool.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { defineTables } from "../../src/store/tables.ts";
import { add, allSettings, openBeside, openTestStore } from "./open.ts";
import { VAULT_KEYS } from "./vault.ts";

/** Of the server that the tests share. */
function server(
  database: string,
  changes: Partial<Record<"password" | "port", string>> = {},
): ServerPlace {
  const url = new URL(inject("postgres")?.url ?? "");
  url.pathname = `/${database}`;
  Object.assign(url, changes);
  return { url: url.href, standby: false };
}

async function administer(sql: string, database = "postgres"): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server(database).url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
}

let made = 0;
/** A database without any tables. */
async function emptyDatabase(): Promise<string> {
  const name = `${inject("postgres")?.template}_empty_${process.pid}_${++made}`;
  await administer(`create database ${name}`);
  onTestFinished(async () => void (await administer(`drop database ${name} with (force)`)));
  return name;
}

const serve = (place: ServerPlace) => openStore({ place, serve: true, vaultKeys: VAULT_KEYS });

test("the migrations make exactly the tables that the code describes", async () => {
  const { raw } = openTestStore();
  const columns = await raw(`select table_name, column_name, data_type, is_nullable, collation_name
    from information_schema.columns where table_schema = 'public' order by ordinal_position`);
  const indexes = await raw(
    "select tablename, indexname from pg_indexes where schemaname = 'public'",
  );
  const references = await raw(
    `select conrelid::regclass::text as at from pg_constraint where contype = 'f'`,
  );
  for (const table of Object.values(defineTables(postgresKit))) {
    const config = getTableConfig(table as unknown as PgTable); // of this kit it is one
    const ofTable = columns.filter((each) => each["table_name"] === config.name);
    expect(
      ofTable.map((each) => [
        each["column_name"],
        each["data_type"] === "text"
          ? `text COLLATE "${String(each["collation_name"])}"`
          : each["data_type"],
        each["is_nullable"] === "NO",
      ]),
    ).toEqual(
      Object.values(getTableColumns(table)).map((column) => [
        column.name,
        column.getSQLType(),
        column.notNull,
      ]),
    );
    const names = indexes.filter((each) => each["tablename"] === config.name);
    const own = names
      .map((each) => String(each["indexname"]))
      .filter((name) => !/_(pkey|pk)$/.test(name));
    expect(new Set(own)).toEqual(new Set(config.indexes.map((each) => each.config.name)));
    expect(references.filter(({ at }) => at === config.name)).toHaveLength(
      config.foreignKeys.length,
    );
  }
});

test("the newest migration leaves drizzle-kit nothing to generate, and it is shown every table", async () => {
  const folder = new URL("../../drizzle/postgres/meta/", import.meta.url);
  const snapshots = readdirSync(folder).filter((name) => name.endsWith("_snapshot.json"));
  const newest = readFileSync(new URL(snapshots.toSorted().at(-1) ?? "", folder), "utf8");
  expect(await generateMigration(JSON.parse(newest), generateDrizzleJson(generated))).toEqual([]);
  const shown = Object.values(generated).filter((each) => is(each, PgTable));
  expect(shown).toHaveLength(Object.keys(defineTables(postgresKit)).length);
});

test("several nodes start together on an empty database, and all of them serve", async () => {
  const place = server(await emptyDatabase());
  const nodes = await Promise.all([1, 2, 3, 4].map(() => serve(place)));
  await Promise.all(nodes.map((node, at) => node.commit([add(`node ${at}`)])));
  for (const node of nodes) expect(await node.read(allSettings, {})).toHaveLength(4);
  await Promise.all(nodes.map((node) => node.close()));
});

test("a command makes no tables, and a reader neither; the server does", async () => {
  const place = server(await emptyDatabase());
  await expect(openBeside(place)).rejects.toMatchObject({ code: "older" });
  await expect(openStoreReader(place)).rejects.toMatchObject({ code: "older" });
  await (await serve(place)).close();
  const command = await openBeside(place);
  await command.commit([add("kept")]);
  await command.close();
  const reader = await openStoreReader(place);
  expect(await reader.read(allSettings, {})).toMatchObject([{ name: "kept" }]);
  await reader.close();
});

test("into a schema with the name of the role nobody looks, be it there at the first start or made later", async () => {
  const name = await emptyDatabase();
  const [{ user } = {}] = await administer("select current_user as user");
  await administer(`create schema "${String(user)}"`, name);
  const first = await openBeside(server(name), true);
  await first.commit([add("kept")]);
  await first.close();
  await administer(`create table "${String(user)}".settings (name text, value text)`, name);
  const reader = await openStoreReader(server(name));
  const second = await openBeside(server(name));
  for (const { read } of [reader, second])
    expect(await read(allSettings, {})).toMatchObject([{ name: "kept" }]);
  await Promise.all([reader.close(), second.close()]);
});

test("a database of a newer Njia is refused by everybody", async () => {
  const name = await emptyDatabase();
  const place = server(name);
  await (await serve(place)).close();
  await administer(
    "insert into __drizzle_migrations (hash, created_at) values ('later', 9999999999999)",
    name,
  );
  await expect(serve(place)).rejects.toMatchObject({ code: "newer" });
  await expect(openBeside(place)).rejects.toMatchObject({ code: "newer" });
  await expect(openStoreReader(place)).rejects.toMatchObject({ code: "newer" });
});

test.each([
  ["a server that is not there", server("postgres", { port: "1" }), "unreachable"],
  ["a database that is not there", server("nobody_made_it"), "nowhere"],
  ["a wrong password", server("postgres", { password: "guessed" }), "login"],
  ["no TLS where it is asked for", tls(), "tls"],
])("%s is told as what it is, without the password", async (_what, place, code) => {
  const error: unknown = await serve(place).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "StoreFault", code, fatal: false });
  // Which is true of no start.
  expect(String(error)).not.toContain("Njia goes on by itself");
  const { password } = new URL(place.url);
  expect(password).not.toBe("");
  expect(nameOf(place)).toMatch(/^postgres:\/\/njia@127\.0\.0\.1:\d+\/\w+$/);
  expect(`${nameOf(place)} ${String(error)}`).not.toContain(password);
});

function tls(): ServerPlace {
  const place = server("postgres");
  return { ...place, url: `${place.url}?sslmode=verify-full` };
}

test.each([
  ["default_transaction_read_only = on", "is refused", "standby"],
  // Set anew on each connection.
  ["synchronous_commit = off", "is written to as the promises need it", null],
  ["synchronous_commit = remote_apply", "is written to with that", null],
])("a database with %s %s", async (setting, _is, code) => {
  const name = await emptyDatabase();
  await administer(`alter database ${name} set ${setting}`);
  const opened = serve(server(name));
  if (code !== null) return expect(opened).rejects.toMatchObject({ code });
  const store = await opened;
  expect(await store.commit([add("kept")])).toEqual({ done: true });
  await store.close();
});

test("a reader writes nothing, and a server looks for nodes that are lost", async () => {
  const place = server(await emptyDatabase());
  const store = await serve(place);
  const reader = await openStoreReader(place);
  const insert = statement("test.insert", (q, t, _given: Given<object>) =>
    q.insert(t.settings).values({ name: "a", value: "" }).returning(),
  );
  await expect(reader.read(insert, {})).rejects.toMatchObject({ code: "standby" });
  await Promise.all([store.close(), reader.close()]);
  const alone = await connectAlone(place);
  const asks = await alone.query("show tcp_keepalives_idle");
  expect(asks.rows).toEqual([{ tcp_keepalives_idle: "20" }]);
  await alone.end();
});

test("where a standby is required, a server that waits for none is refused", async () => {
  const place = { ...server(await emptyDatabase()), standby: true };
  await expect(serve(place)).rejects.toMatchObject({ code: "alone" });
});

test("a text that holds any letter but NUL comes back as it was, and so do bytes and great numbers", async () => {
  const { store } = openTestStore();
  const text = "Ksh\u00a01,234 \u{1f600} \u0001 'x' \\ $1 \u202e";
  await store.commit([add("text", text), add(text)]);
  expect(await store.read(allSettings, {})).toEqual([
    { name: text, value: "" },
    { name: "text", value: text },
  ]);
});
