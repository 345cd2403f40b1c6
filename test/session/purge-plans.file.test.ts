/** How the engine finds what has run out: by an index, and never by looking at all there is. Times are nobody's promise. */
import { expect, test } from "vitest";
import { openPurge } from "../../src/session/purge.ts";
import { openWatched } from "../store/plans.ts";

/** What holds no more than is under way. */
const SMALL = ["flights", "look_ups"];

test("a purge finds its rows by their keys, sorts nothing and reads no whole table but what is always small", async () => {
  const { store, plans } = openWatched();
  await openPurge({ store, clock: () => 0, monotonic: () => 0 })();
  expect(plans.size).toBeGreaterThan(10);
  const bad = [...plans].filter(([, plan]) => /SCAN|TEMP B-TREE/.test(plan));
  expect(bad.map(([name]) => name.split(".")[0])).toEqual(expect.arrayContaining(SMALL));
  // What the same commit has marked is 500 by then.
  expect(plans.get("people.forget")).toMatch(
    /^SEARCH people USING \w* ?INDEX people_forget_at \(forget_at=\?\)/,
  );
  plans.delete("people.forget");
  // Behind the first step comes the search for them.
  expect(
    [...plans].filter(([, plan]) => !/^SEARCH \w+ USING \w* ?INDEX sqlite_autoindex/.test(plan)),
  ).toEqual([]);
  expect(bad.filter(([name]) => !SMALL.includes(name.split(".")[0] ?? ""))).toEqual([]);
});
