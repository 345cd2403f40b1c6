/** A copy made while a server writes, and a copy put in a database's place. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { runBackup, runRestore } from "../../src/cli/backup.ts";
import { checkKeys } from "../../src/keys.ts";
import { queueMessage } from "../../src/messages/outbox.ts";
import { connect } from "../../src/store/connection.ts";
import { putMark } from "../../src/store/migrate.ts";
import { NOON, OTHER, PHONE, RULES } from "../messages/post.ts";
import { add, allSettings, openFile, temporaryFile } from "../store/file.ts";
import { startServer } from "../store/server-process.ts";
import { testKeys, testVault } from "../store/vault.ts";

const clock = () => NOON;
const STAMP = "2026-11-27T090000Z";

async function backUp(file: string, to: string) {
  const lines: string[] = [];
  await runBackup({ place: { file }, to }, { clock, print: (line) => void lines.push(line) });
  return lines;
}

async function restore(
  from: string,
  file: string,
  { asIs = false, keys = testKeys() }: { asIs?: boolean; keys?: ReturnType<typeof testKeys> } = {},
) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  await runRestore({ from, asIs }, { database: { file }, ...keys }, { clock, print });
  return lines;
}

/** A database with the settings named and the keys noted; closed. */
async function database(...names: string[]): Promise<string> {
  const file = temporaryFile();
  const store = openFile({ file, serve: true });
  await checkKeys(store, testKeys(), clock);
  await store.commit(names.map((name) => add(name)));
  await store.close();
  return file;
}

/** Settings of the database but those of the keys. */
async function settingsIn(file: string): Promise<string[]> {
  const store = openFile({ file, serve: false });
  const rows = await store.read(allSettings, {});
  await store.close();
  return rows.map(({ name }) => name).filter((name) => !name.startsWith("keys."));
}

/** What lies in the folder of a database. */
const besides = (file: string) => readdirSync(dirname(file)).filter((name) => !/lock/.test(name));

test("a copy made under load has every commit that was acknowledged before, and no half of one", async () => {
  const file = temporaryFile();
  const copy = `${file}.copy`;
  const { server, lines } = startServer(file, 0);
  const acknowledged: string[] = [];
  let before: string[] = [];
  for await (const line of lines) {
    if (line === "open") continue;
    acknowledged.push(line);
    if (acknowledged.length === 400) {
      before = [...acknowledged];
      await backUp(file, copy);
      server.kill("SIGKILL");
    }
  }
  const kept = await settingsIn(copy);
  expect(before.filter((name) => !kept.includes(name))).toEqual([]);
  // Each citizen's commits follow one another: none is there without those before it.
  for (const name of kept) {
    const [life, who, dial] = name.split(".");
    if (dial !== "0") expect(kept).toContain(`${life}.${who}.${Number(dial) - 1}`);
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(before.length);
});

test("a copy is its owner's alone, has its checksum beside it, and holds nothing that was deleted", async () => {
  const file = await database("kept", "erased-for-good");
  const db = connect(file);
  db.prepare("delete from settings where name = 'erased-for-good'").run();
  const folder = join(dirname(file), "backups");
  mkdirSync(folder);
  const lines = await backUp(file, folder);
  db.close();
  const copy = join(folder, `njia-${STAMP}.db`);
  expect(lines[0]).toMatch(/njia-2026-11-27T090000Z\.db: \d+ kB, whole and sound\.$/);
  expect(readdirSync(folder)).toEqual([basename(copy), `${basename(copy)}.sha256`]);
  if (process.platform !== "win32") expect(statSync(copy).mode & 0o777).toBe(0o600);
  expect(readFileSync(`${copy}.sha256`, "utf8")).toMatch(
    /^[0-9a-f]{64} {2}njia-2026-11-27T090000Z\.db\n$/,
  );
  expect(readFileSync(copy).includes("kept")).toBe(true);
  expect(readFileSync(copy).includes("erased-for-good")).toBe(false);
});

test("a copy never takes a name that is taken, and leaves nothing where it fails", async () => {
  const file = await database("a");
  writeFileSync(`${file}.copy`, "somebody else's");
  await expect(backUp(file, `${file}.copy`)).rejects.toThrow(/is there already/);
  expect(readFileSync(`${file}.copy`, "utf8")).toBe("somebody else's");
  const none = join(dirname(file), "none.db");
  await expect(backUp(none, `${file}.of-none`)).rejects.toThrow(/there is no database/);
  writeFileSync(none, "no database at all, though it is long enough to be looked at");
  await expect(backUp(none, `${file}.of-none`)).rejects.toThrow(/not a sound Njia database/);
  expect(besides(file)).toEqual(["njia.db", "njia.db.copy", "none.db"]);
});

test.skipIf(process.platform !== "linux")(
  "a disk that is full when the checksum is written has nothing left of the copy",
  async () => {
    const file = await database("a");
    symlinkSync("/dev/full", `${file}.copy.sha256`);
    await expect(backUp(file, `${file}.copy`)).rejects.toMatchObject({ code: "full" });
    expect(besides(file).filter((name) => name.includes("copy"))).toEqual([]);
  },
);

test("of a database into which a move was not finished there is no copy", async () => {
  const file = await database("a");
  const db = connect(file);
  putMark(db, { what: "half", move: "m", where: "elsewhere", at: NOON });
  db.close();
  await expect(backUp(file, `${file}.copy`)).rejects.toMatchObject({ code: "half" });
  expect(besides(file).filter((name) => name.includes("copy"))).toEqual([]);
});

test("a restore puts the copy in the place, and keeps what was there with its log", async () => {
  const file = await database("old");
  const copy = `${file}.copy`;
  await backUp(file, copy);
  const store = openFile({ file, serve: true });
  await store.commit([add("since")]);
  await store.close();
  expect(await restore(copy, file)).toEqual([
    `${file} is ${copy} now: 0 requests.`,
    `What was there is kept as ${file}.replaced-${STAMP}.`,
  ]);
  expect(await settingsIn(file)).toEqual(["old"]);
  expect(await settingsIn(`${file}.replaced-${STAMP}`)).toEqual(["old", "since"]);
});

test("a restore into an empty place needs no database there", async () => {
  const copy = `${await database("old")}.copy`;
  await backUp(copy.slice(0, -".copy".length), copy);
  // As a copy from elsewhere may be.
  chmodSync(copy, 0o644);
  const file = join(dirname(copy), "new", "njia.db");
  expect(await restore(copy, file)).toEqual([`${file} is ${copy} now: 0 requests.`]);
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await settingsIn(file)).toEqual(["old"]);
  expect(besides(file)).toEqual(["njia.db"]);
});

test("a log that was left behind by a kill is kept with the database it is of, and not with the new one", async () => {
  const file = await database("old");
  const copy = `${file}.copy`;
  await backUp(file, copy);
  const { server, lines } = startServer(file, 7);
  for await (const line of lines) if (line.endsWith(".3")) server.kill("SIGKILL");
  expect(existsSync(`${file}-wal`)).toBe(true);
  await restore(copy, file);
  expect(await settingsIn(file)).toEqual(["old"]);
  expect(await settingsIn(`${file}.replaced-${STAMP}`)).toContain("7.0.0");
});

test("a damaged database gives way, and is kept as it was", async () => {
  const file = await database("old");
  const copy = `${file}.copy`;
  await backUp(file, copy);
  writeFileSync(file, "this was a database once, before the disk went bad");
  writeFileSync(`${file}-wal`, "and this its log");
  await restore(copy, file);
  expect(await settingsIn(file)).toEqual(["old"]);
  const aside = `${file}.replaced-${STAMP}`;
  expect(readFileSync(aside, "utf8")).toMatch(/^this was a database once/);
  expect(readFileSync(`${aside}-wal`, "utf8")).toBe("and this its log");
});

/** What is done to a sound copy of another database, and how a restore refuses it. */
const refusals: readonly [string, (copy: string) => void, RegExp][] = [
  ["cut off", (copy) => truncateSync(copy, 8_192), /is not what it was when .*sha256 was written/],
  [
    "cut off, without its checksum",
    (copy) => {
      rmSync(`${copy}.sha256`);
      truncateSync(copy, 8_192);
    },
    /not a sound Njia database/,
  ],
  ["longer", (copy) => appendFileSync(copy, "x"), /is not what it was/],
  ["half of a database in use", (copy) => writeFileSync(`${copy}-wal`, "x"), /stands beside it/],
  ["gone", (copy) => rmSync(copy), /there is no file/],
  [
    "with a checksum that is none",
    (copy) => writeFileSync(`${copy}.sha256`, "?"),
    /holds no SHA-256/,
  ],
  [
    "of a newer Njia",
    (copy) => {
      rmSync(`${copy}.sha256`);
      const db = new Database(copy);
      db.exec("insert into __drizzle_migrations (hash, created_at) values ('x', 99999999999999)");
      db.close();
    },
    /written by a newer Njia/,
  ],
  [
    "without the person of a draft",
    (copy) => {
      rmSync(`${copy}.sha256`);
      const db = new Database(copy);
      db.pragma("foreign_keys = OFF");
      db.exec("insert into drafts values ('nobody', 's', 0, 0, '', null, null)");
      db.close();
    },
    /not a sound Njia database/,
  ],
  [
    "of something else",
    (copy) => {
      rmSync(copy);
      rmSync(`${copy}.sha256`);
      const db = new Database(copy);
      db.exec("create table recipes (name text)");
      db.close();
    },
    /not a sound Njia database/,
  ],
];

test.each(refusals)(
  "a backup that is %s never takes the place of a database",
  async (_, spoil, words) => {
    const copy = `${await database("other")}.copy`;
    await backUp(copy.slice(0, -".copy".length), copy);
    spoil(copy);
    const file = await database("mine");
    await expect(restore(copy, file)).rejects.toThrow(words);
    expect(await settingsIn(file)).toEqual(["mine"]);
    expect(besides(file)).toEqual(["njia.db"]);
  },
);

test("a backup of another deployment is refused by its keys", async () => {
  const copy = `${await database("other")}.copy`;
  await backUp(copy.slice(0, -".copy".length), copy);
  const file = await database("mine");
  await expect(restore(copy, file, { keys: testKeys(9) })).rejects.toThrow(
    /LOOKUP_KEYS has none of the keys/,
  );
  expect(await settingsIn(file)).toEqual(["mine"]);
  expect(besides(file)).toEqual(["njia.db"]);
});

test("a database does not take its own place", async () => {
  const file = await database("mine");
  await expect(restore(file, file)).rejects.toThrow(/is the database itself/);
  expect(besides(file)).toEqual(["njia.db"]);
});

test("a database that a server or a command has open is not replaced", async () => {
  const file = await database("mine");
  const copy = `${file}.copy`;
  await backUp(file, copy);
  const served = openFile({ file, serve: true });
  await expect(restore(copy, file)).rejects.toThrow(/another Njia server runs/);
  await served.close();
  // As `njia work` has it.
  const sender = openFile({ file, serve: false });
  onTestFinished(() => sender.close());
  await expect(restore(copy, file)).rejects.toThrow(/stop njia work and every command/);
  await sender.commit([add("still mine")]);
  expect(await sender.read(allSettings, {})).toContainEqual({ name: "still mine", value: "" });
});

test("what waited to be sent is in doubt after a restore, and waits on where the server has not run since", async () => {
  const file = await database();
  const store = openFile({ file, serve: true });
  const message = { class: "update" as const, template: "report/received", person: null };
  for (const [id, to] of [
    ["m1", PHONE],
    ["m2", OTHER],
  ] as const) {
    const whole = { ...message, id, to, request: null, text: "Ref 4821 0372.", at: NOON };
    await store.commit([queueMessage(testVault(), whole, RULES.quiet)]);
  }
  await store.close();
  const copy = `${file}.copy`;
  await backUp(file, copy);
  const states = () => {
    const db = new Database(file, { readonly: true });
    const all = db.prepare("select distinct state from messages").pluck().all();
    db.close();
    return all;
  };
  const lines = await restore(copy, file);
  expect(lines.at(-1)).toMatch(/^2 messages waited .* they are in doubt, and staff settle them\.$/);
  expect(states()).toEqual(["ambiguous"]);
  rmSync(`${file}.replaced-${STAMP}`);
  expect(await restore(copy, file, { asIs: true })).toHaveLength(2);
  expect(states()).toEqual(["pending"]);
});
