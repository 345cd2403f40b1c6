import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/ids.ts";
import { findAnswer, keepAnswer, purgeAnswers } from "../../src/staff/answers.ts";
import type { Role } from "../../src/staff/roles.ts";
import { addStaff, endStaff, listStaff, nameOf, requireOfficer } from "../../src/staff/staff.ts";
import { endToken, findByToken, listTokens, makeToken } from "../../src/staff/tokens.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);
const DAY = 86_400_000;
const random = seededRandom(5);

async function openWith(role: Role = "officer") {
  const opened = openTestStore();
  const { token, write } = makeToken({ staff: "s1", at: AT }, random);
  const added = addStaff({ id: "s1", name: "officer one", role, at: AT });
  expect(await opened.store.commit([added, write])).toEqual({ done: true });
  return { ...opened, token };
}

test("a token finds its owner, and nothing else does", async () => {
  const { store, token } = await openWith();
  const owner = { id: "s1", name: "officer one", role: "officer", createdAt: AT, endedAt: null };
  expect(await findByToken(store, token, AT)).toEqual(owner);
  const other = makeToken({ staff: "s1", at: AT }, random).token;
  const [row] = await listTokens(store);
  for (const wrong of [other, token.slice(0, -1), `${token}x`, "", "njia_", row?.hash ?? ""]) {
    expect(await findByToken(store, wrong, AT)).toBeNull();
  }
});

test("tokens have 256 random bits and differ", () => {
  const tokens = Array.from({ length: 50 }, () => makeToken({ staff: "s", at: AT }, random).token);
  expect(new Set(tokens).size).toBe(50);
  for (const token of tokens) expect(token).toMatch(/^njia_[A-Za-z0-9_-]{43}$/);
});

test("a token is nowhere in the database; its hash is", async () => {
  const { store, token, stored } = await openWith();
  const bytes = await stored();
  expect(bytes.includes(token)).toBe(false);
  expect(bytes.includes(Buffer.from(token.slice(5), "base64url"))).toBe(false);
  const [row] = await listTokens(store);
  expect(bytes.includes(row?.hash ?? "nothing")).toBe(true);
});

test("an ended token opens nothing, and the owner's others go on", async () => {
  const { store, token } = await openWith();
  const second = makeToken({ staff: "s1", at: AT + 1 }, random);
  await store.commit([second.write]);
  const [first] = await listTokens(store);
  const end = endToken({ hash: first?.hash ?? "", at: AT + 5 });
  expect(await store.commit([end])).toEqual({ done: true });
  expect(await findByToken(store, token, AT + 4)).not.toBeNull();
  expect(await findByToken(store, token, AT + 5)).toBeNull();
  expect(await findByToken(store, second.token, AT + 5)).not.toBeNull();
  expect(await store.commit([end])).toEqual({ done: false, why: "refused", code: "no_such_token" });
});

test("who has left is let in by no token, and stays in the list", async () => {
  const { store, token } = await openWith();
  expect(await store.commit(endStaff({ id: "s1", at: AT + 9 }))).toEqual({ done: true });
  expect(await findByToken(store, token, AT + 9)).toBeNull();
  // A token that is made for them all the same opens nothing either.
  const late = makeToken({ staff: "s1", at: AT + 10 }, random);
  await store.commit([late.write]);
  expect(await findByToken(store, late.token, AT + 11)).toBeNull();
  expect((await listStaff(store)).map(({ endedAt }) => endedAt)).toEqual([AT + 9]);
  const again = await store.commit(endStaff({ id: "s1", at: AT + 12 }));
  expect(again).toEqual({ done: false, why: "refused", code: "no_such_staff" });
});

test("a role that this Njia does not know lets nobody in", async () => {
  const { store, token, raw } = await openWith();
  await raw("update staff set role = 'sovereign'");
  expect(await findByToken(store, token, AT)).toBeNull();
  expect(await listStaff(store)).toEqual([]);
});

test("a commit can require an officer who works here", async () => {
  const { store } = await openWith("auditor");
  const refused = { done: false, why: "refused", code: "no_such_officer" };
  expect(await store.commit([requireOfficer("s1")])).toEqual(refused);
  expect(await store.commit([requireOfficer("nobody")])).toEqual(refused);
  const officer = { id: "s2", name: "officer two", role: "officer" as const, at: AT };
  await store.commit([addStaff(officer)]);
  expect(await store.commit([requireOfficer("s2")])).toEqual({ done: true });
  await store.commit(endStaff({ id: "s2", at: AT }));
  expect(await store.commit([requireOfficer("s2")])).toEqual(refused);
});

test("a name is one line that prints", () => {
  expect(nameOf("  officer \t one ")).toBe("officer one");
  for (const typed of ["", "  ", "x".repeat(81), "a\u0007b", "a\u202eb"]) {
    expect(nameOf(typed)).toBeNull();
  }
});

test("an answer is kept sealed, for its key and its call only, and for a day", async () => {
  const { store, stored } = await openWith();
  const vault = testVault();
  const called = { staff: "s1", key: "k1", content: "POST /x {}", at: AT };
  const kept = { status: 200, body: '{"said":"canary of the answer"}' };
  const { done } = await store.commit([keepAnswer(vault, called, kept)]);
  expect(done).toBe(true);
  expect(await findAnswer(store, vault, called)).toEqual(kept);
  // Found while look-up keys are being rotated too.
  expect(await findAnswer(store, testVault(2, 1), called)).toEqual(kept);
  expect(await findAnswer(store, vault, { ...called, content: "POST /x {1}" })).toBe("other");
  expect(await findAnswer(store, vault, { ...called, staff: "s2" })).toBeNull();
  expect(await findAnswer(store, vault, { ...called, at: AT + DAY - 1 })).toEqual(kept);
  expect(await findAnswer(store, vault, { ...called, at: AT + DAY })).toBeNull();
  expect((await stored()).includes("canary of the answer")).toBe(false);
});

test("a key is taken for a day, and then begins anew", async () => {
  const { store, raw } = await openWith();
  const vault = testVault();
  const called = { staff: "s1", key: "k1", content: "a", at: AT };
  const keep = (at: number, body: string) =>
    store.commit([keepAnswer(vault, { ...called, at }, { status: 200, body })]);
  await keep(AT, "first");
  expect(await keep(AT + 1, "second")).toEqual({ done: false, why: "refused", code: "key_taken" });
  expect(await keep(AT + DAY, "third")).toEqual({ done: true });
  expect(await findAnswer(store, vault, { ...called, at: AT + DAY })).toMatchObject({
    body: "third",
  });
  expect((await store.commit([purgeAnswers(AT + DAY)])).done).toBe(false);
  expect((await store.commit([purgeAnswers(AT + DAY + DAY)])).done).toBe(true);
  expect(await raw("select * from idempotency")).toEqual([]);
});
