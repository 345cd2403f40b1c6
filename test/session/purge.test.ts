import { expect, test } from "vitest";
import { openPurge } from "../../src/session/purge.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { stateOf } from "../properties/citizens.ts";
import type { World } from "../world.ts";
import { Call, testWorld } from "./call.ts";

const sessions = statement("test.sessions", (q, t, _given: Given<object>) =>
  q.select({ id: t.sessions.id }).from(t.sessions),
);
const draftRows = statement("test.drafts", (q, t, _given: Given<object>) =>
  q.select({ service: t.drafts.service }).from(t.drafts),
);
const count = async (world: World) => (await world.store().read(sessions, {})).length;

const DAY = 86_400_000;

/** The rounds of a process whose clock is right; `passed` is what a leap of the clock leaves out. */
function purgeOf(world: World, passed = () => world.time.now) {
  return openPurge({ store: world.store(), clock: () => world.time.now, monotonic: passed });
}

test("what ran out goes a day later, what is under way stays, and a draft outlives its session", async () => {
  const world = await testWorld();
  const purge = purgeOf(world);
  const phone = "+254711000009";
  const old = await new Call(world, { phone }).dial();
  await old.type("2", "3", "2", "1", "1", "1");
  world.time.now += DAY;
  await (await new Call(world).dial()).type("2");
  expect(await count(world)).toBe(2);
  world.time.now += 10 * 60_000 - 1;
  await purge();
  expect(await count(world)).toBe(2);
  world.time.now += 1;
  await purge();
  expect(await count(world)).toBe(1);
  expect((await stateOf(world, phone))?.drafts).toMatchObject([{ service: "report" }]);
  world.time.now += 8 * DAY;
  await purge();
  expect(await count(world)).toBe(0);
  expect((await stateOf(world, phone))?.drafts).toEqual([]);
});

test("a citizen is known for a year from the last call, and is then asked for the language again", async () => {
  const world = await testWorld();
  const purge = purgeOf(world);
  const asks = /Chagua lugha/;
  const dialled = async () => new Call(world).send();
  expect(await dialled()).toMatch(asks);
  await (await new Call(world).dial()).type("2");
  for (const days of [300, 364]) {
    world.time.now += days * DAY;
    await purge();
    expect(await dialled()).not.toMatch(asks);
  }
  world.time.now += 365 * DAY;
  await purge();
  expect(await dialled()).toMatch(asks);
});

test("a callback that comes hours late is told that its session has expired, and dials nothing", async () => {
  const world = await testWorld();
  const purge = purgeOf(world);
  const late = await new Call(world).dial();
  await late.type("2", "3");
  world.time.now += 20 * 3_600_000;
  expect(await purge()).toBe("purged");
  expect(await late.type("1")).toMatch(/^END /);
  expect(await count(world)).toBe(1);
});

test("a purge goes on until nothing is left, however much there is", async () => {
  const world = await testWorld();
  const purge = purgeOf(world);
  // A bite takes 500.
  await Promise.all(Array.from({ length: 510 }, () => new Call(world).dial()));
  expect(await count(world)).toBe(510);
  world.time.now += DAY + 3_600_000;
  await purge();
  expect(await count(world)).toBe(0);
});

/** A citizen with a draft, and rounds on a clock that can be set apart from the time that passes. */
async function openLeap() {
  const world = await testWorld();
  const phone = "+254711000009";
  await (await new Call(world, { phone }).dial()).type("2", "3", "2", "1", "1", "1");
  const time = { passed: 0 };
  const purge = purgeOf(world, () => time.passed);
  const drafts = () => world.store().read(draftRows, {});
  const pass = (ms: number) => {
    time.passed += ms;
    world.time.now += ms;
  };
  return { world, phone, purge, drafts, pass };
}

test("a clock that leaps ahead deletes nothing, and set back it was never wrong", async () => {
  const { world, phone, purge, drafts, pass } = await openLeap();
  pass(60_000);
  expect(await purge()).toBe("purged");
  pass(60_000);
  world.time.now += 40 * DAY;
  expect(await purge()).toBe("clock_leapt");
  pass(60_000);
  expect(await purge()).toBe("clock_doubted");
  expect(await drafts()).toHaveLength(1);
  world.time.now -= 40 * DAY;
  expect(await purge()).toBe("purged");
  expect((await stateOf(world, phone))?.drafts).toMatchObject([{ service: "report" }]);
  world.time.now += 40 * DAY;
  expect(await purge()).toBe("clock_leapt");
});

test("a clock that stays ahead for a day is believed, and a small step at once", async () => {
  const { world, purge, drafts, pass } = await openLeap();
  world.time.now += 3_600_000;
  expect(await purge()).toBe("purged");
  world.time.now += 40 * DAY;
  expect(await purge()).toBe("clock_leapt");
  pass(DAY - 1);
  expect(await purge()).toBe("clock_doubted");
  expect(await drafts()).toHaveLength(1);
  pass(1);
  expect(await purge()).toBe("purged");
  expect(await drafts()).toEqual([]);
});
