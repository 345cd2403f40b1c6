/** What is told once in a second, on a clock that the test moves. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openTally, TALLY_MS } from "../../src/insight/tally.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function openTold() {
  const told: [string, number][] = [];
  const tally = openTally<{ why: string; whose: string }>(({ why, whose }, count) =>
    told.push([`${why} ${whose}`, count]),
  );
  const add = (why: string, whose: string) => tally.add({ why, whose });
  return { told, tally, add };
}

test("what is the same is told as a sum, a second after the first of them", () => {
  const { told, add } = openTold();
  add("busy", "dial");
  add("busy", "near");
  vi.advanceTimersByTime(TALLY_MS - 1);
  add("busy", "dial");
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([
    ["busy dial", 2],
    ["busy near", 1],
  ]);
});

test("nothing is told twice, and what comes later is told later", () => {
  const { told, tally, add } = openTold();
  add("often", "dial");
  tally.flush();
  expect(told).toEqual([["often dial", 1]]);
  add("often", "dial");
  vi.advanceTimersByTime(TALLY_MS);
  vi.advanceTimersByTime(2 * TALLY_MS);
  expect(told).toEqual([
    ["often dial", 1],
    ["often dial", 1],
  ]);
});
