/** Who is forgotten, and when: nobody of whom something is kept, and nobody who has called within a year. */
import { expect, test } from "vitest";
import type { Phone } from "../../src/base/phone.ts";
import { saveDraft } from "../../src/people/drafts.ts";
import { forgetPeople } from "../../src/people/forget.ts";
import {
  findPerson,
  meetAgain,
  meetPerson,
  REMEMBERED_MS,
  type Person,
} from "../../src/people/people.ts";
import { beginHelp } from "../../src/people/stand-ins.ts";
import { openRequest } from "../../src/requests/requests.ts";
import { openPurge } from "../../src/session/purge.ts";
import { openBeside, openTestStore, type TestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);
const DAY = 86_400_000;
const PHONE = "+254700000001" as Phone;

const vault = testVault();

/** Everything that has run out goes, at an instant that was not leapt to. */
async function purge({ store }: TestStore, at: number): Promise<void> {
  expect(await openPurge({ store, clock: () => at, monotonic: () => at })()).toBe("purged");
}

async function openWithPerson(): Promise<TestStore> {
  const opened = openTestStore();
  await opened.store.commit(meetPerson(vault, { id: "b1", person: "p1", phone: PHONE, at: AT }));
  return opened;
}

async function known({ store }: TestStore): Promise<Person> {
  const person = await findPerson(store, vault, PHONE);
  if (person === null) throw new Error("nobody is known");
  return person;
}

/** How many people and bindings there are. */
async function rows({ raw }: TestStore): Promise<number[]> {
  const counted = await Promise.all(
    ["people", "bindings"].map((table) =>
      raw<{ n: number | string }>(`select count(*) as n from ${table}`),
    ),
  );
  return counted.map(([row]) => Number(row?.n));
}

test("who has not called for a year goes with the phone, and not a millisecond before", async () => {
  const opened = await openWithPerson();
  await purge(opened, AT + REMEMBERED_MS - 1);
  expect(await rows(opened)).toEqual([1, 1]);
  await purge(opened, AT + REMEMBERED_MS);
  expect(await rows(opened)).toEqual([0, 0]);
});

test("a call puts it off, and writes for that once in a month", async () => {
  const opened = await openWithPerson();
  expect(meetAgain(await known(opened), AT + 30 * DAY - 1)).toEqual([]);
  const month = AT + 30 * DAY;
  await opened.store.commit(meetAgain(await known(opened), month));
  expect(await known(opened)).toMatchObject({ forgetAt: month + REMEMBERED_MS });
  expect(meetAgain(await known(opened), month + 30 * DAY - 1)).toEqual([]);
  // By a clock that is behind.
  expect(meetAgain(await known(opened), AT)).toEqual([]);
  await purge(opened, month + REMEMBERED_MS - 1);
  expect(await rows(opened)).toEqual([1, 1]);
});

test("who has a request stays, and goes within a month of its end", async () => {
  const opened = await openWithPerson();
  const intent = { id: "i1", ref: "11111111" };
  const end = AT + 2 * REMEMBERED_MS;
  const request = { person: "p1", service: "report", release: "r1", answers: {}, intent, at: AT };
  await opened.store.commit(openRequest({ ...request, status: "received", keepUntil: end }));
  for (let at = AT + REMEMBERED_MS; at < end; at += 10 * DAY) {
    await purge(opened, at);
    expect(await rows(opened)).toEqual([1, 1]);
  }
  await purge(opened, end);
  await purge(opened, end + 30 * DAY);
  expect(await rows(opened)).toEqual([0, 0]);
});

test("a bite takes those who are due first, whatever is kept of them, and reads past nobody", async () => {
  const opened = openTestStore();
  const meet = (n: number) => {
    const phone = `+2547${String(n).padStart(8, "0")}` as Phone;
    return meetPerson(vault, { id: `b${n}`, person: `p${n}`, phone, at: AT + n });
  };
  await opened.store.commit(Array.from({ length: 750 }, (_, n) => meet(n)).flat());
  const keeps = Array.from({ length: 500 }, (_, n) => {
    const draft = { service: "report", answers: {}, intent: null };
    return saveDraft({ person: `p${n}`, draft, begunAt: AT, at: AT, keepMs: 2 * REMEMBERED_MS });
  });
  await opened.store.commit(keeps);
  const at = AT + REMEMBERED_MS + 750;
  const [forget] = forgetPeople;
  const bite = async () => (await opened.store.commit(forget?.(at) ?? [])).done;
  expect([await bite(), await rows(opened)]).toEqual([true, [750, 750]]);
  expect([await bite(), await rows(opened)]).toEqual([true, [500, 500]]);
  expect(await bite()).toBe(false);
});

test("who has a draft stays", async () => {
  const opened = await openWithPerson();
  const draft = { service: "report", answers: { place: "gate" }, intent: null };
  const saved = { person: "p1", draft, begunAt: AT, at: AT, keepMs: REMEMBERED_MS + DAY };
  await opened.store.commit([saveDraft(saved)]);
  await purge(opened, AT + REMEMBERED_MS);
  expect(await rows(opened)).toEqual([1, 1]);
});

test("a stand-in goes as it always did, and not with the people", async () => {
  const opened = openTestStore();
  const at = AT + 2 * REMEMBERED_MS;
  // Its row was made when it first helped; nobody knows since when it is one of the people.
  await opened.store.commit(beginHelp({ id: "s1", staff: "o1" }, { most: 1, since: 0 }, AT));
  await opened.raw(`update people set forget_at = ${AT}`);
  await opened.store.commit(beginHelp({ id: "s1", staff: "o1" }, { most: 1, since: 0 }, at));
  await purge(opened, at + DAY);
  expect(await rows(opened)).toEqual([1, 0]);
  await purge(opened, at + 2 * DAY);
  expect(await rows(opened)).toEqual([0, 0]);
});

test("the year of those who were known before there was one begins at the first purge", async () => {
  const opened = await openWithPerson();
  await opened.raw("update people set forget_at = 0");
  const first = AT + 3 * REMEMBERED_MS;
  await purge(opened, first);
  expect(await known(opened)).toMatchObject({ forgetAt: first + REMEMBERED_MS });
  // Unless they call before it.
  await opened.raw("update people set forget_at = 0");
  await opened.store.commit(meetAgain(await known(opened), first));
  expect(await known(opened)).toMatchObject({ forgetAt: first + REMEMBERED_MS });
});

test("their year does not begin by a clock that is years behind", async () => {
  const opened = await openWithPerson();
  await opened.raw("update people set forget_at = 0");
  await opened.raw(`insert into decisions (seq, at, what, who) values (1, ${AT}, 'release', 'o1')`);
  await purge(opened, AT - 6 * REMEMBERED_MS);
  await purge(opened, AT);
  expect(await known(opened)).toMatchObject({ forgetAt: AT + REMEMBERED_MS });
});

test("who is forgotten while they call is a stranger, and loses nothing else", async () => {
  const opened = await openWithPerson();
  const at = AT + REMEMBERED_MS;
  const person = await known(opened);
  const beside = await openBeside(opened.place);
  try {
    await Promise.all([
      purge({ ...opened, store: beside }, at),
      opened.store.commit(meetAgain(person, at)),
    ]);
  } finally {
    await beside.close();
  }
  const [people, bindings] = await rows(opened);
  // Whoever was first: all of them, or nothing.
  expect(bindings).toBe(people);
  const again = await opened.store.commit(meetAgain(person, at));
  expect(again).toEqual(people === 1 ? { done: true } : { done: false, why: "conflict" });
});
