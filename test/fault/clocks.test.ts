/** A clock that is set under a whole server; `npm run fault -- --clock` has more of it, and the controls. */
import { expect, test } from "vitest";
import { DAY_MS, leapAgainAndAgain } from "./clocks.ts";
import { openReport } from "./report.ts";

const { folder } = openReport([]);

test("a clock that leaps by minutes, hours and weeks and back loses nothing, and no deadline comes early or twice", async () => {
  const run = await leapAgainAndAgain(folder("clock"), {
    seed: 20_261_127,
    citizens: 6,
    leaps: 8,
    stages: [DAY_MS / 24, 5 * DAY_MS],
  });
  expect(run.verdict).toMatchObject({ lost: [], twice: [], sound: "ok" });
  expect(run.wrong).toEqual([]);
  expect(run.acted).toBeGreaterThan(0);
  expect(run.history.expired).toBeGreaterThan(0);
}, 300_000);
