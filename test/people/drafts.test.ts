import { expect, test } from "vitest";
import { gatewayPhone } from "../../src/base/phone.ts";
import type { Draft } from "../../src/menu/contract.ts";
import { dropDraft, purgeDrafts, readDrafts, saveDraft } from "../../src/people/drafts.ts";
import { meetPerson } from "../../src/people/people.ts";
import { openRequest } from "../../src/requests/requests.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);
const DAY = 86_400_000;

const vault = testVault();

function draft(service: string, answers: Draft["answers"] = { ward: "w1" }): Draft {
  return { service, answers, intent: { id: `intent-${service}`, ref: "12345674" } };
}

function save(person: string, what: Draft, at = AT, keepMs = DAY) {
  return saveDraft({ person, draft: what, begunAt: AT, at, keepMs });
}

const OF = { person: "p1", service: "report", begunAt: AT, at: AT };

async function openWithPerson() {
  const { store } = openTestStore();
  const phone = gatewayPhone("+254700000001");
  if (phone === null) throw new Error("no phone");
  await store.commit(meetPerson(vault, { id: "b1", person: "p1", phone, at: AT }));
  return store;
}

test("a draft comes back whole, intent included, the last touched first", async () => {
  const store = await openWithPerson();
  const full = draft("report", { ward: "w1", amount: 5, agreed: true, skipped: null });
  await store.commit([save("p1", full), save("p1", draft("bursary"), AT + 1)]);
  expect(await readDrafts(store, vault, { person: "p1", at: AT + 2 })).toEqual([
    draft("bursary"),
    full,
  ]);
  expect(await readDrafts(store, vault, { person: "p2", at: AT + 2 })).toEqual([]);
});

test("a later draft of the same service takes the place of the earlier one", async () => {
  const store = await openWithPerson();
  await store.commit([save("p1", draft("report", { ward: "w1" }))]);
  await store.commit([save("p1", draft("report", { ward: "w2" }), AT + 1)]);
  expect(await readDrafts(store, vault, { person: "p1", at: AT + 1 })).toEqual([
    draft("report", { ward: "w2" }),
  ]);
});

test("a draft is gone when it is dropped, and dropping none is fine", async () => {
  const store = await openWithPerson();
  await store.commit([save("p1", draft("report"))]);
  const drop = dropDraft({ ...OF, intent: null });
  expect(await store.commit([drop, drop])).toEqual({ done: true });
  expect(await readDrafts(store, vault, { person: "p1", at: AT })).toEqual([]);
});

test("an expired draft is not offered, and a purge deletes it and no other", async () => {
  const store = await openWithPerson();
  await store.commit([save("p1", draft("short"), AT, DAY), save("p1", draft("long"), AT, 2 * DAY)]);
  const later = AT + DAY;
  expect(await readDrafts(store, vault, { person: "p1", at: later - 1 })).toHaveLength(2);
  expect(await readDrafts(store, vault, { person: "p1", at: later })).toEqual([draft("long")]);
  expect(await store.commit([purgeDrafts(later)])).toEqual({ done: true });
  expect(await store.commit([purgeDrafts(later)])).toEqual({
    done: false,
    why: "refused",
    code: "nothing_expired",
  });
  expect(await readDrafts(store, vault, { person: "p1", at: AT })).toEqual([draft("long")]);
});

test("one purge deletes at most five hundred drafts", async () => {
  const store = await openWithPerson();
  const many = Array.from({ length: 501 }, (_, place) => save("p1", draft(`s${place}`)));
  await store.commit(many);
  await store.commit([purgeDrafts(AT + DAY)]);
  expect(await readDrafts(store, vault, { person: "p1", at: AT })).toHaveLength(1);
});

test("a draft that does not open is left out and told, and its row stays", async () => {
  const { store, raw } = openTestStore();
  await raw(
    "insert into people (id, language, created_at) values ('p1', null, 0), ('p2', null, 0)",
  );
  const [moved, damaged, sound] = [draft("moved"), draft("damaged"), draft("sound")];
  await store.commit([save("p1", moved), save("p2", damaged), save("p2", sound)]);
  await raw("update drafts set person = 'p2' where service = 'moved'");
  await raw("update drafts set state = ? where service = 'damaged'", Buffer.alloc(60));
  const told: string[] = [];
  const note = ({ code }: { code: string }) => void told.push(code);
  expect(await readDrafts(store, vault, { person: "p2", at: AT }, note)).toEqual([sound]);
  expect(told.toSorted()).toEqual(["malformed", "not_authentic"]);
  expect(await raw("select * from drafts")).toHaveLength(3);
  await store.commit([save("p2", damaged)]);
  expect(await readDrafts(store, vault, { person: "p2", at: AT })).toHaveLength(2);
});

test("a draft that was sent does not come back, and what else was to be written with it neither", async () => {
  const store = await openWithPerson();
  const sent = draft("report");
  await store.commit([save("p1", sent)]);
  const { intent, ...application } = sent;
  if (intent === null) throw new Error("no intent");
  const opening = { ...application, intent, person: "p1", release: "r1", status: "received" };
  await store.commit([
    ...openRequest({ ...opening, at: AT, keepUntil: AT + DAY }),
    dropDraft({ ...OF, intent: intent.id }),
  ]);
  const changed = draft("report", { ward: "w2" });
  expect(await store.commit([save("p1", draft("bursary")), save("p1", changed)])).toEqual({
    done: false,
    why: "refused",
    code: "overtaken",
  });
  expect(await readDrafts(store, vault, { person: "p1", at: AT })).toEqual([]);
  const anew = { ...changed, intent: null };
  expect(await store.commit([save("p1", anew)])).toEqual({ done: true });
  expect(await readDrafts(store, vault, { person: "p1", at: AT })).toEqual([anew]);
});

test("a call saves over what an earlier one saved, and what it has sent takes no later one's along", async () => {
  const store = await openWithPerson();
  const saved = (begunAt: number, ward: string) =>
    saveDraft({ person: "p1", draft: draft("report", { ward }), begunAt, at: AT + 9, keepMs: DAY });
  const wards = async () =>
    (await readDrafts(store, vault, { person: "p1", at: AT + 9 })).map(({ answers }) => answers);
  expect(await store.commit([saved(AT, "w1")])).toEqual({ done: true });
  expect(await store.commit([saved(AT + 5, "w2")])).toEqual({ done: true });
  expect(await store.commit([saved(AT, "w1")])).toMatchObject({ code: "overtaken" });
  const drop = { ...OF, at: AT + 9 };
  await store.commit([dropDraft({ ...drop, intent: "another" })]);
  expect(await wards()).toEqual([{ ward: "w2" }]);
  await store.commit([dropDraft({ ...drop, intent: "intent-report" })]);
  expect(await wards()).toEqual([]);
});

test("what a leapt clock has saved is saved over, and so is a draft of which nobody knows the call", async () => {
  const { store, raw } = openTestStore();
  await raw("insert into people (id, language, created_at) values ('p1', null, 0)");
  const saving = { person: "p1", draft: draft("report"), at: AT, keepMs: DAY };
  await store.commit([saveDraft({ ...saving, begunAt: AT + DAY })]);
  expect(await store.commit([save("p1", draft("report", { ward: "w2" }))])).toEqual({ done: true });
  await raw("update drafts set begun_at = null, intent = null");
  expect(await store.commit([save("p1", draft("report"))])).toEqual({ done: true });
});
