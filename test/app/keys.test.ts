import Database from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { runRehash } from "../../src/cli/rehash.ts";
import type { Key } from "../../src/base/vault.ts";
import { ConfigFault } from "../../src/config.ts";
import { openLog } from "../../src/insight/log.ts";
import { checkKeys } from "../../src/keys.ts";
import { watchKeys } from "../../src/keys-watch.ts";
import { PURGE_EVERY_MS } from "../../src/session/purge.ts";
import { StoreFault } from "../../src/store/fault.ts";
import { openStore } from "../../src/store/open.ts";
import { openLines } from "./edge.ts";
import { dial, openTrial, TRIAL_NAME } from "./trial.ts";
import { fileOf } from "../store/database.ts";

const key = (id: string, byte: number): Key => ({ id, bytes: new Uint8Array(32).fill(byte) });
const [oldVault, newVault, oldLookup, newLookup] = [
  key("v", 1),
  key("v2", 3),
  key("l", 2),
  key("l2", 4),
];

interface Keys {
  vaultKeys: Key[];
  lookupKeys: Key[];
}

/** Starts on the database in `folder` and stops; the faults when it refuses. */
async function startWith(folder: string | undefined, keys: Partial<Keys>) {
  try {
    const trial = await openTrial({ ...(folder === undefined ? {} : { folder }), ...keys });
    await trial.stop();
    return { folder: trial.folder, faults: [] };
  } catch (error) {
    if (error instanceof ConfigFault) return { folder, faults: error.faults };
    throw error;
  }
}

test.each<[string, Partial<Keys>]>([
  ["VAULT_KEYS", { vaultKeys: [newVault] }],
  // The same name with other bytes: a typing error, or the key of another database.
  ["VAULT_KEYS", { vaultKeys: [key("v", 9)] }],
  ["LOOKUP_KEYS", { lookupKeys: [newLookup] }],
  ["LOOKUP_KEYS", { lookupKeys: [key("l", 9)] }],
])(
  "a start with foreign %s is refused by name, and the right ones still fit",
  async (name, keys) => {
    const { folder } = await startWith(undefined, {});
    const { faults } = await startWith(folder, keys);
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name} has none of the keys`))]);
    for (const { bytes } of [...(keys.vaultKeys ?? []), ...(keys.lookupKeys ?? [])]) {
      expect(faults[0]).not.toContain(Buffer.from(bytes).toString("base64"));
    }
    expect((await startWith(folder, {})).faults).toEqual([]);
  },
);

test("both kinds are told in one run, and nobody is served meanwhile", async () => {
  const { folder } = await startWith(undefined, {});
  const wrong = { vaultKeys: [newVault], lookupKeys: [newLookup] };
  expect((await startWith(folder, wrong)).faults).toEqual([
    expect.stringMatching(/^VAULT_KEYS /),
    expect.stringMatching(/^LOOKUP_KEYS /),
  ]);
});

test("keys are rotated by putting the new one first, and from then on it is the one to have", async () => {
  const first = await openTrial();
  await dial(first.port, "s1");
  await first.stop();
  const both = { vaultKeys: [newVault, oldVault], lookupKeys: [newLookup, oldLookup] };
  const { folder } = first;
  const second = await openTrial({ folder, ...both });
  expect((await dial(second.port, "s1", "1")).body).toContain(TRIAL_NAME);
  await second.stop();
  expect((await startWith(folder, {})).faults).toHaveLength(2);
  expect((await startWith(folder, both)).faults).toEqual([]);
  const only = { vaultKeys: [newVault], lookupKeys: [newLookup] };
  expect((await startWith(folder, only)).faults).toEqual([
    expect.stringMatching(/^LOOKUP_KEYS lacks a key .* rehash/),
  ]);
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  expect(await runRehash({ ...second.config, ...both }, print)).toBe(0);
  expect(printed[0]).toBe('1 phones and 0 requests were put under key "l2".');
  const third = await openTrial({ folder, vaultKeys: both.vaultKeys, lookupKeys: [newLookup] });
  expect((await dial(third.port, "s2")).body).toContain(TRIAL_NAME);
  await third.stop();
  expect(
    (await startWith(folder, { vaultKeys: [newVault], lookupKeys: [oldLookup] })).faults,
  ).toEqual([expect.stringMatching(/^LOOKUP_KEYS has none/)]);
});

test("a server that lacks a key which another process put first says so and wants no callbacks", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  const trial = await openTrial();
  const ready = async () => (await fetch(`${trial.url}/health/ready`)).status;
  const noted = async (keys: Keys) => {
    const store = await openStore({ place: trial.config.database, serve: false, ...keys });
    await checkKeys(store, keys, Date.now);
    await store.close();
    vi.advanceTimersByTime(PURGE_EVERY_MS);
  };
  const alarms = () => trial.lines.of("alarm");
  // Behind the first one a new key changes nothing for those who lack it.
  await noted({ vaultKeys: [oldVault, newVault], lookupKeys: [oldLookup, newLookup] });
  expect(await ready()).toBe(200);
  const alarm = trial.lines.next("alarm");
  await noted({ vaultKeys: [oldVault], lookupKeys: [newLookup, oldLookup] });
  expect(await alarm).toMatchObject({ where: "keys", code: "keys_missing" });
  expect(await ready()).toBe(503);
  // It is said once, and over when it is over.
  vi.advanceTimersByTime(PURGE_EVERY_MS);
  await runRehash({ ...trial.config, lookupKeys: [oldLookup, newLookup] }, () => {});
  const readyThen = () => {
    vi.advanceTimersByTime(PURGE_EVERY_MS);
    return ready();
  };
  await expect.poll(readyThen, { timeout: 30_000 }).toBe(200);
  expect(alarms()).toHaveLength(1);
  const { bytes } = newLookup;
  expect(trial.lines.text()).not.toContain(Buffer.from(bytes).toString("base64"));
});

test("a database that is away says nothing of the keys", async () => {
  const lines = openLines();
  const store = { read: () => Promise.reject(new StoreFault("unreachable")) };
  const keys = { vaultKeys: [oldVault], lookupKeys: [oldLookup] };
  const watch = watchKeys(store, keys, openLog("info", lines.sink));
  watch.look();
  await watch.close();
  expect(watch.has()).toBe(true);
  expect(lines.all()).toMatchObject([{ event: "fault", where: "keys", errorCode: "unreachable" }]);
});

test("while something cannot be put under the new key the old one is needed", async () => {
  const first = await openTrial();
  await dial(first.port, "s1");
  await first.stop();
  const lookupKeys = [newLookup, oldLookup];
  const { folder } = first;
  // Under these keys the number in the binding does not open.
  const db = new Database(fileOf(first.config.database));
  db.prepare("update bindings set phone = ?").run(Buffer.from("x"));
  db.close();
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  expect(await runRehash({ ...first.config, lookupKeys }, print)).toBe(1);
  expect(printed[1]).toContain("keep every key");
  expect((await startWith(folder, { lookupKeys: [newLookup] })).faults).toHaveLength(1);
  expect((await startWith(folder, { lookupKeys })).faults).toEqual([]);
});
