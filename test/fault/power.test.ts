/** Power cuts behind a sync that failed; `npm run fault -- --power` has more of them, and those behind none. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { cutAtRandom, record } from "./power.ts";
import { broken, openReport } from "./report.ts";

const { folder } = openReport([]);
const traced = spawnSync("strace", ["-V"]).error === undefined;
const small = { acknowledged: 200, failsAt: 20 };

test.skipIf(!traced)(
  "a server started behind a sync that failed loses nothing to a power cut",
  async () => {
    const under = folder("written out");
    const events = await record(under, { ...small, flags: [] });
    const run = cutAtRandom(under, events, { cuts: 60, seed: 20_261_128 });
    expect(run).toMatchObject({ lost: 0, unsound: 0 });
    expect(run.acknowledged).toBeGreaterThan(small.acknowledged);
  },
);

test.skipIf(!traced)("one that believes the log as it finds it is caught", async () => {
  const under = folder("unwritten");
  const events = await record(under, { ...small, flags: broken("unwritten") });
  expect(cutAtRandom(under, events, { cuts: 60, seed: 20_261_128 }).lost).toBeGreaterThan(0);
});
