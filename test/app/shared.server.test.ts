/** Nodes on one server: what each does of what all have to do, and the keys they share. */
import { expect, test, vi } from "vitest";
import type { Key } from "../../src/base/vault.ts";
import { BEAT_EVERY_MS } from "../../src/store/roster.ts";
import { testDatabase } from "../store/database.ts";
import { dial, openTrial, TRIAL_NAME, trialFolder } from "./trial.ts";

const HOUR_MS = 3_600_000;

const key = (id: string, byte: number): Key => ({ id, bytes: new Uint8Array(32).fill(byte) });

const SLOWLY = { timeout: 30_000 };

/** Asks after one more beat of every node. */
function beaten<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  return () => {
    vi.advanceTimersByTime(BEAT_EVERY_MS);
    return ask();
  };
}

test("a node whose clock leapt ahead leaves to the others what it does not do by that clock", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  const { place: database, ready, raw } = testDatabase();
  await ready;
  const folder = trialFolder();
  const one = await openTrial({ folder, database });
  let lead = 0;
  const other = await openTrial({ folder, database, clock: () => Date.now() + lead });
  const beats = () => raw<{ beat: number }>("select beat from workers where kind = 'server'");
  // Both have heard of each other once each has beaten twice while both were there.
  await expect.poll(beaten(beats), SLOWLY).toHaveLength(2);
  const heard = Math.max(...(await beats()).map(({ beat }) => beat)) + 2;
  const bothHeard = async () => (await beats()).every(({ beat }) => beat >= heard);
  await expect.poll(beaten(bothHeard), SLOWLY).toBe(true);

  lead = 2 * HOUR_MS;
  // Whoever has the first of two shares purges the one, and the other one the other.
  await raw("insert into idempotency values ('s', 'k', 'f', 200, '', 1)");
  await raw("insert into tallies values ('s', 'm', 'q', 'a', 1, 1)");
  const left = () => raw("select 1 from idempotency union all select 1 from tallies");
  await expect.poll(beaten(left), SLOWLY).toEqual([]);
  // Answers that are owed it goes on to ask for.
  const asking = await raw<{ kind: string }>("select kind from workers order by kind");
  expect(asking.map(({ kind }) => kind).filter((kind) => kind !== "events")).toEqual([
    "owed",
    "owed",
    "server",
  ]);

  // Set right, it is there again.
  lead = 0;
  await expect.poll(beaten(beats), SLOWLY).toHaveLength(2);
  await Promise.all([one.stop(), other.stop()]);
});

test("between the two steps of a change of keys a call goes on at any node, and who dials at both is one", async () => {
  const vaultKeys = [key("v", 1), key("v2", 3)];
  const lookupKeys = [key("l", 2), key("l2", 4)];
  const { place: database, ready, raw } = testDatabase();
  await ready;
  const folder = trialFolder();
  const behind = await openTrial({ folder, database, vaultKeys, lookupKeys });
  const first = { vaultKeys: vaultKeys.toReversed(), lookupKeys: lookupKeys.toReversed() };
  const ahead = await openTrial({ folder, database, ...first });
  expect((await dial(ahead.port, "s1")).body).toMatch(/^CON /);
  expect((await dial(behind.port, "s1", "1")).body).toContain(TRIAL_NAME);
  expect((await dial(behind.port, "s2")).body).toContain(TRIAL_NAME);
  expect((await dial(ahead.port, "s2", "9")).body).toMatch(/^CON /);
  expect(await raw("select person from bindings")).toHaveLength(1);
  await Promise.all([behind.stop(), ahead.stop()]);
});

test("a node that lacks a key which another one put first leaves all its shares to that one", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  const { place: database, ready, raw } = testDatabase();
  await ready;
  const folder = trialFolder();
  const working = async () => {
    const rows = await raw<{ id: string }>(
      "select id from workers where kind in ('server', 'owed')",
    );
    return rows.map(({ id }) => id);
  };
  const lacking = await openTrial({ folder, database, vaultKeys: [key("v", 1)] });
  await expect.poll(beaten(working), SLOWLY).toHaveLength(2);
  const [own] = await working();
  const other = await openTrial({ folder, database, vaultKeys: [key("v2", 3), key("v", 1)] });
  const others = async () => (await working()).filter((id) => id !== own);
  await expect.poll(beaten(others), SLOWLY).toHaveLength(2);
  await expect.poll(beaten(working), SLOWLY).toHaveLength(2);
  await Promise.all([lacking.stop(), other.stop()]);
});
