/** A sweep that comes to a delivery in the middle of somebody else's write. */
import { expect, test, vi } from "vitest";
import { dropWaiting, giveUp } from "../../src/events/sweep.ts";
import { meetPerson } from "../../src/people/people.ts";
import { openRequest } from "../../src/requests/requests.ts";
import type { Phone } from "../../src/base/phone.ts";
import type { Store, Write } from "../../src/store/store.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);
const LATER = AT + 100 * 3_600_000;
const SUBSCRIPTION = { subscription: "s1", at: LATER };

test.for<[string, (store: Store) => Promise<Write[]> | Write[]]>([
  ["give up", (store) => giveUp(store, SUBSCRIPTION)],
  ["drop", () => [dropWaiting(SUBSCRIPTION)]],
])("what arrives meanwhile it does not %s", async ([, writesOf]) => {
  const { store, raw } = openTestStore();
  const phone = "+254700000001" as Phone;
  const request = { person: "p1", service: "report", release: "r1", answers: {}, at: AT };
  await store.commit([
    ...meetPerson(testVault(), { id: "b1", person: "p1", phone, at: AT }),
    ...openRequest({
      ...request,
      intent: { id: "i1", ref: "11111111" },
      status: "received",
      keepUntil: 2 * LATER,
    }),
  ]);
  await raw(`insert into subscriptions (id, name, target, version, created_at, failures, paused_until)
    values ('s1', 'agency', '', 1, ${AT}, 0, 0)`);
  await raw(`insert into deliveries (request, seq, subscription, state, created_at, due_at, attempts, fence, lease_until)
    values ('i1', 1, 's1', 'pending', ${AT}, ${AT}, 0, 0, 0)`);
  const writes = await writesOf(store);
  await raw("begin");
  await raw(`update deliveries set state = 'delivered', settled_at = ${LATER}, answer = '204'`);
  const swept = store.commit(writes);
  await vi.waitFor(async () =>
    expect(await raw("select 1 from pg_locks where not granted")).not.toEqual([]),
  );
  await raw("commit");
  await swept;
  expect(await raw("select state, answer from deliveries")).toEqual([
    { state: "delivered", answer: "204" },
  ]);
});
