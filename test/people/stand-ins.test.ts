import { expect, test } from "vitest";
import type { Phone } from "../../src/base/phone.ts";
import { beginHelp, standInFor } from "../../src/people/stand-ins.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

test("while look-up keys are rotated one under the old key is gone on with", async () => {
  const { store } = openTestStore();
  const of = { staff: "s1", phone: "+254711000222" as Phone };
  const before = await standInFor(store, testVault(1), of);
  await store.commit(beginHelp(before, { most: 1, since: 0 }, 5));
  expect(await standInFor(store, testVault(2, 1), of)).toEqual(before);
  const other = await standInFor(store, testVault(2, 1), { ...of, staff: "s2" });
  expect(other).toEqual(await standInFor(store, testVault(2), { ...of, staff: "s2" }));
});
