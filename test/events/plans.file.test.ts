/** How the engine finds deliveries: as many as are taken, of however many wait for a system that does not answer. */
import { expect, test } from "vitest";
import { dueDeliveries } from "../../src/events/claim.ts";
import { bringForward, dropWaiting, giveUp } from "../../src/events/sweep.ts";
import { openWatched } from "../store/plans.ts";

test("a look and a sweep read the deliveries that they take, and not all that wait", async () => {
  const { store, plans } = openWatched();
  const given = { subscription: "s1", at: 1 };
  await dueDeliveries(store, given);
  // Finds one, so that the write is there as well.
  const writes = await giveUp({ ...store, read: (...asked) => found(store.read(...asked)) }, given);
  const swept = [...writes, bringForward({ ...given, after: 1 }), dropWaiting(given)];
  await store.commit(swept);
  const due =
    /^SEARCH deliveries USING INDEX deliveries_due \(subscription=\? AND state=\? AND due_at<\?\); SEARCH/;
  const byKey =
    "^SEARCH deliveries USING INDEX sqlite_autoindex_deliveries_1 [^;]*; LIST SUBQUERY \\d; ";
  const oldest =
    "SEARCH deliveries USING INDEX deliveries_oldest \\(subscription=\\? AND state=\\? AND created_at<\\?\\)$";
  const nearest = "SEARCH deliveries USING INDEX deliveries_due \\(subscription=\\? AND state=\\?";
  expect(Object.fromEntries(plans)).toEqual({
    "deliveries.due": expect.stringMatching(due),
    "deliveries.too_old": expect.stringMatching(`^${oldest}`),
    "deliveries.give_up": expect.stringMatching(byKey + oldest),
    "deliveries.forward": expect.stringMatching(`${byKey}${nearest} AND due_at>\\?\\)$`),
    "deliveries.drop": expect.stringMatching(`${byKey}${nearest}\\)$`),
  });
});

async function found<Row>(rows: Promise<Row[]>): Promise<Row[]> {
  const one = {} as Row; // nobody looks into it
  return [...(await rows), one];
}
