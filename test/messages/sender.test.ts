import { expect, test, vi } from "vitest";
import type { Phone } from "../../src/base/phone.ts";
import type { SendResult } from "../../src/gateway/sms.ts";
import { openVault } from "../../src/base/vault.ts";
import { StoreFault } from "../../src/store/fault.ts";
import { beginSending, claim, dueMessages } from "../../src/messages/claim.ts";
import { tellingId } from "../../src/messages/message.ts";
import { dropQuestion, dropStale, QUESTION } from "../../src/messages/outbox.ts";
import { chooseNews } from "../../src/messages/preferences.ts";
import { readPreferences } from "./preferences.ts";
import {
  accepted,
  ambiguous,
  HOUR,
  MINUTE,
  NOON,
  openPost,
  OTHER,
  PHONE,
  refused,
  RULES,
} from "./post.ts";

const SECOND = 1_000;

test("a queued message is handed over once, with what it cost", async () => {
  const post = openPost();
  const id = await post.queue({ text: "Ref 4821 0372: received." });
  await post.sender.drain();
  expect(post.sent).toEqual([{ to: PHONE, text: "Ref 4821 0372: received." }]);
  expect(await post.row(id)).toMatchObject({
    state: "accepted",
    provider_id: "P1",
    cost: 8_000,
    currency: "KES",
    parts: 1,
    attempts: 1,
    reason: null,
  });
  expect(await post.flights()).toEqual([]);
  await post.sender.drain();
  expect(post.sent).toHaveLength(1);
});

test("neither a number nor words lie in the file in the clear", async () => {
  const post = openPost();
  await post.queue({ text: "Ref 4821 0372: received." });
  const all = (await post.stored()).toString("latin1");
  expect(all).toContain("pending");
  expect(all).not.toContain("4821 0372");
  expect(all).not.toContain("254711000001");
});

test("`sending` is on disk before the provider is called", async () => {
  const post = openPost();
  const id = await post.queue();
  let seen = "";
  post.script.push(async () => {
    seen = (await post.row(id)).state;
    return accepted("P1");
  });
  await post.sender.drain();
  expect(seen).toBe("sending");
});

test("two senders hand each message over once", async () => {
  const post = openPost();
  for (let n = 0; n < 40; n++) await post.queue({ to: `+2547110001${n + 10}` as Phone });
  await Promise.all([post.sender.drain(), post.another().drain()]);
  expect(post.sent.map(({ to }) => to).toSorted()).toEqual(
    [...new Set(post.sent.map(({ to }) => to))].toSorted(),
  );
  expect(post.sent).toHaveLength(40);
});

test("one message is under way to a phone; the others wait, those to other phones do not", async () => {
  const post = openPost();
  const first = await post.queue();
  const second = await post.queue();
  const other = await post.queue({ to: OTHER });
  let release: (result: SendResult) => void = () => {};
  post.script.push(() => new Promise((resolve) => (release = resolve)));
  const drained = post.sender.drain();
  await vi.waitFor(async () => expect((await post.row(other)).state).toBe("accepted"));
  expect((await post.row(first)).state).toBe("sending");
  expect((await post.row(second)).state).toBe("pending");
  release(accepted("P9"));
  await drained;
  expect((await post.row(second)).state).toBe("accepted");
});

test("what nobody knows the fate of is not sent again, and keeps its phone for 15 minutes", async () => {
  const post = openPost();
  post.script.push(ambiguous("timeout"));
  const first = await post.queue();
  const second = await post.queue();
  await post.sender.drain();
  expect(await post.row(first)).toMatchObject({ state: "ambiguous", reason: "timeout" });
  expect((await post.row(second)).state).toBe("pending");
  post.time.now += 15 * MINUTE - 1;
  await post.sender.sweep();
  await post.sender.drain();
  expect(post.sent).toHaveLength(1);
  post.time.now += 1;
  await post.sender.sweep();
  await post.sender.drain();
  expect((await post.row(second)).state).toBe("accepted");
  post.time.now += 30 * 24 * HOUR;
  await post.sender.sweep();
  await post.sender.drain();
  expect(await post.row(first)).toMatchObject({ state: "ambiguous", attempts: 1 });
  expect(post.sent).toHaveLength(2);
});

test("a template that allows it is sent again once, after the 15 minutes", async () => {
  const post = openPost();
  post.script.push(ambiguous("reset"), ambiguous("reset"));
  const id = await post.queue({ again: true });
  for (const _ of [1, 2, 3, 4]) {
    await post.sender.drain();
    post.time.now += 15 * MINUTE;
    await post.sender.sweep();
  }
  expect(post.sent).toHaveLength(2);
  expect((await post.row(id)).state).toBe("ambiguous");
});

test("a failure that may pass is tried again later and later, and then given up with its reason", async () => {
  const post = openPost();
  const waits: number[] = [];
  const id = await post.queue();
  for (let tries = 1; tries <= 8; tries++) {
    post.script.push(refused("gateway_error", "later"));
    await post.sender.drain();
    expect(post.sent).toHaveLength(tries);
    const { due_at, state } = await post.row(id);
    if (state === "pending") waits.push((due_at - post.time.now) / SECOND);
    post.time.now = Math.max(post.time.now, due_at);
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920]);
  expect(await post.row(id)).toMatchObject({
    state: "given_up",
    reason: "gateway_error",
    attempts: 8,
  });
  expect(await post.flights()).toEqual([]);
});

test("a refusal for good is the end of it", async () => {
  const post = openPost();
  post.script.push(refused("invalid_number", "never"));
  const id = await post.queue();
  await post.sender.drain();
  expect(await post.row(id)).toMatchObject({ state: "refused", reason: "invalid_number" });
});

test("what has to be mended stops all sending, is told at once, and loses nothing", async () => {
  const alarm = vi.fn<(code: string) => void>();
  const post = openPost({ on: { alarm } });
  post.script.push(refused("insufficient_balance", "after_mend"));
  const first = await post.queue();
  await post.sender.drain();
  expect(alarm).toHaveBeenCalledExactlyOnceWith("insufficient_balance");
  const second = await post.queue({ to: OTHER });
  await post.sender.drain();
  expect(post.sent).toHaveLength(1);
  expect(await post.row(first)).toMatchObject({ state: "pending", reason: "insufficient_balance" });
  for (let tries = 0; tries < 20; tries++) {
    for (const _ of [1, 2]) post.script.push(refused("insufficient_balance", "after_mend"));
    post.time.now += 5 * MINUTE;
    await post.sender.drain();
    post.script.length = 0;
  }
  expect((await post.row(first)).state).toBe("pending");
  post.time.now += 10 * MINUTE;
  await post.sender.drain();
  expect(await post.states(first, second)).toEqual(["accepted", "accepted"]);
});

test("a phone that blocked us at the provider is remembered", async () => {
  const post = openPost();
  post.script.push(refused("blacklisted", "never", true));
  await post.queue();
  await post.sender.drain();
  expect(await readPreferences(post.store, post.vault, PHONE)).toMatchObject({ blockedAt: NOON });
  expect(await readPreferences(post.store, post.vault, OTHER)).toMatchObject({ blockedAt: null });
});

test("updates wait for the morning, replies do not", async () => {
  const post = openPost();
  post.time.now = NOON + 10 * HOUR; // 22:00
  const update = await post.queue({ class: "update", to: OTHER });
  const reply = await post.queue({ class: "reply" });
  await post.sender.drain();
  expect(await post.states(update, reply)).toEqual(["pending", "accepted"]);
  post.time.now = NOON + 19 * HOUR - 1; // a moment before 07:00
  await post.sender.drain();
  expect((await post.row(update)).state).toBe("pending");
  post.time.now += 1;
  await post.sender.drain();
  expect((await post.row(update)).state).toBe("accepted");
});

test("an update that fails in the evening is not tried again in the night", async () => {
  const post = openPost();
  post.time.now = NOON + 7 * HOUR - SECOND; // 18:59:59
  post.script.push(refused("gateway_error", "later"));
  const id = await post.queue({ class: "update" });
  await post.sender.drain();
  expect(post.sent).toHaveLength(1);
  post.time.now += MINUTE;
  await post.sender.drain();
  expect(post.sent).toHaveLength(1);
  expect((await post.row(id)).due_at).toBe(NOON + 19 * HOUR);
});

test("what waits to be told of a request goes when it is not so any more", async () => {
  const post = openPost();
  post.time.now = NOON + 10 * HOUR;
  const older = await post.queue({ class: "update", request: "r1" });
  const question = await post.queue({ class: "update", request: "r1", template: QUESTION });
  const others = await post.queue({ class: "update", request: "r2" });
  await post.store.commit([dropQuestion("r1")]);
  expect(await post.states(older, question)).toEqual(["pending", "dropped"]);
  await post.store.commit([dropStale("r1")]);
  expect(await post.row(older)).toMatchObject({ state: "dropped", reason: "superseded" });
  expect((await post.row(others)).state).toBe("pending");
});

test("while more is due than can be called for at once, no message waits for the next look", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  try {
    const all = Promise.withResolvers<void>();
    let settled = 0;
    const post = openPost({ on: { settled: () => ++settled === 100 && all.resolve() } });
    for (let n = 0; n < 100; n++) await post.queue({ to: `+2547110001${n + 100}` as Phone });
    post.sender.start();
    await all.promise;
    await post.sender.close();
    expect(new Set(post.sent.map(({ to }) => to)).size).toBe(100);
  } finally {
    vi.useRealTimers();
  }
});

test("of a phone's messages one is claimed, and no other is tried meanwhile", async () => {
  const post = openPost();
  for (let n = 0; n < 5; n++) await post.queue();
  let commits = 0;
  const counted = {
    ...post.store,
    commit: (writes: Parameters<typeof post.store.commit>[0]) => {
      commits++;
      return post.store.commit(writes);
    },
  };
  await post.another({ store: counted }).drain();
  expect(post.sent).toHaveLength(5);
  // Claimed, sending and settled, each once.
  expect(commits).toBe(15);
});

test("a provider that answers nothing certain is not given the whole outbox", async () => {
  const alarm = vi.fn<(code: string) => void>();
  const post = openPost({ on: { alarm } });
  const ids: string[] = [];
  for (let n = 0; n < 100; n++)
    ids.push(await post.queue({ to: `+2547110001${n + 100}` as Phone }));
  for (let n = 0; n < 100; n++) post.script.push(ambiguous("http_5xx"));
  await post.sender.drain();
  const inDoubt = async () =>
    (await post.states(...ids)).filter((state) => state === "ambiguous").length;
  expect(await inDoubt()).toBe(32);
  expect(alarm).toHaveBeenCalledExactlyOnceWith("provider_unclear");
  // One a minute, to see whether it is well again.
  for (let minute = 0; minute < 5; minute++) {
    post.time.now += MINUTE;
    await post.sender.drain();
  }
  expect(await inDoubt()).toBe(37);
  post.script.length = 0;
  post.time.now += MINUTE;
  await post.sender.drain();
  const states = await post.states(...ids);
  expect(states.filter((state) => state === "accepted")).toHaveLength(63);
});

test("keys of another process are no fault of the message", async () => {
  const alarm = vi.fn<(code: string) => void>();
  const fault = vi.fn<(error: unknown) => void>();
  const post = openPost({ on: { alarm, fault } });
  const id = await post.queue();
  const foreign = openVault({
    vaultKeys: [{ id: "other", bytes: new Uint8Array(32).fill(3) }],
    lookupKeys: [{ id: "l1", bytes: new Uint8Array(32).fill(1) }],
  });
  await post.another({ vault: foreign }).drain();
  expect(await post.row(id)).toMatchObject({
    state: "pending",
    reason: "unknown_key",
    attempts: 0,
  });
  expect(alarm).toHaveBeenCalledExactlyOnceWith("unknown_key");
});

test("tries that ended in something to be mended are not counted", async () => {
  const post = openPost();
  const id = await post.queue();
  for (let n = 0; n < 10; n++) {
    post.script.push(refused("unreachable", "after_mend"));
    await post.sender.drain();
    post.time.now += 5 * MINUTE;
  }
  post.script.push(refused("too_many", "later"));
  await post.sender.drain();
  expect(await post.row(id)).toMatchObject({ state: "pending", reason: "too_many", attempts: 1 });
});

test("a clock that was wrong holds no message and no phone for long", async () => {
  const post = openPost();
  const claimed = await post.queue();
  post.time.now += 400 * 24 * HOUR;
  await post.raw(
    "update messages set state = 'claimed', fence = 1, lease_until = ? where id = ?",
    post.time.now + 20 * SECOND,
    claimed,
  );
  await post.raw(
    "insert into flights values ((select phone_hash from messages), ?, ?)",
    claimed,
    post.time.now + 15 * MINUTE,
  );
  post.time.now = NOON;
  await post.sender.sweep();
  await post.sender.drain();
  expect((await post.row(claimed)).state).toBe("accepted");
});

test("whoever asked for the time just before a claim leaves it alone", async () => {
  const post = openPost();
  const [first, second] = [await post.queue(), await post.queue()];
  const [found] = await dueMessages(post.store, { at: NOON, limit: 1 });
  expect(found?.id).toBe(first);
  if (found === undefined) return;
  const due = { ...found, hashes: [found.phoneHash] };
  const rules = { day: "2026-11-27", caps: RULES.caps };
  await post.store.commit(claim(due, { at: NOON + 5, ...rules }));
  await post.sender.sweep();
  expect((await post.row(first)).state).toBe("claimed");
  await post.store.commit(beginSending(due, NOON + 5));
  await post.sender.sweep();
  expect((await post.row(first)).state).toBe("sending");
  await post.sender.drain();
  expect(await post.store.commit(claim({ ...due, id: second }, { at: NOON, ...rules }))).toEqual({
    done: false,
    why: "conflict",
  });
  expect(post.sent).toEqual([]);
});

test("a clock that leaps ahead drops nothing and sends nothing twice, until it is believed", async () => {
  const alarm = vi.fn<(code: string) => void>();
  const post = openPost({ on: { alarm } });
  post.script.push(ambiguous("reset"));
  const again = await post.queue({ again: true });
  await post.sender.drain();
  const waiting = await post.queue({ class: "update", to: OTHER });
  await post.sender.sweep();
  const leap = 2 * 24 * HOUR;
  post.time.leapt = leap;
  // Worth nothing two days later, if that were so.
  const reply = await post.queue({ to: "+254711000009" as Phone, at: NOON + 12 * HOUR });
  post.time.now += leap;
  await post.sender.sweep();
  await post.sender.sweep();
  expect(alarm).toHaveBeenCalledExactlyOnceWith("clock_leapt");
  expect(await post.states(again, waiting, reply)).toEqual(["ambiguous", "pending", "pending"]);
  post.time.now += 24 * HOUR;
  await post.sender.sweep();
  expect(await post.row(reply)).toMatchObject({ state: "dropped", reason: "expired" });
  expect((await post.row(waiting)).state).toBe("pending");
});

test("by a clock that has leapt nobody takes over what others hold; alone they do", async () => {
  const post = openPost();
  const id = await post.queue();
  let of = 2;
  const sender = post.another({ share: () => ({ at: 0, of }) });
  await sender.sweep();
  // Somebody else has it, and their clock is right.
  const held = "update messages set state = 'sending', fence = 1, lease_until = ? where id = ?";
  await post.raw(held, NOON + 20 * SECOND, id);
  post.time.leapt = 2 * HOUR;
  post.time.now += 2 * HOUR;
  await sender.sweep();
  expect((await post.row(id)).state).toBe("sending");
  of = 1;
  await sender.sweep();
  expect((await post.row(id)).state).toBe("ambiguous");
});

test("what a clock that was wrong has put off is not put off any more", async () => {
  const post = openPost();
  const update = await post.queue({ class: "update" });
  post.time.now = NOON + 400 * 24 * HOUR + 10 * HOUR; // 22:00
  await post.queue({ class: "update", to: OTHER });
  await post.raw("update messages set expires_at = ?", post.time.now + HOUR);
  await post.sender.drain();
  expect((await post.row(update)).due_at).toBe(NOON + 400 * 24 * HOUR + 19 * HOUR);
  post.time.now = NOON;
  await post.sender.sweep();
  await post.sender.drain();
  expect((await post.row(update)).state).toBe("accepted");
});

test("of what waits for the same instant, an older version of a request is told first", async () => {
  const post = openPost();
  // Held for the morning; to one phone, so one behind the other.
  for (const version of [10, 9, 2])
    await post.queue({ id: tellingId("r1", version), request: "r1" });
  for (const _ of [1, 2, 3]) await post.sender.drain();
  expect(post.sent.map(({ text }) => Number(text.split(":")[1]))).toEqual([2, 9, 10]);
});

test("a result that meets a database which is held is written down when it is free", async () => {
  const post = openPost();
  const id = await post.queue();
  let commits = 0;
  const held = {
    ...post.store,
    commit: (writes: Parameters<typeof post.store.commit>[0]) =>
      ++commits === 3 ? Promise.reject(new StoreFault("locked")) : post.store.commit(writes),
  };
  await post.another({ store: held }).drain();
  expect(commits).toBe(4);
  expect(await post.row(id)).toMatchObject({ state: "accepted", provider_id: "P1" });
});

test("the first message of a day is held against the cap too", async () => {
  const post = openPost({ rules: { ...RULES, caps: { phone: 4, all: 1_000 } } });
  const id = await post.queue({ text: "x".repeat(153 * 5) });
  await post.sender.drain();
  expect(await post.row(id)).toMatchObject({ state: "pending", reason: "phone_cap" });
});

test("news go only to who wants them, up to the moment they are sent", async () => {
  const post = openPost();
  const unasked = await post.queue({ class: "news" });
  await post.store.commit(chooseNews(post.vault, OTHER, true, NOON));
  const wanted = await post.queue({ class: "news", to: OTHER });
  await post.sender.drain();
  expect(await post.states(unasked, wanted)).toEqual(["pending", "accepted"]);
  const late = await post.queue({ class: "news", to: OTHER });
  await post.store.commit(chooseNews(post.vault, OTHER, false, NOON));
  await post.sender.drain();
  expect((await post.row(late)).state).toBe("pending");
  post.time.now += 25 * HOUR;
  await post.sender.sweep();
  expect(await post.row(late)).toMatchObject({ state: "dropped", reason: "expired" });
  expect(post.sent).toHaveLength(1);
});

test("a phone's cap holds its messages until the next day, and nobody else's", async () => {
  const post = openPost({ rules: { ...RULES, caps: { phone: 2, all: 1_000 } } });
  const ids = [await post.queue(), await post.queue(), await post.queue()];
  const other = await post.queue({ to: OTHER });
  for (const _ of ids) await post.sender.drain();
  expect(await post.states(...ids)).toEqual(["accepted", "accepted", "pending"]);
  expect(await post.row(ids[2] ?? "")).toMatchObject({
    reason: "phone_cap",
    due_at: NOON + 12 * HOUR,
  });
  expect((await post.row(other)).state).toBe("accepted");
  post.time.now = NOON + 12 * HOUR;
  await post.sender.drain();
  expect((await post.row(ids[2] ?? "")).state).toBe("accepted");
});

test("the day's cap counts parts, is told, and what was refused gives its part back", async () => {
  const alarm = vi.fn<(code: string) => void>();
  const post = openPost({ on: { alarm }, rules: { ...RULES, caps: { phone: 20, all: 3 } } });
  post.script.push(refused("invalid_number", "never"));
  await post.queue();
  await post.sender.drain();
  const two = await post.queue({ text: "x".repeat(161) });
  await post.sender.drain();
  const one = await post.queue({ to: OTHER });
  await post.sender.drain();
  const over = await post.queue({ to: OTHER });
  await post.sender.drain();
  expect(await post.states(two, one, over)).toEqual(["accepted", "accepted", "pending"]);
  expect(alarm).toHaveBeenCalledExactlyOnceWith("day_cap");
});

test("replies go first, however much news waits", async () => {
  const post = openPost();
  await post.store.commit(chooseNews(post.vault, OTHER, true, NOON));
  await post.queue({ class: "news", to: OTHER });
  post.time.now += MINUTE;
  const reply = await post.queue({ to: OTHER });
  const order: string[] = [];
  for (const _ of [1, 2]) {
    await post.sender.drain();
    order.push(post.sent.at(-1)?.text ?? "");
  }
  expect(post.sent[0]?.text).toBe(`Text of ${reply}`);
});

test("the claim of a sender that died is taken over; what it was sending is in doubt", async () => {
  const post = openPost();
  const claimed = await post.queue();
  const sending = await post.queue({ to: OTHER });
  const lease = post.time.now + 20 * SECOND;
  const die = "update messages set state = ?, fence = 1, lease_until = ?, sent_at = ? where id = ?";
  await post.raw(die, "claimed", lease, null, claimed);
  await post.raw(die, "sending", lease, post.time.now, sending);
  await post.sender.sweep();
  expect(await post.states(claimed, sending)).toEqual(["claimed", "sending"]);
  post.time.now = lease;
  await post.sender.sweep();
  expect(await post.row(sending)).toMatchObject({ state: "ambiguous", reason: "sender_gone" });
  await post.sender.drain();
  expect((await post.row(claimed)).state).toBe("accepted");
  expect(post.sent.map(({ to }) => to)).toEqual([PHONE]);
});

test("what was found before somebody else claimed and lost it is not claimed by that find", async () => {
  const post = openPost();
  await post.queue();
  const [due] = await dueMessages(post.store, { at: NOON, limit: 1 });
  if (due === undefined) throw new Error("nothing is due");
  const addressed = { ...due, hashes: [due.phoneHash] };
  const claimed = claim(addressed, { at: NOON, day: "2026-11-27", caps: RULES.caps });
  expect(await post.store.commit(claimed)).toEqual({ done: true });
  post.time.now += 20 * SECOND;
  await post.sender.sweep();
  const late = claim(addressed, { at: post.time.now, day: "2026-11-27", caps: RULES.caps });
  expect(await post.store.commit(late)).toEqual({ done: false, why: "conflict" });
});

test("a sender that was slow still says what it knows, unless somebody claimed anew", async () => {
  const post = openPost();
  const id = await post.queue();
  let release: (result: SendResult) => void = () => {};
  post.script.push(() => new Promise((resolve) => (release = resolve)));
  const drained = post.sender.drain();
  await vi.waitFor(() => expect(post.sent).toHaveLength(1));
  post.time.now += 25 * SECOND;
  await post.another().sweep();
  expect((await post.row(id)).state).toBe("ambiguous");
  release(accepted("P1"));
  await drained;
  expect(await post.row(id)).toMatchObject({ state: "accepted", provider_id: "P1" });
});

test("a body that no key opens is given up, and told as a fault", async () => {
  const fault = vi.fn<(error: unknown) => void>();
  const post = openPost({ on: { fault } });
  const id = await post.queue();
  await post.raw("update messages set body = ?", Buffer.from("nothing"));
  await post.sender.drain();
  expect(await post.row(id)).toMatchObject({ state: "refused", reason: "unreadable" });
  expect(post.sent).toEqual([]);
  expect(fault).toHaveBeenCalledOnce();
});

test("closing waits for the calls under way and begins none", async () => {
  const post = openPost();
  const id = await post.queue();
  let release: (result: SendResult) => void = () => {};
  post.script.push(() => new Promise((resolve) => (release = resolve)));
  const drained = post.sender.drain();
  await vi.waitFor(() => expect(post.sent).toHaveLength(1));
  const later = await post.queue({ to: OTHER });
  const closed = post.sender.close();
  release(accepted("P1"));
  await Promise.all([closed, drained]);
  expect(await post.states(id, later)).toEqual(["accepted", "pending"]);
});

test("closing breaks off a call that hangs, and what it was sending is in doubt", async () => {
  const post = openPost();
  const id = await post.queue();
  post.script.push(
    () =>
      new Promise((resolve) => {
        post.signal()?.addEventListener("abort", () => resolve(ambiguous("cancelled")));
      }),
  );
  const sender = post.another({ closeMs: 0 });
  const drained = sender.drain();
  await vi.waitFor(() => expect(post.sent).toHaveLength(1));
  await Promise.all([sender.close(), drained]);
  expect(await post.row(id)).toMatchObject({ state: "ambiguous", reason: "cancelled" });
});

test("each sweep counts what is not at its end", async () => {
  const waiting = vi.fn<(counts: object) => void>();
  const post = openPost({ on: { waiting } });
  post.script.push(ambiguous("timeout"));
  await post.queue();
  await post.queue();
  await post.sender.drain();
  await post.sender.sweep();
  expect(waiting).toHaveBeenCalledExactlyOnceWith({ ambiguous: 1, pending: 1 });
});

test("staff are told before the balance runs out", async () => {
  const alarm = vi.fn<(code: string) => void>();
  const balance = vi.fn<(left: object | null) => void>();
  const post = openPost({ on: { alarm, balance } });
  post.balanceIs(() => Promise.resolve({ currency: "KES", micros: 500_000_000 }));
  await post.sender.askBalance();
  post.balanceIs(() => Promise.resolve(null));
  await post.sender.askBalance();
  expect(alarm).not.toHaveBeenCalled();
  post.balanceIs(() => Promise.resolve({ currency: "KES", micros: 499_999_999 }));
  await post.sender.askBalance();
  expect(alarm).toHaveBeenCalledExactlyOnceWith("balance_low");
  expect(balance).toHaveBeenCalledTimes(3);
});
