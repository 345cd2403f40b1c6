/** Whole nodes, as processes, behind a distributor that sends every callback to any of them. */
import { expect, onTestFinished, test } from "vitest";
import { BREAKS, openNodes } from "./nodes.ts";

test("three nodes answer as one would, each callback and its repeats at any of them, whatever is broken", async () => {
  const run = await openNodes({ seed: 20_261_127, citizens: 12 });
  onTestFinished(() => run.close());
  const { history } = run;
  await run.suffer(BREAKS.nothing, 2);
  const calm = await run.finish();
  expect(calm.verdict).toMatchObject({ lost: [], twice: [], ambiguous: 0 });
  expect(calm.verdict.requests).toBe(history.references.size);
  expect(calm.handedOver).toBe(history.references.size);
  expect(history).toMatchObject({ broken: 0, apologies: 0 });
  expect(history.answered.size).toBe(3);

  run.begin();
  await run.suffer(BREAKS["one killed, one stopped"], 1);
  await run.suffer(BREAKS["PostgreSQL killed"], 1);
  // What a node that died was sending is taken over later than a test can wait for.
  const { verdict, handedOver } = await run.finish([]);
  expect(verdict).toMatchObject({ lost: [], twice: [] });
  expect(verdict.requests).toBe(history.references.size);
  expect(verdict.requests).toBeGreaterThan(calm.verdict.requests);
  expect(handedOver).toBeGreaterThan(calm.handedOver);
  expect(history.repeats).toBeGreaterThan(20);
}, 300_000);
