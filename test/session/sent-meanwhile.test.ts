/** Two calls of one phone: one sends what the other is about to go on with. */
import { expect, test } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { Call, referenceIn, REPORT, testWorld } from "./call.ts";

/** A store before whose next commit something else may happen. */
function openGap() {
  let before: (() => Promise<unknown>) | null = null;
  const disk = (store: Store): Store => ({
    ...store,
    async commit(writes) {
      const first = before;
      before = null;
      await first?.();
      return store.commit(writes);
    },
  });
  return { disk, next: (happens: () => Promise<unknown>) => void (before = happens) };
}

test("who goes on with what another call has just sent is told which service it was", async () => {
  const gap = openGap();
  const world = await testWorld({ disk: gap.disk });
  const one = await new Call(world).dial();
  await one.type(...REPORT);
  const other = new Call(world);
  expect(await other.send()).toContain("Problem report. Your answers are safe.");
  let sent = "";
  gap.next(async () => {
    sent = await one.type("1");
  });
  const told = await other.type("1");
  expect(told).toMatch(
    `END Problem report ${referenceIn(sent)} was already sent from another call;`,
  );
});
