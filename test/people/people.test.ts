import { expect, test } from "vitest";
import { gatewayPhone } from "../../src/base/phone.ts";
import type { Phone } from "../../src/base/phone.ts";
import { findPerson, meetPerson, rememberLanguage } from "../../src/people/people.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);

function phone(text: string): Phone {
  const read = gatewayPhone(text);
  if (read === null) throw new Error(`no phone: ${text}`);
  return read;
}

const PHONE = phone("+254700000001");

test("a phone is nobody's until its person was met, and then always theirs", async () => {
  const { store } = openTestStore();
  const vault = testVault();
  expect(await findPerson(store, vault, PHONE)).toBeNull();
  await store.commit(meetPerson(vault, { id: "b1", person: "p1", phone: PHONE, at: AT }));
  expect(await findPerson(store, vault, PHONE)).toMatchObject({ id: "p1", language: null });
  expect(await findPerson(store, vault, phone("+254700000002"))).toBeNull();
});

test("two sessions that meet one phone at once make one person", async () => {
  const { store } = openTestStore();
  const vault = testVault();
  const meet = (n: number) =>
    store.commit(meetPerson(vault, { id: `b${n}`, person: `p${n}`, phone: PHONE, at: AT }));
  expect(await Promise.all([meet(1), meet(2)])).toEqual([
    { done: true },
    { done: false, why: "conflict" },
  ]);
  expect(await findPerson(store, vault, PHONE)).toMatchObject({ id: "p1", language: null });
});

test("a chosen language is there at the next dial", async () => {
  const { store } = openTestStore();
  const vault = testVault();
  const met = meetPerson(vault, { id: "b1", person: "p1", phone: PHONE, at: AT });
  await store.commit([...met, rememberLanguage({ person: "p1", language: "sw" })]);
  expect(await findPerson(store, vault, PHONE)).toMatchObject({ id: "p1", language: "sw" });
});

test("a person is found while the look-up key is being rotated", async () => {
  const { store } = openTestStore();
  const met = meetPerson(testVault(1), { id: "b1", person: "p1", phone: PHONE, at: AT });
  await store.commit(met);
  expect(await findPerson(store, testVault(2, 1), PHONE)).toMatchObject({ id: "p1" });
  expect(await findPerson(store, testVault(2), PHONE)).toBeNull();
});
