/** A standby that is waited for and hears nothing, while its primary is restarted: what the primary has alone is no answer. */
import { expect, onTestFinished, test } from "vitest";
import { openBeside } from "../store/open.ts";
import { openEdge } from "../app/edge.ts";
import { openPair } from "../store/pair.ts";
import { ask } from "../store/standby.ts";

test("a repeat is answered when the standby has what it repeats, not when the primary has it", async () => {
  const { primary, standby, between, place } = await openPair();
  const store = await openBeside(place, true);
  onTestFinished(() => store.close());
  const edge = openEdge({ store });
  const first = await edge.hop("");
  expect(first).toMatch(/^CON /);
  const kept = (server: typeof primary) => ask(server, "select id from sessions");

  between.silence();
  const second = { sessionId: "s2" };
  expect(await edge.hop("", second)).toMatch(/^END Sorry/);
  await primary.kill();
  await primary.start();
  expect(await kept(primary)).toHaveLength(2);
  expect(await edge.hop("", second)).toMatch(/^END Sorry/);
  const faults = edge.lines.of("fault").map(({ errorCode }) => errorCode);
  expect(faults).toEqual(["unanswered", "unanswered"]);

  between.mend();
  between.reset();
  await expect.poll(() => edge.hop("", second), { timeout: 30_000 }).toBe(first);
  await primary.kill();
  expect(await kept(standby)).toHaveLength(2);
});
