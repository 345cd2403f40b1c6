/** Nodes on one server: what each does of what all have to do, and the keys they share. */
import { expect, test, vi } from "vitest";
import type { Key } from "../../src/base/vault.ts";
import { BEAT_EVERY_MS } from "../../src/store/roster.ts";
import { testDatabase } from "../store/database.ts";
import { dial, openTrial, TRIAL_NAME, trialFolder } from "./trial.ts";

const HOUR_MS = 3_600_000;

test("a node whose clock leapt ahead leaves to the others what it does not do by that clock", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  const { place: database, ready, raw } = testDatabase();
  await ready;
  const folder = trialFolder();
  const one = await openTrial({ folder, database });
  let lead = 0;
  const other = await openTrial({ folder, database, clock: () => Date.now() + lead });
  const beats = () => raw<{ beat: number }>("select beat from workers where kind = 'server'");
  /** Beats until something is so. */
  const until = async (is: () => Promise<boolean>) => {
    const beaten = () => {
      vi.advanceTimersByTime(BEAT_EVERY_MS);
      return is();
    };
    await expect.poll(beaten, { timeout: 30_000 }).toBe(true);
  };
  // Both have heard of each other once each has beaten twice while both were there.
  await until(async () => (await beats()).length === 2);
  const heard = Math.max(...(await beats()).map(({ beat }) => beat)) + 2;
  await until(async () => (await beats()).every(({ beat }) => beat >= heard));

  lead = 2 * HOUR_MS;
  // Whoever has the first of two shares purges the one, and the other one the other.
  await raw("insert into idempotency values ('s', 'k', 'f', 200, '', 1)");
  await raw("insert into tallies values ('s', 'm', 'q', 'a', 1, 1)");
  const left = () => raw("select 1 from idempotency union all select 1 from tallies");
  await until(async () => (await left()).length === 0);

  // Set right, it is there again.
  lead = 0;
  await until(async () => (await beats()).length === 2);
  await Promise.all([one.stop(), other.stop()]);
});

test("between the two steps of a change of keys a call goes on at any node, and who dials at both is one", async () => {
  const key = (id: string, byte: number): Key => ({ id, bytes: new Uint8Array(32).fill(byte) });
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
