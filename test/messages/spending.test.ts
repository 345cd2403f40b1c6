import { expect, test } from "vitest";
import type { Phone } from "../../src/base/phone.ts";
import { beginSending, claim, dueMessages } from "../../src/messages/claim.ts";
import { purgeFlights } from "../../src/messages/flights.ts";
import { chooseNews } from "../../src/messages/preferences.ts";
import { purgeSpending } from "../../src/messages/spending.ts";
import { accepted, ambiguous, HOUR, MINUTE, NOON, openPost, OTHER, PHONE, RULES } from "./post.ts";

const TODAY = "2026-11-27";
const TWO_PARTS = "x".repeat(161);

function openSpending(caps = RULES.caps) {
  const post = openPost({ rules: { ...RULES, caps } });
  const rows = () =>
    post.raw<{ day: string; who: string; parts: number }>("select * from spending order by who");
  /** Phones first, then all of them together. */
  const spent = async (day = TODAY) => {
    const ofDay = (await rows()).filter((row) => row.day === day);
    const shown = ofDay.map(({ who, parts }) => [who === "all", parts] as const);
    return [...shown.filter(([all]) => !all), ...shown.filter(([all]) => all)];
  };
  /** Claims what is due first as a sender does that dies then. */
  const claimed = async () => {
    const [due] = await dueMessages(post.store, { at: post.time.now, limit: 1 });
    if (due === undefined) throw new Error("nothing is due");
    const addressed = { ...due, hashes: [due.phoneHash] };
    const writes = claim(addressed, { at: post.time.now, day: TODAY, caps });
    expect(await post.store.commit(writes)).toEqual({ done: true });
    return addressed;
  };
  return { ...post, rows, spent, claimed };
}

test("a claim that was freed gives its parts back, once", async () => {
  const post = openSpending();
  await post.queue({ text: TWO_PARTS });
  await post.claimed();
  expect(await post.spent()).toEqual([
    [false, 2],
    [true, 2],
  ]);
  post.time.now += 20_000;
  await post.sender.sweep();
  await post.sender.sweep();
  expect(await post.spent()).toEqual([
    [false, 0],
    [true, 0],
  ]);
});

test("it gives them back to the day it was claimed on", async () => {
  const post = openSpending();
  post.time.now = NOON + 12 * HOUR - 1_000; // 23:59:59 in Nairobi
  await post.queue();
  await post.claimed();
  post.time.now += 20_000;
  await post.sender.sweep();
  await post.sender.drain();
  expect(await post.spent()).toEqual([
    [false, 0],
    [true, 0],
  ]);
  expect(await post.spent("2026-11-28")).toEqual([
    [false, 1],
    [true, 1],
  ]);
});

test("what may have been sent gives nothing back", async () => {
  const post = openSpending();
  await post.queue();
  const due = await post.claimed();
  await post.store.commit(beginSending(due, post.time.now));
  post.time.now += 20_000;
  await post.sender.sweep();
  post.script.push(ambiguous("timeout"));
  await post.queue({ to: OTHER });
  await post.sender.drain();
  expect(await post.spent()).toEqual([
    [false, 1],
    [false, 1],
    [true, 2],
  ]);
});

test("where the provider bills another number of parts, that is what counts", async () => {
  const post = openSpending({ phone: 4, all: 1_000 });
  post.script.push({ ...accepted("P1"), parts: 3 } as ReturnType<typeof accepted>);
  const first = await post.queue();
  await post.sender.drain();
  expect((await post.row(first)).parts).toBe(3);
  expect(await post.spent()).toEqual([
    [false, 3],
    [true, 3],
  ]);
  const second = await post.queue({ text: TWO_PARTS });
  await post.sender.drain();
  expect(await post.row(second)).toMatchObject({ state: "pending", reason: "phone_cap" });
});

test("news leave half of each cap to what citizens wait for", async () => {
  const post = openSpending({ phone: 3, all: 6 });
  const phones = ["+254711000005", "+254711000006"] as Phone[];
  for (const to of phones) await post.store.commit(chooseNews(post.vault, to, true, NOON));
  const news: string[] = [];
  for (const to of [...phones, ...phones, ...phones]) {
    news.push(await post.queue({ class: "news", to }));
    await post.sender.drain();
  }
  const reasons = await Promise.all(news.map(async (id) => (await post.row(id)).reason));
  expect(reasons).toEqual([null, null, null, "day_cap", "phone_cap", "day_cap"]);
  const reply = await post.queue({ to: phones[0] ?? PHONE });
  await post.sender.drain();
  expect((await post.row(reply)).state).toBe("accepted");
});

test("counts of a week ago and flights that are over are deleted, those of today are not", async () => {
  const post = openSpending();
  post.script.push(ambiguous("timeout"));
  await post.queue();
  await post.sender.drain();
  const purged = async () => {
    const at = post.time.now;
    return [
      await post.store.commit([purgeFlights(at)]),
      await post.store.commit([purgeSpending(at)]),
    ];
  };
  const none = { done: false, why: "refused", code: "nothing_expired" };
  post.time.now += 15 * MINUTE - 1;
  expect(await purged()).toEqual([none, none]);
  post.time.now += 1;
  expect(await purged()).toEqual([{ done: true }, none]);
  expect(await post.flights()).toEqual([]);
  post.time.now = Date.UTC(2026, 11, 4, 23, 59);
  expect(await purged()).toEqual([none, none]);
  post.time.now += 2 * MINUTE;
  expect(await purged()).toEqual([none, { done: true }]);
  expect(await post.rows()).toEqual([]);
});
