import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { gatewayPhone } from "../../src/base/phone.ts";
import { saveDraft } from "../../src/people/drafts.ts";
import { meetPerson } from "../../src/people/people.ts";
import { openRequest } from "../../src/requests/requests.ts";
import { add, openMeddled } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);
const DIGITS = "254799887766";
const ANSWER = "canary answer beside the old bridge";

/** The canaries found in the database and its log, as bytes. */
function found(file: string): string[] {
  const bytes = [file, `${file}-wal`]
    .filter((each) => existsSync(each))
    .map((each) => readFileSync(each));
  return [DIGITS, ANSWER].filter((canary) => bytes.some((each) => each.includes(canary)));
}

test("no phone and no answer is readable in the file or its log, before and after a checkpoint", async () => {
  const { store, file, db } = openMeddled();
  const vault = testVault();
  const phone = gatewayPhone(`+${DIGITS}`);
  if (phone === null) throw new Error("no phone");
  const intent = { id: "i1", ref: "11111111" };
  const application = { service: "report", answers: { place: ANSWER } };
  const by = { person: "p1", release: "r1", at: AT };
  const committed = await store.commit([
    ...meetPerson(vault, { id: "b1", phone, ...by }),
    saveDraft({ ...by, draft: { ...application, intent }, keepMs: 1 }),
    ...openRequest({ ...by, ...application, intent, status: "received", keepUntil: AT }),
  ]);
  expect(committed).toEqual({ done: true });
  expect(found(file)).toEqual([]);
  db.pragma("wal_checkpoint(TRUNCATE)");
  expect(found(file)).toEqual([]);

  // The search does find what is written in the clear: first in the log, then in the file.
  await store.commit([add(DIGITS, ANSWER)]);
  expect(found(file)).toEqual([DIGITS, ANSWER]);
  db.pragma("wal_checkpoint(TRUNCATE)");
  expect(found(file)).toEqual([DIGITS, ANSWER]);
});
