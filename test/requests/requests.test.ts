import { expect, test } from "vitest";
import {
  countRequests,
  findRequest,
  newestRequest,
  openRequest,
  purgeRequests,
  readAnswers,
  type Opening,
} from "../../src/requests/requests.ts";
import { askCitizen } from "../../src/requests/changes.ts";
import { countTaken } from "../../src/requests/taken.ts";
import { findByRef } from "../../src/requests/state.ts";
import { requestsOfPerson } from "../../src/requests/waiting.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);
const YEAR = 365 * 86_400_000;

const vault = testVault();

function opening(id: string, ref: string, changes: Partial<Opening> = {}): Opening {
  const intent = { id, ref };
  const what = { service: "report", release: "r1", status: "received", answers: { ward: "w1" } };
  return { intent, person: "p1", ...what, at: AT, keepUntil: AT + YEAR, ...changes };
}

const open = (...of: Parameters<typeof opening>) => openRequest(opening(...of));

async function openWithPeople() {
  const opened = openTestStore();
  await opened.raw(
    "insert into people (id, language, created_at) values ('p1', null, 0), ('p2', null, 0)",
  );
  return opened;
}

test("a request is opened with the first line of its history", async () => {
  const { store, raw } = await openWithPeople();
  expect(await store.commit(open("i1", "11111111"))).toEqual({ done: true });
  const fact = { service: "report", ref: "11111111", status: "received", openedAt: AT };
  expect(await findRequest(store, { id: "i1" })).toEqual(fact);
  expect(await findRequest(store, { id: "i2" })).toBeNull();
  expect(await raw("select * from history")).toEqual([
    {
      request: "i1",
      seq: 1,
      at: AT,
      actor: "person:p1",
      action: "submit",
      from_status: null,
      to_status: "received",
      reason: null,
      note: null,
      given: null,
    },
  ]);
});

test("answers are sealed to their request, and read by the intent it was opened for", async () => {
  const { store, raw } = await openWithPeople();
  await store.commit(open("i1", "11111111"));
  expect(await readAnswers(store, vault, { id: "i1" })).toEqual({ ward: "w1" });
  expect(await readAnswers(store, vault, { id: "i2" })).toBeNull();
  const [row] = await raw<{ answers: Buffer }>("select answers from requests");
  const at = { table: "requests", column: "answers", row: "i1" };
  expect(vault.open(at, row?.answers ?? new Uint8Array())).toBe('{"ward":"w1"}');
  await store.commit(open("i2", "22222222"));
  await raw("update requests set answers = (select answers from requests where id = 'i1')");
  await expect(readAnswers(store, vault, { id: "i2" })).rejects.toThrow("not_authentic");
});

test("a repeated intent and a taken reference are refused by different codes", async () => {
  const { store } = await openWithPeople();
  await store.commit(open("i1", "11111111"));
  const refused = (code: string) => ({ done: false, why: "refused", code });
  expect(await store.commit(open("i1", "11111111"))).toEqual(refused("already_open"));
  expect(await store.commit(open("i1", "22222222"))).toEqual(refused("already_open"));
  expect(await store.commit(open("i2", "11111111"))).toEqual(refused("ref_taken"));
  expect(await countRequests(store)).toBe(1);
});

test("references that are taken are counted as far as it makes a difference", async () => {
  const { store } = await openWithPeople();
  expect(await countTaken(store)).toBe(0);
  for (let place = 0; place < 3; place += 1) {
    await store.commit(open(`i${place}`, `${10_000_000 + place}`));
  }
  expect(await countTaken(store)).toBe(3);
  expect([await countTaken(store, 4), await countTaken(store, 2)]).toEqual([3, 2]);
});

test("confirmed twice in one batch it exists once", async () => {
  const { store } = await openWithPeople();
  const twice = [store.commit(open("i1", "11111111")), store.commit(open("i1", "11111111"))];
  expect((await Promise.all(twice)).map(({ done }) => done)).toEqual([true, false]);
  expect(await countRequests(store)).toBe(1);
});

test("the newest of a person's requests is the one they sent last", async () => {
  const { store } = await openWithPeople();
  for (let place = 0; place < 3; place += 1) {
    await store.commit(open(`i${place}`, `${10_000_000 + place}`, { at: AT + place }));
  }
  await store.commit(open("other", "99999999", { person: "p2", at: AT + 50 }));
  expect(await newestRequest(store, { person: "p1" })).toMatchObject({ ref: "10000002" });
  expect(await newestRequest(store, { person: "nobody" })).toBeNull();
});

test("a person's twenty newest requests come with older ones that wait for something", async () => {
  const { store } = await openWithPeople();
  for (let place = 0; place < 24; place += 1) {
    const deadline = place === 1 ? AT * 2 : null;
    await store.commit(open(`i${place}`, `${10_000_000 + place}`, { at: AT + place, deadline }));
  }
  await store.commit(open("other", "99999999", { person: "p2", at: AT + 50 }));
  const request = await findByRef(store, { ref: "10000002" });
  if (request === null) throw new Error("no request");
  await store.commit(askCitizen({ request, actor: "staff:s1", at: AT }, "Which gate?"));
  const own = await requestsOfPerson(store, { person: "p1" });
  expect(own.map(({ openedAt }) => openedAt - AT)).toEqual([
    ...Array.from({ length: 20 }, (_, place) => 23 - place),
    2,
    1,
  ]);
  expect(await requestsOfPerson(store, { person: "nobody" })).toEqual([]);
});

test("a purge takes requests past their keeping, history included, and no others", async () => {
  const { store, raw } = await openWithPeople();
  await store.commit(open("old", "11111111", { keepUntil: AT + 10 }));
  await store.commit(open("new", "22222222", { keepUntil: AT + 11 }));
  expect(await store.commit([purgeRequests(AT + 10)])).toEqual({ done: true });
  expect(await raw("select id from requests")).toEqual([{ id: "new" }]);
  expect(await raw("select request from history")).toEqual([{ request: "new" }]);
  expect(await store.commit([purgeRequests(AT + 10)])).toEqual({
    done: false,
    why: "refused",
    code: "nothing_expired",
  });
});

test("a request of a person nobody knows is a bug and leaves nothing behind", async () => {
  const { store } = await openWithPeople();
  await expect(store.commit(open("i1", "11111111", { person: "ghost" }))).rejects.toThrow(
    /foreign key/i,
  );
  expect(await countRequests(store)).toBe(0);
});
