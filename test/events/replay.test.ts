/** Asked for again: whatever the history holds of others, a page of it reads so many lines and no more. */
import { expect, test } from "vitest";
import type { Phone } from "../../src/base/phone.ts";
import { pageOfEvents } from "../../src/events/queue.ts";
import { meetPerson } from "../../src/people/people.ts";
import { openRequest } from "../../src/requests/requests.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);

test("a page ends at 5,000 lines of other services, and the next goes on behind them", async () => {
  const { store, raw } = openTestStore();
  const phone = "+254700000001" as Phone;
  const open = (service: string, id: string, at: number) =>
    openRequest({
      person: "p1",
      service,
      release: "r1",
      answers: {},
      intent: { id, ref: `${id}0000000` },
      status: "received",
      at,
      keepUntil: 2 * AT,
    });
  await store.commit([
    ...meetPerson(testVault(), { id: "b1", person: "p1", phone, at: AT }),
    ...open("often", "i1", AT),
    ...open("rare", "i2", AT + 1),
  ]);
  // All of one instant, as the clock's are.
  await raw(`insert into history (request, seq, at, actor, action)
    with recursive lines(seq) as (select 2 union all select seq + 1 from lines where seq < 5001)
    select 'i1', seq, ${AT}, 'clock', 'late' from lines`);
  await raw(`insert into subscriptions (id, name, service, target, version, created_at, failures, paused_until)
    values ('s1', 'agency', 'rare', '', 1, ${AT}, 0, 0)`);
  const first = await pageOfEvents(store, "s1", { at: AT, request: "", seq: 0 });
  expect(first).toMatchObject({ events: [], next: { at: AT, request: "i1", seq: 5_000 } });
  const second = await pageOfEvents(store, "s1", first.next ?? { at: 0, request: "", seq: 0 });
  expect(second).toMatchObject({ events: [{ request: "i2", seq: 1 }], next: null });
});
