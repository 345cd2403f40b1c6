/** A purge that comes to a row in the middle of somebody else's write: by what that has written it must go. */
import { expect, test, vi } from "vitest";
import type { Phone } from "../../src/base/phone.ts";
import { purgeDrafts, saveDraft } from "../../src/people/drafts.ts";
import { forgetPeople } from "../../src/people/forget.ts";
import { meetPerson, REMEMBERED_MS } from "../../src/people/people.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);
const LATER = AT + REMEMBERED_MS;

test.for([
  ["who is calling", "people", `update people set forget_at = ${2 * LATER}`],
  ["what is being saved", "drafts", `update drafts set expires_at = ${2 * LATER}`],
] as const)("%s is not purged", async ([, table, puttingOff]) => {
  const { store, raw } = openTestStore();
  const phone = "+254700000001" as Phone;
  await store.commit(meetPerson(testVault(), { id: "b1", person: "p1", phone, at: AT }));
  const draft = { service: "report", answers: {}, intent: null };
  const saved = { person: "p1", draft, begunAt: AT, at: AT, keepMs: REMEMBERED_MS };
  if (table === "drafts") await store.commit([saveDraft(saved)]);
  await raw("begin");
  await raw(puttingOff);
  const bite = table === "drafts" ? [purgeDrafts(LATER)] : (forgetPeople[0]?.(LATER) ?? []);
  const purged = store.commit(bite);
  await vi.waitFor(async () =>
    expect(await raw("select 1 from pg_locks where not granted")).not.toEqual([]),
  );
  await raw("commit");
  expect(await purged).toMatchObject({ done: false, code: "nothing_expired" });
  expect(await raw(`select 1 from ${table}`)).toHaveLength(1);
});
