/** A backup of a PostgreSQL database while nodes write to it, and one put into an empty database. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { runBackup, runRestore } from "../../src/cli/backup.ts";
import { checkKeys } from "../../src/keys.ts";
import { queueMessage } from "../../src/messages/outbox.ts";
import type { Place, ServerPlace } from "../../src/store/place.ts";
import { NOON, PHONE, RULES } from "../messages/post.ts";
import { testDatabase } from "../store/database.ts";
import { fileWith, killedAt, moveRows, noFile, sampleRows, serving } from "../store/moving.ts";
import { add, allSettings, openBeside } from "../store/open.ts";
import { testKeys, testVault } from "../store/vault.ts";

const clock = () => NOON;

async function emptyServer() {
  const { place, ready, raw } = testDatabase();
  await ready;
  return { place: place as ServerPlace, raw }; // of this project
}

async function backUp(place: Place, to = noFile()): Promise<string> {
  await runBackup({ place, to }, { clock, print: () => {} });
  return to;
}

async function restore(
  from: string,
  database: Place,
  over: { asIs?: boolean; again?: boolean; keys?: ReturnType<typeof testKeys> } = {},
) {
  const { asIs = false, again = false, keys = testKeys() } = over;
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  await runRestore({ from, asIs, again }, { database, ...keys }, { clock, print });
  return lines;
}

async function settingsIn(place: Place): Promise<string[]> {
  const store = await openBeside(place);
  const rows = await store.read(allSettings, {});
  await store.close();
  return rows.map(({ name }) => name).filter((name) => !name.startsWith("keys."));
}

/** A database with the settings named, the keys noted and a message that waits. */
async function deployment(...names: string[]) {
  const server = await emptyServer();
  const store = await openBeside(server.place);
  await checkKeys(store, testKeys(), clock);
  await store.commit(names.map((name) => add(name)));
  const message = { class: "update" as const, template: "report/received", person: null };
  const whole = {
    ...message,
    id: "m1",
    to: PHONE,
    request: null,
    text: "Ref 4821 0372.",
    at: NOON,
  };
  await store.commit([queueMessage(testVault(), whole, RULES.quiet)]);
  await store.close();
  return server;
}

test("a backup made while a node writes has all that was acknowledged before, and no half of a commit", async () => {
  const { place } = await deployment("first");
  const node = await openBeside(place, true);
  let writing = true;
  let acknowledged = 0;
  const citizens = [0, 1, 2, 3].map(async (who) => {
    for (let dial = 0; writing; dial += 1) {
      await node.commit([add(`${who}.${dial}.a`), add(`${who}.${dial}.b`)]);
      acknowledged += 1;
    }
  });
  while (acknowledged < 100) await node.read(allSettings, {});
  const before = (await node.read(allSettings, {})).map(({ name }) => name);
  const copy = await backUp(place);
  writing = false;
  await Promise.all(citizens);
  await node.close();
  const there = await emptyServer();
  expect(await restore(copy, there.place)).toEqual([
    `postgres://njia@${new URL(there.place.url).host}${new URL(there.place.url).pathname} is ${copy} now: 0 requests.`,
    expect.stringMatching(/^1 messages waited .* they are in doubt/),
  ]);
  const kept = await settingsIn(there.place);
  expect(before.filter((name) => !name.startsWith("keys.") && !kept.includes(name))).toEqual([]);
  for (const name of kept) {
    const [who, dial, half] = name.split(".");
    if (half === "a") expect(kept).toContain(`${who}.${dial}.b`);
    if (half === "a" && dial !== "0") expect(kept).toContain(`${who}.${Number(dial) - 1}.a`);
  }
  expect(await there.raw("select state, reason from messages")).toEqual([
    { state: "ambiguous", reason: "restored" },
  ]);
  expect(readdirSync(dirname(copy))).toEqual(["njia.db", "njia.db.sha256"]);
});

test("a backup of a server is a file that serves on its own, and that of a file goes into a server", async () => {
  const { place } = await deployment("mine");
  const copy = await backUp(place);
  expect(readFileSync(`${copy}.sha256`, "utf8")).toMatch(/^[0-9a-f]{64} {2}njia\.db\n$/);
  const file = { file: join(dirname(copy), "new", "njia.db") };
  await restore(copy, file, { asIs: true });
  expect(await settingsIn(file)).toEqual(["mine"]);
  const there = await emptyServer();
  await restore(await backUp(file), there.place, { asIs: true });
  expect(await settingsIn(there.place)).toEqual(["mine"]);
  expect(await there.raw("select state from messages")).toEqual([{ state: "pending" }]);
});

test("a database that is in use, holds something or is of other keys is not restored into", async () => {
  const copy = await backUp((await deployment("mine")).place);
  const { place } = await emptyServer();
  await expect(restore(copy, place, { keys: testKeys(9) })).rejects.toThrow(/LOOKUP_KEYS has none/);
  const node = await openBeside(place);
  await node.read(allSettings, {});
  await expect(restore(copy, place)).rejects.toThrow(/Njia is connected to/);
  await node.close();
  expect(await settingsIn(place)).toEqual([]);
  const other = await deployment("theirs");
  await expect(restore(copy, other.place, { again: true })).rejects.toThrow(
    /holds a deployment already/,
  );
  expect(await settingsIn(other.place)).toEqual(["theirs"]);
  expect(existsSync(`${copy}.restoring`)).toBe(false);
});

test("a half is neither backed up nor served; what a place held that was moved can be had back", async () => {
  const old = await fileWith(sampleRows(1));
  const { place, raw } = await emptyServer();
  await killedAt(old, place, "copied");
  await expect(backUp(place)).rejects.toMatchObject({ code: "half" });
  const copy = await backUp((await deployment("mine")).place);
  await expect(restore(copy, place)).rejects.toMatchObject({ code: "half" });
  const connected =
    "select 1 from pg_stat_activity where application_name like 'njia%' and datname = current_database()";
  while ((await raw(connected)).length > 0);
  await restore(copy, place, { again: true });
  expect(await settingsIn(place)).toEqual(["mine"]);

  const next = { file: noFile() };
  await moveRows(place, next);
  const last = await backUp(place);
  const back = { file: noFile() };
  await restore(last, back);
  expect([await serving(place), await serving(back)]).toEqual(["moved", "open"]);
  expect(await settingsIn(back)).toEqual(["mine"]);
});
