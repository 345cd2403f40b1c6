/** Since when whoever comes has waited, on a clock that the test moves and in the turns of the real event loop. */
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { openArrivals } from "../../src/arrivals.ts";
import { monotonic } from "../../src/base/clock.ts";

function openTimed() {
  const time = { now: 1_000 };
  return { time, arrivals: openArrivals(() => time.now) };
}

test("what is read has waited since the turn before, on the average half of it", async () => {
  const { time, arrivals } = openTimed();
  expect(arrivals.read(0, 0)).toEqual({ since: 1_000, likely: 1_000, among: 0 });
  await turn();
  time.now += 300;
  expect(arrivals.read(0, 7)).toEqual({ since: 1_000, likely: 1_150, among: 7 });
  await turn();
  time.now += 10;
  expect(arrivals.read(0, 0)).toMatchObject({ since: 1_300, likely: 1_305 });
});

test("what comes to an idle process has not waited", async () => {
  const { time, arrivals } = openTimed();
  arrivals.read(0, 0);
  for (let n = 0; n < 3; n++) await turn();
  time.now += 300;
  expect(arrivals.read(0, 0)).toMatchObject({ since: 1_300, likely: 1_300 });
});

test("the wait at a door comes before that in the kernel, and is whole", async () => {
  const { time, arrivals } = openTimed();
  arrivals.read(0, 0);
  await turn();
  time.now += 100;
  expect(arrivals.read(400, 0)).toMatchObject({ since: 600, likely: 650 });
});

test("who comes in by a door that had nobody came since the turn before", async () => {
  const { time, arrivals } = openTimed();
  const one = arrivals.door(4);
  const other = arrivals.door(4);
  expect(one()).toBe(0);
  await turn();
  time.now += 50;
  // Nobody came in by this one in the turn before.
  expect(other()).toBe(50);
  await turn();
  time.now += 50;
  // And by this one in both: its last turn without anybody was the first.
  expect(other()).toBe(100);
  expect(one()).toBe(50);
});

test("a door with somebody in every turn says how long, up to those who fill its places", async () => {
  const { time, arrivals } = openTimed();
  const door = arrivals.door(4);
  const waits: number[] = [];
  for (let n = 0; n < 8; n++) {
    waits.push(door());
    await turn();
    time.now += 100;
  }
  expect(waits).toEqual([0, 100, 200, 300, 400, 400, 400, 400]);
  // Nobody for some turns: all is forgotten.
  for (let n = 0; n < 3; n++) await turn();
  expect(door()).toBe(0);
});

test("those who were let in of late are callers", async () => {
  const { arrivals } = openTimed();
  const doors = Array.from({ length: 5 }, () => arrivals.door(4));
  for (const door of doors) door();
  expect(arrivals.read(0, 2).among).toBe(5);
  await turn();
  doors[0]?.();
  expect(arrivals.read(0, 2).among).toBe(5);
  expect(arrivals.read(0, 9).among).toBe(9);
  await turn();
  expect(arrivals.read(0, 0).among).toBe(1);
});

test("on the clock of the process nobody has waited for longer than since the first came", async () => {
  const arrivals = openArrivals(monotonic);
  const door = arrivals.door(16);
  const began = monotonic();
  for (let n = 0; n < 50; n++) {
    const waited = door();
    expect(waited).toBeGreaterThanOrEqual(0);
    expect(waited).toBeLessThanOrEqual(monotonic() - began);
    await turn();
  }
});
