import { expect, test } from "vitest";
import type { Phone } from "../../src/base/phone.ts";
import type { Vault } from "../../src/base/vault.ts";
import { noteInbound, recentInbound } from "../../src/messages/inbound.ts";
import { queueMessage } from "../../src/messages/outbox.ts";
import { chooseNews, markBlocked, NEWS, readBlock } from "../../src/messages/preferences.ts";
import { contactOf, findPerson, meetPerson } from "../../src/people/people.ts";
import { pageOfRequests } from "../../src/requests/page.ts";
import { openRequest, wardHashOf } from "../../src/requests/requests.ts";
import { rehash } from "../../src/session/rehash.ts";
import { givePhone, officerOn, requireTelephone, telephoneOf } from "../../src/staff/phones.ts";
import { addStaff } from "../../src/staff/staff.ts";
import {
  accepted,
  ambiguous,
  HOUR,
  MINUTE,
  NOON,
  openPost,
  OTHER,
  PHONE,
  RULES,
} from "../messages/post.ts";
import { readPreferences } from "../messages/preferences.ts";
import { testVault } from "../store/vault.ts";

const STRANGER = "+254711000077" as Phone;
/** Before a rotation, while it lasts, and when the old key is gone. */
const [BEFORE, BOTH, AFTER] = [testVault(1), testVault(2, 1), testVault(2)];

function openRotation(caps = RULES.caps) {
  const post = openPost({ rules: { ...RULES, caps } });
  let ids = 0;
  /** A message under the keys of a time. */
  const queue = async (vault: Vault, to = PHONE, kind: "reply" | "news" = "reply") => {
    const id = `r${++ids}`;
    const outgoing = { template: "t/t", request: null, person: null, text: id, at: post.time.now };
    const message = { id, class: kind, to, ...outgoing };
    await post.store.commit([queueMessage(vault, message, RULES.quiet)]);
    return id;
  };
  const send = (vault: Vault) => post.another({ vault }).drain();
  const run = () => rehash({ store: post.store, vault: BOTH, clock: () => post.time.now });
  /** Hashes of the old key, wherever they lie. */
  const leftOver = async () => {
    const hashes = [PHONE, OTHER, STRANGER].map((phone) => BEFORE.lookup("phone", phone));
    const left: string[] = [];
    for (const table of ["messages", "flights", "preferences", "inbound", "bindings"]) {
      const rows = await post.raw<{ phone_hash: string }>(`select phone_hash from ${table}`);
      if (rows.some((row) => hashes.includes(row.phone_hash))) left.push(table);
    }
    return left;
  };
  return { ...post, queue, send, run, leftOver };
}

test("while keys are rotated a phone is one: its flight and its caps hold under either key", async () => {
  const post = openRotation({ phone: 1, all: 1_000 });
  post.script.push(ambiguous("timeout"));
  await post.queue(BEFORE);
  await post.send(BEFORE);
  const second = await post.queue(BOTH);
  await post.send(BOTH);
  expect(await post.row(second)).toMatchObject({ state: "pending", reason: null });
  post.time.now += 16 * MINUTE;
  await post.send(BOTH);
  expect(await post.row(second)).toMatchObject({ state: "pending", reason: "phone_cap" });
  expect(post.sent).toHaveLength(1);
});

test("what is under way under the new key holds up what waits under the old one", async () => {
  const post = openRotation();
  post.script.push(ambiguous("timeout"));
  await post.queue(BOTH);
  await post.send(BOTH);
  const older = await post.queue(BEFORE);
  await post.send(BOTH);
  expect((await post.row(older)).state).toBe("pending");
});

test("after the job the old key may go: STOP, blocks, flights, caps and answers hold without it", async () => {
  const post = openRotation({ phone: 2, all: 1_000 });
  const { store } = post;
  await store.commit(meetPerson(BEFORE, { id: "b1", person: "p1", phone: PHONE, at: NOON }));
  await store.commit([
    ...chooseNews(BEFORE, STRANGER, false, NOON),
    ...markBlocked(BEFORE, OTHER, NOON),
    noteInbound(BEFORE, { id: "i1", phone: PHONE, meaning: "unknown", at: NOON }),
  ]);
  post.script.push(accepted("P1"), ambiguous("timeout"));
  await post.queue(BEFORE);
  await post.send(BEFORE);
  await post.queue(BEFORE);
  await post.send(BEFORE);

  const done = await post.run();
  expect(done).toMatchObject({ left: 0 });
  expect(done.phones).toBeGreaterThanOrEqual(3);
  expect(await post.leftOver()).toEqual([]);
  expect(await post.run()).toEqual({ phones: 0, requests: 0, left: 0 });

  expect(await findPerson(store, AFTER, PHONE)).toMatchObject({ id: "p1" });
  expect(await contactOf(store, AFTER, "p1")).toMatchObject({ phone: PHONE });
  expect(await readPreferences(store, AFTER, STRANGER)).toMatchObject({ stopped: true });
  expect(await readBlock(store, AFTER, OTHER)).toEqual({ at: NOON, told: false });
  const recent = await recentInbound(store, AFTER, { phone: PHONE, since: NOON - 1 });
  expect(recent).toEqual(new Map([["unknown", 1]]));
  const news = await post.queue(AFTER, STRANGER, "news");
  const held = await post.queue(AFTER);
  await post.send(AFTER);
  expect(await post.states(news, held)).toEqual(["pending", "pending"]);
  post.time.now += 16 * MINUTE;
  await post.send(AFTER);
  expect(await post.row(held)).toMatchObject({ state: "pending", reason: "phone_cap" });
  expect(post.sent).toHaveLength(2);
});

test("a receipt that came before the job finds its message after it", async () => {
  const post = openRotation();
  let answer: (result: ReturnType<typeof accepted>) => void = () => {};
  post.script.push(() => new Promise((resolve) => (answer = resolve)));
  const id = await post.queue(BEFORE);
  const sending = post.send(BEFORE);
  await expect.poll(() => post.sent.length).toBe(1);
  await post.receive({ providerId: "P1", status: "success" });
  await post.run();
  answer(accepted("P1"));
  await sending;
  await post.another({ vault: AFTER }).sweep();
  expect(await post.row(id)).toMatchObject({ state: "accepted", receipt: "success" });
});

const { unsaid, wanted, stopped } = NEWS;
type Wish = [news: number, at: number | null];
test.each<[what: string, old: Wish, now: Wish, then: Wish]>([
  ["STOP before the rotation, nothing after", [stopped, 5], [unsaid, null], [stopped, 5]],
  ["START after STOP", [stopped, 5], [wanted, 6], [wanted, 6]],
  ["STOP after START", [wanted, 5], [stopped, 6], [stopped, 6]],
  ["STOP under the old key alone, after START", [stopped, 6], [wanted, 5], [stopped, 6]],
  ["both at one instant", [stopped, 5], [wanted, 5], [stopped, 5]],
  ["both at one instant, the other way round", [wanted, 5], [stopped, 5], [stopped, 5]],
])("of two wishes of one phone the later counts: %s", async (_what, old, now, then) => {
  const post = openRotation();
  await post.queue(BEFORE);
  const put = "insert into preferences (phone_hash, news, news_at, blocked_at) values (?, ?, ?, ?)";
  await post.raw(put, BEFORE.lookup("phone", PHONE), ...old, 7);
  await post.raw(put, BOTH.lookup("phone", PHONE), ...now, null);
  expect(await post.run()).toMatchObject({ left: 0 });
  const rows = await post.raw("select news, news_at, blocked_at from preferences");
  expect(rows).toEqual([{ news: then[0], news_at: then[1], blocked_at: 7 }]);
});

test("the flight that ends last and the greater count of a day are kept", async () => {
  const post = openRotation();
  await post.queue(BEFORE);
  const [old, now] = [BEFORE.lookup("phone", PHONE), BOTH.lookup("phone", PHONE)];
  const flight = "insert into flights values (?, ?, ?)";
  await post.raw(flight, old, "m-old", NOON + 2 * MINUTE);
  await post.raw(flight, now, "m-now", NOON + MINUTE);
  await post.queue(BEFORE, OTHER);
  await post.raw(flight, BEFORE.lookup("phone", OTHER), "o-old", NOON + MINUTE);
  await post.raw(flight, BOTH.lookup("phone", OTHER), "o-now", NOON + 2 * MINUTE);
  const spent = "insert into spending (day, who, parts) values (?, ?, ?)";
  await post.raw(spent, "2026-11-27", old, 3);
  await post.raw(spent, "2026-11-27", now, 5);
  await post.raw(spent, "2026-11-28", old, 4);
  await post.run();
  const kept = await post.flights();
  expect(kept.map(({ message }) => message).toSorted()).toEqual(["m-old", "o-now"]);
  expect(kept.map(({ until }) => until - NOON)).toEqual([2 * MINUTE, 2 * MINUTE]);
  expect(await post.raw("select day, who, parts from spending order by day")).toEqual([
    { day: "2026-11-27", who: now, parts: 5 },
    { day: "2026-11-28", who: now, parts: 4 },
  ]);
});

test("a phone that two people have been bound to stays with the one it was found by", async () => {
  const post = openRotation();
  const { store } = post;
  await store.commit(meetPerson(BEFORE, { id: "b1", person: "p1", phone: PHONE, at: NOON }));
  await store.commit(meetPerson(BOTH, { id: "b2", person: "p2", phone: PHONE, at: NOON }));
  expect(await findPerson(store, BOTH, PHONE)).toMatchObject({ id: "p2" });
  post.time.now += HOUR;
  expect(await post.run()).toMatchObject({ left: 0 });
  expect(await findPerson(store, AFTER, PHONE)).toMatchObject({ id: "p2" });
  expect(await contactOf(store, AFTER, "p1")).toBeNull();
});

test("an officer's telephone is found while keys are rotated, and without the old one after the job", async () => {
  const post = openRotation();
  const { store } = post;
  const on = (vault: Vault) => officerOn(store, vault, { phone: PHONE, at: NOON });
  await store.commit([
    addStaff({ id: "s1", name: "officer one", role: "officer", at: NOON }),
    givePhone(BEFORE, { staff: "s1", phone: PHONE, at: NOON }),
  ]);
  expect([await on(BOTH), await on(AFTER)]).toEqual(["s1", null]);
  const use = { staff: "s1", phone: PHONE, at: NOON };
  expect(await store.commit([await requireTelephone(store, BOTH, use)])).toEqual({ done: true });
  expect(await post.run()).toMatchObject({ phones: 1, left: 0 });
  expect([await on(BEFORE), await on(AFTER)]).toEqual([null, "s1"]);
  expect(await telephoneOf(store, AFTER, "s1")).toBe(PHONE);
  // A colleague's under the old key, of before: whoever has it under the first one keeps it.
  await store.commit([
    addStaff({ id: "s2", name: "officer two", role: "officer", at: NOON }),
    givePhone(BEFORE, { staff: "s2", phone: PHONE, at: NOON }),
  ]);
  await post.run();
  expect([await on(BEFORE), await on(AFTER)]).toEqual([null, "s1"]);
  expect(await post.run()).toMatchObject({ phones: 0, left: 0 });
  await post.raw("update staff_phones set phone = ?", Buffer.from("x"));
  expect(await post.run()).toMatchObject({ left: 1 });
});

test("what no key opens, and a wish without a number, are counted and stay", async () => {
  const post = openRotation();
  const broken = await post.queue(BEFORE, OTHER);
  await post.raw("update messages set body = ? where id = ?", Buffer.from("x"), broken);
  await post.raw("insert into preferences (phone_hash, news) values ('of nobody', 2)");
  await post.queue(BEFORE);
  expect(await post.run()).toEqual({ phones: 1, requests: 0, left: 2 });
  expect(await post.leftOver()).toEqual(["messages"]);
});

test("requests are found by their ward without the old key", async () => {
  const post = openRotation();
  const { store } = post;
  await store.commit(meetPerson(BEFORE, { id: "b1", person: "p1", phone: PHONE, at: NOON }));
  await store.commit(
    openRequest({
      intent: { id: "q1", ref: "10000007" },
      person: "p1",
      service: "report",
      release: "none",
      answers: { ward: "umoja" },
      status: "received",
      at: NOON,
      keepUntil: NOON * 2,
      wardHash: wardHashOf(BEFORE, "umoja"),
    }),
  );
  expect(await post.run()).toEqual({ phones: 1, requests: 1, left: 0 });
  const asked = { filters: { ward: "umoja" }, after: null, limit: 9 };
  const { requests } = await pageOfRequests(store, AFTER, asked);
  expect(requests).toMatchObject([{ ref: "10000007", version: 1 }]);
});
