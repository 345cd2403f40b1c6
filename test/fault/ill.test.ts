/** A disk that is ill under a whole server; `npm run fault -- --disk` has more of each, and all the controls. */
import { expect, test } from "vitest";
import { fallIll } from "./ill.ts";
import { broken, openReport } from "./report.ts";

const { folder } = openReport([]);
/** Few citizens, so that the last of them has a reference soon. */
const small = { seed: 20_261_127, citizens: 6, times: 1, oneIn: 4 };

test("a disk whose sync fails, that is full and freed, and that is slow loses nothing and has nothing done twice", async () => {
  const run = await fallIll(
    folder("ill"),
    ["a sync fails", "slow, and a kill", "full and freed"],
    small,
  );
  expect(run.verdict).toMatchObject({ lost: [], twice: [], sound: "ok" });
  expect(run.verdict.requests).toBe(run.history.references.size);
  // After the sync that failed nothing was acknowledged, and the server ended by itself.
  expect(run).toMatchObject({ wentOn: 0, untrusted: 0 });
  expect(run.injected).toBeGreaterThanOrEqual(3);
  expect(run.history.apologies).toBeGreaterThan(0);
}, 300_000);

test("a server that goes on after a failed sync is caught", async () => {
  const run = await fallIll(folder("goes on"), ["a sync fails"], {
    ...small,
    flags: broken("trusting"),
  });
  expect(run.wentOn).toBe(1);
  expect(run.untrusted).toBeGreaterThan(0);
}, 300_000);
