/** A provider that goes wrong under a whole server; `npm run fault -- --provider` has more of it, and the control. */
import { expect, test } from "vitest";
import { goWrong } from "./provider.ts";
import { openReport } from "./report.ts";

const { folder } = openReport([]);
const small = { seed: 1, replies: 300 };

test("whatever a provider does, in any order, no message is handed over twice and none is said to be sent that was not", async () => {
  const run = await goWrong(folder("provider"), small);
  expect(run.verdict).toMatchObject({ lost: [], twice: [], sound: "ok" });
  expect(run.untrue).toEqual([]);
  expect(run.calls).toBeGreaterThan(5);
}, 300_000);
