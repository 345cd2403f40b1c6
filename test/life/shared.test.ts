/** Nodes that share what the clock does: each has its part, together they have all of it, and nobody is in the way. */
import { expect, test } from "vitest";
import { actOnDeadlines } from "../../src/session/deadlines.ts";
import { openPurge } from "../../src/session/purge.ts";
import { openReleasesOnce } from "../once.ts";
import type { Store } from "../../src/store/store.ts";
import { Call, REPORT, testWorld } from "../session/call.ts";
import { testVault } from "../store/vault.ts";

const DAY = 86_400_000;
const REQUESTS = 12;
const SHARES = [0, 1, 2].map((at) => ({ at, of: 3 }));

/** Counts what came to nothing because somebody else was first. */
function watched(store: Store): { store: Store; inVain: () => number } {
  let inVain = 0;
  const commit: Store["commit"] = async (writes) => {
    const committed = await store.commit(writes);
    if (!committed.done && committed.why === "conflict") inVain++;
    return committed;
  };
  return { store: { ...store, commit }, inVain: () => inVain };
}

async function worldOfLate() {
  const world = await testWorld();
  for (let phone = 0; phone < REQUESTS; phone++) {
    const call = await new Call(world, { phone: `+2547110001${10 + phone}` }).dial();
    await call.type(...REPORT, "1");
  }
  world.time.now += 9 * DAY;
  const { store, inVain } = watched(world.store());
  const releases = await openReleasesOnce(store, () => world.time.now);
  const onFault = (error: unknown) => {
    throw error;
  };
  const needs = { store, vault: testVault(), releases, onFault };
  return { world, needs, inVain };
}

test("deadlines: each is acted on once, at its own node", async () => {
  const { world, needs, inVain } = await worldOfLate();
  const { now } = world.time;
  const acts = SHARES.map((share) => actOnDeadlines({ ...needs, share }, now));
  const acted = await Promise.all(acts);
  expect(acted.reduce((sum, each) => sum + each)).toBe(REQUESTS);
  expect(inVain()).toBe(0);
  expect(await actOnDeadlines(needs, now)).toBe(0);
});

test("purges: each kind is one node's, and together they have all", async () => {
  const { world, needs } = await worldOfLate();
  world.time.now += 3_000 * DAY;
  const { store } = needs;
  const tables = ["sessions", "requests", "messages"];
  const left = async () => {
    const all = await world.dump();
    return tables.filter((table) => (all.get(table) ?? []).length > 0);
  };
  const purge = (share: { at: number; of: number }) => {
    const clock = () => world.time.now;
    return openPurge({ store, share: () => share, clock, monotonic: clock })();
  };
  expect(await left()).toEqual(tables);
  await purge({ at: 0, of: 3 });
  expect((await left()).length).toBeLessThan(tables.length);
  expect(await left()).not.toEqual([]);
  await Promise.all([1, 2].map((at) => purge({ at, of: 3 })));
  expect(await left()).toEqual([]);
});
