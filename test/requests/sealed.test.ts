import { expect, test } from "vitest";
import { gatewayPhone } from "../../src/base/phone.ts";
import { saveDraft } from "../../src/people/drafts.ts";
import { meetPerson } from "../../src/people/people.ts";
import { openRequest } from "../../src/requests/requests.ts";
import { add, openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);
const DIGITS = "254799887766";
const ANSWER = "canary answer beside the old bridge";

test("no phone and no answer is readable in what is stored", async () => {
  const { store, stored } = openTestStore();
  const found = async () => {
    const bytes = await stored();
    return [DIGITS, ANSWER].filter((canary) => bytes.includes(canary));
  };
  const vault = testVault();
  const phone = gatewayPhone(`+${DIGITS}`);
  if (phone === null) throw new Error("no phone");
  const intent = { id: "i1", ref: "11111111" };
  const application = { service: "report", answers: { place: ANSWER } };
  const by = { person: "p1", release: "r1", at: AT };
  const committed = await store.commit([
    ...meetPerson(vault, { id: "b1", phone, ...by }),
    saveDraft({ ...by, begunAt: AT, draft: { ...application, intent }, keepMs: 1 }),
    ...openRequest({ ...by, ...application, intent, status: "received", keepUntil: AT }),
  ]);
  expect(committed).toEqual({ done: true });
  expect(await found()).toEqual([]);

  // The search does find what is written in the clear.
  await store.commit([add(DIGITS, ANSWER)]);
  expect(await found()).toEqual([DIGITS, ANSWER]);
});
