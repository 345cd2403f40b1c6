import { expect, test } from "vitest";
import { purge } from "../../src/session/purge.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { stateOf } from "../properties/citizens.ts";
import type { World } from "../world.ts";
import { Call, testWorld } from "./call.ts";

const sessions = statement("test.sessions", (q, t, _given: Given<object>) =>
  q.select({ id: t.sessions.id }).from(t.sessions),
);
const hops = statement("test.hops", (q, t, _given: Given<object>) =>
  q.select({ session: t.hops.session }).from(t.hops),
);
const count = async (world: World) => ({
  sessions: (await world.store().read(sessions, {})).length,
  hops: (await world.store().read(hops, {})).length,
});

test("what ran out goes, what is under way stays, and a draft outlives its session", async () => {
  const world = await testWorld();
  const phone = "+254711000009";
  const old = await new Call(world, { phone }).dial();
  await old.type("2", "3", "1", "1", "1");
  world.time.now += 5 * 60_000;
  await (await new Call(world).dial()).type("2");
  expect(await count(world)).toEqual({ sessions: 2, hops: 8 });
  await purge(world.store(), () => world.time.now);
  expect(await count(world)).toEqual({ sessions: 2, hops: 8 });
  world.time.now += 5 * 60_000;
  await purge(world.store(), () => world.time.now);
  expect(await count(world)).toEqual({ sessions: 1, hops: 2 });
  expect((await stateOf(world, phone))?.drafts).toMatchObject([{ service: "report" }]);
  world.time.now += 8 * 86_400_000;
  await purge(world.store(), () => world.time.now);
  expect(await count(world)).toEqual({ sessions: 0, hops: 0 });
  expect((await stateOf(world, phone))?.drafts).toEqual([]);
});

test("a purge goes on until nothing is left, however much there is", async () => {
  const world = await testWorld();
  const calls = Array.from({ length: 60 }, () => new Call(world));
  await Promise.all(
    calls.map(async (call) => {
      await call.dial();
      await call.type("2", ...Array<string>(11).fill("00"));
    }),
  );
  expect(await count(world)).toEqual({ sessions: 60, hops: 780 });
  world.time.now += 3_600_000;
  await purge(world.store(), () => world.time.now);
  expect(await count(world)).toEqual({ sessions: 0, hops: 0 });
});
