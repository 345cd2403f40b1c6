/** A deployment that is moved in the midst of its dialogues: citizens, officers and senders see nothing of it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { parseJourney, showFault, writeJourney } from "../../src/cli/journey.ts";
import { freeClaims, sweep } from "../../src/messages/sweep.ts";
import type { Place } from "../../src/store/place.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { deadlinesOf, officerMoves, statusOf } from "../life/office.ts";
import { Call, referenceIn, REPORT, testWorld } from "../session/call.ts";
import { moveRows, noFile } from "../store/moving.ts";
import type { World } from "../world.ts";
import { play } from "./play.ts";

const DAY = 86_400_000;

/** From the server to a file, and from there back to the same server. */
function mover() {
  let server: Place | null = null;
  return (world: World) =>
    world.restart(async (from) => {
      const to = "url" in from ? { file: noFile() } : server;
      if (to === null) throw new Error("it never was on a server");
      if ("url" in from) server = from;
      await moveRows(from, to, { again: true });
      return to;
    });
}

test("a journey has the same screens when all is moved at every fifth turn, to a file and back", async () => {
  const path = fileURLToPath(new URL("drop-continue.journey", import.meta.url));
  const text = readFileSync(path, "utf8");
  const parsed = parseJourney(text, path);
  if ("faults" in parsed) throw new Error(parsed.faults.map(showFault).join("\n"));
  const move = mover();
  const places: string[] = [];
  let turns = 0;
  const between = async (world: World) => {
    if (++turns % 5 !== 0) return;
    await move(world);
    places.push(Object.keys(world.place)[0] ?? "");
  };
  const played = await play(parsed.journey, { gateway: "sandbox", restarts: false, between });
  expect(writeJourney(played)).toBe(text);
  expect(new Set(places)).toEqual(new Set(["file", "url"]));
});

const states = statement("test.states", (q, t, given: Given<{ template: string }>) =>
  q
    .select({ id: t.messages.id, state: t.messages.state, reason: t.messages.reason })
    .from(t.messages)
    .where(eq(t.messages.template, given.template))
    .orderBy(t.messages.created_at, t.messages.id),
);

test("what waits is sent once, a request keeps its deadline, and a callback that comes again has its reply", async () => {
  const world = await testWorld();
  const move = mover();
  const call = await new Call(world).dial();
  const sent = await call.type(...REPORT, "1");
  const ref = referenceIn(sent);
  await move(world);
  // The same callback again, as gateways send it when they saw no answer.
  expect(await call.send()).toBe(sent);
  expect((await world.sms()).map(({ text }) => text.includes(ref))).toEqual([true]);
  await officerMoves(world, ref, "assigned");
  await move(world);
  expect(await world.sms()).toHaveLength(1);
  await officerMoves(world, ref, "resolved");
  await move(world);
  world.time.now += 9 * DAY;
  expect(await deadlinesOf(world)).toBe(1);
  expect(await statusOf(world, ref)).toBe("closed");
  await move(world);
  expect(await deadlinesOf(world)).toBe(0);
  expect(await statusOf(world, ref)).toBe("closed");
});

/** What a sender does every five seconds. */
async function sweepOf(world: World): Promise<void> {
  const [store, at] = [world.store(), world.time.now];
  for (const writes of await freeClaims(store, at, "Africa/Nairobi")) await store.commit(writes);
  await store.commit(await sweep(store, { at, since: 0, believed: true }));
}

test("what a killed sender left is in the new place what it would have been in the old one", async () => {
  const world = await testWorld();
  const move = mover();
  const phones = ["+254711000001", "+254711000002"];
  for (const phone of phones) await (await new Call(world, { phone }).dial()).type(...REPORT, "1");
  const all = () => world.store().read(states, { template: "report/received" });
  const [first, second] = await all();
  const lease = world.time.now + 20_000;
  const leave = (state: string, id = "") =>
    world.raw(
      "update messages set state = ?, lease_until = ?, fence = 1 where id = ?",
      state,
      lease,
      id,
    );
  await leave("sending", first?.id);
  await leave("claimed", second?.id);
  await move(world);
  expect((await all()).map(({ state }) => state)).toEqual(["sending", "claimed"]);
  world.time.now += 120_000;
  await sweepOf(world);
  expect(await world.sms()).toHaveLength(1);
  expect((await all()).map(({ state }) => state)).toEqual(["ambiguous", "accepted"]);
  await move(world);
  await sweepOf(world);
  expect(await world.sms()).toEqual([]);
  expect((await all()).map(({ state }) => state)).toEqual(["ambiguous", "accepted"]);
});
