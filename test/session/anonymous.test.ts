import { expect, test } from "vitest";
import { purgeTallies } from "../../src/requests/tallies.ts";
import { loadSession } from "../../src/session/record.ts";
import { openPurge } from "../../src/session/purge.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { stateOf } from "../properties/citizens.ts";
import { testVault } from "../store/vault.ts";
import type { World } from "../world.ts";
import { Call, testWorld } from "./call.ts";

const DAY = 86_400_000;
/** From the dial, in English, to the check screen: badly served, asked for money, waiting. */
const ANSWERS = ["2", "6", "1", "1", "4", "2", "1"];

const selectTallies = statement("test.tallies", (q, t, _given: Given<object>) =>
  q.select().from(t.tallies),
);

async function talliesOf(world: World) {
  const rows = await world.store().read(selectTallies, {});
  return Object.fromEntries(
    rows.map(({ service, month, question, answer, count }) => [
      `${service} ${month} ${question} ${answer}`,
      count,
    ]),
  );
}

async function purged(world: World): Promise<void> {
  const clock = () => world.time.now;
  await openPurge({ store: world.store(), clock, monotonic: clock })();
}

test("answers are counted apart, by the month of the channel's clocks, and nothing else is left", async () => {
  // The last hour of November in Nairobi.
  const world = await testWorld({ start: Date.parse("2026-11-30T23:10:00+03:00") });
  const call = await new Call(world).dial();
  expect(await call.type(...ANSWERS)).toContain("3 answers, no name.");
  // To be changed by their names alone: what is shown stays in the replies of the session.
  expect(await call.type("2")).toContain("1. How served\n2. Extra money\n3. What to fix\n");
  await call.type("0");
  expect(await talliesOf(world)).toEqual({});
  const done = await call.type("1");
  expect(done).toMatch(/^END Thank you, your answers are counted/);
  // What no test may hide: a reference, in whatever form.
  expect(done).not.toMatch(/\d{4} \d{4}/);
  world.time.now += 3_600_000;
  const other = await new Call(world, { phone: "+254711000002" }).dial();
  await other.type("2", "6", "1", "1", "4", "1", "2", "1");
  expect(await talliesOf(world)).toEqual({
    "feedback 2026-11 served bad": 1,
    "feedback 2026-11 extra_money yes": 1,
    "feedback 2026-11 fix_first waiting": 1,
    "feedback 2026-12 served bad": 1,
    "feedback 2026-12 extra_money no": 1,
    "feedback 2026-12 fix_first staff": 1,
  });
  expect(await world.sms()).toEqual([]);
  expect((await stateOf(world, call.callback.phone))?.drafts).toEqual([]);
});

test("a repeated hop, and one that comes twice at once, counts once", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  await call.type(...ANSWERS);
  const { text } = call.callback;
  const replies = await Promise.all([
    call.send({ text: `${text}*1` }),
    call.send({ text: `${text}*1` }),
  ]);
  expect(new Set(replies).size).toBe(1);
  expect(await call.send({ text: `${text}*1` })).toBe(replies[0]);
  await call.send({ text: `${text}*1*1` });
  expect(Object.values(await talliesOf(world))).toEqual([1, 1, 1]);
});

test("who hangs up or does not agree leaves nothing, and begins anew at the next dial", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  await call.type("2", "6", "1", "2");
  const cut = await new Call(world).dial();
  await cut.type("6", "1", "1", "4", "2");
  const again = await new Call(world).dial();
  expect(await again.type("6", "1")).toContain("3 free questions.");
  expect(await talliesOf(world)).toEqual({});
  expect((await stateOf(world, call.callback.phone))?.drafts).toEqual([]);
});

test("nobody whose answers are kept nowhere is told that they are saved", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  await call.type("2", "6", "1", "1", "4");
  expect(await call.type("x", "y", "z")).toMatch(/^CON Sorry, we could not read your answer\.\n/);
  const other = await new Call(world, { phone: "+254711000002" }).dial();
  await other.type("2", "6", "1", "1", "4");
  world.time.now += 600_000;
  expect(await other.type("2")).toBe("END This call is over. To start again dial *384*99#.");
  const stuck = await new Call(world).dial();
  await stuck.type("6", "1", "1", "4", "x", "y", "z");
  expect(await stuck.type("2")).toMatch(/^END Free help: /);
});

test("a sealed session forgets the answers with its last screen", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  await call.type(...ANSWERS);
  const id = `africastalking:${call.callback.session}`;
  const before = await loadSession(world.store(), testVault(), id);
  expect(before?.state.snapshot.answers).toMatchObject({ served: "bad", extra_money: "yes" });
  await call.type("1");
  const after = await loadSession(world.store(), testVault(), id);
  const forgotten = { answers: {}, back: [], intent: null, changing: null, ended: true };
  expect(after?.state.snapshot).toMatchObject(forgotten);
  expect(JSON.stringify(after?.state)).not.toMatch(/served|extra_money|waiting/);
});

test("after a call and the purge of its session no row holds both a person and an answer", async () => {
  const world = await testWorld();
  const before = await world.dump();
  const call = await new Call(world).dial();
  await call.type(...ANSWERS, "1");
  world.time.now += DAY + 600_000;
  await purged(world);
  const changed = [...(await world.dump())].filter(
    ([name, rows]) => JSON.stringify(rows) !== JSON.stringify(before.get(name)),
  );
  const names = changed.map(([name]) => name).sort();
  expect(names).toEqual(["bindings", "people", "tallies"]);
  const tallies = changed.find(([name]) => name === "tallies")?.[1] as object[]; // it is there
  // No column for anybody, nor for any instant of the call.
  for (const row of tallies) {
    expect(Object.keys(row).sort()).toEqual(
      ["answer", "count", "keep_until", "month", "question", "service"].sort(),
    );
  }
  expect(new Set(tallies.map((row) => "keep_until" in row && row.keep_until)).size).toBe(1);
  for (const [name, rows] of changed) {
    if (name === "tallies") continue;
    const text = JSON.stringify(rows);
    for (const word of ["feedback", "waiting", "extra_money"]) expect(text).not.toContain(word);
  }
});

test("counts go when the time of their month is over", async () => {
  const world = await testWorld({ start: Date.parse("2026-11-05T09:00:00+03:00") });
  const call = await new Call(world).dial();
  await call.type(...ANSWERS, "1");
  const end = Date.parse("2026-12-01T00:00:00+03:00") + 2 * 365 * DAY;
  expect(await world.store().commit([purgeTallies(end - 1)])).toMatchObject({ done: false });
  expect(await world.store().commit([purgeTallies(end)])).toEqual({ done: true });
  expect(await talliesOf(world)).toEqual({});
});
