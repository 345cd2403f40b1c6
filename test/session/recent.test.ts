import { expect, test } from "vitest";
import { openRecent } from "../../src/session/recent.ts";
import type { Session } from "../../src/session/record.ts";

/** Nothing here looks further into a session than its id. */
const session = (id: string) => ({ id }) as Session;

const MINUTE = 60_000;

/** On a clock that the test moves. */
function openTimed() {
  const time = { now: 0 };
  return { time, recent: openRecent(() => time.now) };
}

test("a session is at hand once: whoever takes it keeps the next one", () => {
  const { recent } = openTimed();
  expect(recent.take("s")).toBeNull();
  recent.keep(session("s"));
  expect(recent.take("s")).toEqual({ id: "s" });
  expect(recent.take("s")).toBeNull();
});

test("three minutes after its last hop a session is out of memory", () => {
  const { time, recent } = openTimed();
  recent.keep(session("old"));
  recent.keep(session("touched"));
  time.now = 2 * MINUTE;
  recent.keep(session("young"));
  expect(recent.take("touched")).not.toBeNull();
  recent.keep(session("touched"));
  time.now = 3 * MINUTE;
  // Taken or not: nobody has swept yet.
  expect(recent.take("old")).toBeNull();
  time.now = 5 * MINUTE - 1;
  recent.dropIdle();
  expect(recent.take("young")).toEqual({ id: "young" });
  time.now = 5 * MINUTE;
  recent.dropIdle();
  time.now = 0;
  expect(recent.take("touched")).toBeNull();
});

test("of more than 5,000 those go whose last hop was longest ago", () => {
  const { recent } = openTimed();
  for (let at = 0; at <= 5_000; at++) recent.keep(session(`s${at}`));
  expect(recent.take("s0")).toBeNull();
  expect(recent.take("s1")).toEqual({ id: "s1" });
  expect(recent.take("s5000")).toEqual({ id: "s5000" });
});
