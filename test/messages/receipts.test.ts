import { expect, test } from "vitest";
import type { Phone } from "../../src/base/phone.ts";
import type { Receipt, ReceiptStatus } from "../../src/gateway/sms.ts";
import { placeReceipts, purgeReceipts } from "../../src/messages/receipts.ts";
import { resolveMessage } from "../../src/messages/resolve.ts";
import { accepted, ambiguous, HOUR, MINUTE, NOON, openPost, OTHER, RULES } from "./post.ts";

type Post = ReturnType<typeof openPost>;

const STATUSES = ["unknown", "sent", "submitted", "buffered", "success", "failed"] as const;
const FINAL = ["success", "failed", "rejected", "absent", "expired"];
const RANKED = ["unknown", "sent", "submitted", "buffered"];

/** What a set of statuses comes to, whatever their order: the furthest; two final ones conflict. */
function oracle(statuses: readonly string[]): string | null {
  const final = [...new Set(statuses.filter((status) => FINAL.includes(status)))];
  if (final.length > 1) return "conflicting";
  return final[0] ?? RANKED.findLast((status) => statuses.includes(status)) ?? null;
}

/** All sequences of the letters up to a length. */
function* sequences<T>(letters: readonly T[], length: number): Generator<T[]> {
  yield [];
  if (length === 0) return;
  for (const rest of sequences(letters, length - 1)) {
    if (rest.length === length - 1) for (const letter of letters) yield [...rest, letter];
    if (rest.length > 0) yield rest;
  }
}

test("any order and any number of receipts before and after the result comes to the same", async () => {
  const post = openPost({ rules: { ...RULES, caps: { phone: 20, all: 1_000_000 } } });
  const events = [...STATUSES, "result"] as const;
  const all = new Set([...sequences(events, 4)].map((each) => each.join(" ")));
  let n = 0;
  for (const each of all) {
    const sequence = each.split(" ").filter((word) => word !== "") as (typeof events)[number][];
    const results = sequence.filter((word) => word === "result").length;
    if (results > 1) continue;
    const to = `+25471${1_000_000 + n}` as Phone;
    const id = await post.queue({ to });
    const providerId = `X${n++}`;
    let settled = false;
    const settle = async () => {
      post.script.push(accepted(providerId));
      await post.sender.drain();
      settled = true;
    };
    for (const event of sequence) {
      if (event === "result") await settle();
      else await post.receive({ providerId, status: event, phone: to });
    }
    if (!settled) await settle();
    await post.sender.sweep();
    const told = sequence.filter((word) => word !== "result");
    expect([each, (await post.row(id)).receipt]).toEqual([each, oracle(told)]);
    expect((await post.row(id)).state).toBe("accepted");
  }
  expect(n).toBeGreaterThan(1_500);
  expect(post.sent).toHaveLength(n);
  // 15,000 commits, each with an fsync: 20 s alone, and minutes where others keep the disk busy.
}, 300_000);

test("every status of a provider has its place", async () => {
  const post = openPost();
  for (const [n, status] of [...RANKED, ...FINAL].entries()) {
    const to = `+25472${1_000_000 + n}` as Phone;
    post.script.push(accepted(`S${n}`));
    const id = await post.queue({ to });
    await post.sender.drain();
    await post.receive({ providerId: `S${n}`, status: status as ReceiptStatus, phone: to });
    expect((await post.row(id)).receipt).toBe(status);
  }
});

test("a receipt nobody knows is of the message whose fate nobody knows", async () => {
  const post = openPost();
  post.script.push(ambiguous("timeout"));
  const id = await post.queue();
  await post.sender.drain();
  await post.receive({ providerId: "late", status: "sent" });
  expect(await post.row(id)).toMatchObject({
    state: "accepted",
    provider_id: "late",
    receipt: "sent",
  });
  expect(await post.flights()).toEqual([]);
  const next = await post.queue();
  await post.sender.drain();
  expect((await post.row(next)).state).toBe("accepted");
});

test("it may come before the call has failed", async () => {
  const post = openPost();
  const id = await post.queue();
  post.script.push(async () => {
    await post.receive({ providerId: "early", status: "success" });
    expect(await post.row(id)).toMatchObject({ state: "sending", receipt: null });
    return ambiguous("reset");
  });
  await post.sender.drain();
  await post.sender.sweep();
  expect(await post.row(id)).toMatchObject({
    state: "accepted",
    provider_id: "early",
    receipt: "success",
  });
});

test("for what there is no message a sweep writes nothing", async () => {
  const post = openPost();
  await post.receive({ providerId: "of others", phone: OTHER });
  await post.receive({ providerId: "of nobody", phone: null });
  expect(await placeReceipts(post.store, 0)).toEqual([]);
  await post.queue({ to: OTHER });
  post.script.push(ambiguous("reset"));
  await post.sender.drain();
  expect(await placeReceipts(post.store, 0)).not.toEqual([]);
});

test("it may be of a message whose sender died, and which is swept hours later", async () => {
  const post = openPost();
  const id = await post.queue();
  post.script.push(async () => {
    await post.receive({ providerId: "early", status: "success" });
    await post.raw("update messages set fence = fence + 1");
    return accepted("early");
  });
  await post.sender.drain();
  expect(await post.row(id)).toMatchObject({ state: "sending", receipt: null });
  post.time.now += 5 * HOUR;
  await post.another().sweep();
  expect(await post.row(id)).toMatchObject({ state: "accepted", receipt: "success" });
});

test.each([
  ["by the same sender, which slept", (post: Post) => post.sender],
  ["by the next sender", (post: Post) => post.another()],
])("it may come before the result, and be placed hours later %s", async (_by, sweeper) => {
  const post = openPost();
  await post.sender.sweep();
  const id = await post.queue();
  post.script.push(async () => {
    await post.receive({ providerId: "early", status: "failed" });
    return accepted("early");
  });
  await post.sender.drain();
  expect((await post.row(id)).receipt).toBeNull();
  post.time.now += 5 * HOUR;
  await sweeper(post).sweep();
  expect((await post.row(id)).receipt).toBe("failed");
});

test("a receipt from before a message was sent says nothing of it", async () => {
  const post = openPost();
  await post.receive({ providerId: "campaign" });
  post.time.now += 5 * MINUTE;
  post.script.push(ambiguous("timeout"));
  const id = await post.queue();
  await post.sender.drain();
  await post.sender.sweep();
  expect(await post.row(id)).toMatchObject({ state: "ambiguous", provider_id: null });
});

test.each<[string, Partial<Receipt>]>([
  ["of another phone", { phone: OTHER }],
  ["without a phone", { phone: null }],
])("a receipt %s says nothing of it", async (_what, receipt) => {
  const post = openPost();
  post.script.push(ambiguous("timeout"));
  const id = await post.queue();
  await post.sender.drain();
  await post.receive({ providerId: "foreign", ...receipt });
  await post.sender.sweep();
  expect(await post.row(id)).toMatchObject({
    state: "ambiguous",
    provider_id: null,
    receipt: null,
  });
});

test("a receipt of another phone changes nothing of a message that is known by its id", async () => {
  const post = openPost();
  const id = await post.queue();
  await post.sender.drain();
  await post.receive({ providerId: "P1", status: "failed", phone: OTHER });
  expect((await post.row(id)).receipt).toBeNull();
  await post.receive({ providerId: "P1", status: "success" });
  await post.sender.sweep();
  expect((await post.row(id)).receipt).toBe("success");
});

test("a receipt of weeks later is not taken for that of an old doubt", async () => {
  const post = openPost();
  post.script.push(ambiguous("timeout"));
  const id = await post.queue();
  await post.sender.drain();
  post.time.now += 25 * 60 * MINUTE;
  await post.receive({ providerId: "campaign" });
  expect(await post.row(id)).toMatchObject({ state: "ambiguous", provider_id: null });
});

test("what is to be sent again is not, once a receipt tells that it was", async () => {
  const post = openPost();
  post.script.push(ambiguous("timeout"));
  const id = await post.queue({ again: true });
  await post.sender.drain();
  post.time.now += 15 * MINUTE;
  await post.sender.sweep();
  expect((await post.row(id)).state).toBe("pending");
  await post.receive({ providerId: "late" });
  await post.sender.drain();
  expect(await post.row(id)).toMatchObject({ state: "accepted", receipt: "success" });
  expect(post.sent).toHaveLength(1);
});

/** Somebody at the provider's said that it was delivered. */
async function staffHaveSettled(post: Post, id: string): Promise<void> {
  const [found] = await post.raw<{ fence: number }>("select fence from messages where id = ?", id);
  const { due_at: dueAt } = await post.row(id);
  const version = (found?.fence ?? 0) + 1;
  const message = { id, class: "reply", version, dueAt, expiresAt: dueAt } as const;
  const as = { as: "delivered", by: "staff", at: post.time.now } as const;
  expect(await post.store.commit([resolveMessage(message, as)])).toEqual({ done: true });
}

test.each([
  ["was sent a second time", true],
  ["staff have settled", false],
])(
  "a receipt that may be of one that %s is not taken for that of an older doubt",
  async (_how, again) => {
    const post = openPost();
    const [older, newer] = [
      await post.queue({ at: NOON }),
      await post.queue({ at: NOON + 1, again }),
    ];
    for (const _ of [older, newer]) {
      post.script.push(ambiguous("timeout"));
      await post.sender.drain();
      post.time.now += 15 * MINUTE;
    }
    if (!again) await staffHaveSettled(post, newer);
    else {
      await post.receive({ providerId: "first" });
      await post.sender.sweep();
      await post.sender.drain();
      expect(await post.row(newer)).toMatchObject({ state: "accepted", provider_id: "P3" });
    }
    await post.receive({ providerId: "first" });
    await post.sender.sweep();
    expect(await post.row(older)).toMatchObject({ state: "ambiguous", provider_id: null });
  },
);

test("nor while that one is claimed for its second time", async () => {
  const post = openPost();
  const older = await post.queue({ at: NOON });
  const newer = await post.queue({ at: NOON + 1, again: true });
  for (const _ of [older, newer]) {
    post.script.push(ambiguous("timeout"));
    await post.sender.drain();
    post.time.now += 15 * MINUTE;
  }
  await post.sender.sweep();
  await post.receive({ providerId: "first" });
  // Another sender has claimed it, and has not begun to call.
  const lease = post.time.now + 20_000;
  const claimed = "update messages set state = 'claimed', lease_until = ? where id = ?";
  await post.raw(claimed, lease, newer);
  await post.another().sweep();
  expect(await post.row(older)).toMatchObject({ state: "ambiguous", provider_id: null });
});

test("with two messages to a phone in doubt none is guessed", async () => {
  const post = openPost();
  post.script.push(ambiguous("timeout"), ambiguous("timeout"));
  const first = await post.queue();
  await post.sender.drain();
  post.time.now += 15 * MINUTE;
  const second = await post.queue();
  await post.sender.drain();
  await post.receive({ providerId: "whose" });
  expect(await post.states(first, second)).toEqual(["ambiguous", "ambiguous"]);
});

test("a second receipt of a known message is not taken for another one's", async () => {
  const post = openPost();
  const known = await post.queue();
  await post.sender.drain();
  post.script.push(ambiguous("timeout"));
  const doubtful = await post.queue();
  await post.sender.drain();
  await post.receive({ providerId: "P1", status: "success" });
  expect((await post.row(known)).receipt).toBe("success");
  expect((await post.row(doubtful)).state).toBe("ambiguous");
});

test("receipts are evidence for seven days", async () => {
  const post = openPost();
  const id = await post.queue();
  await post.sender.drain();
  await post.receive({ providerId: "P1" });
  await post.receive({ providerId: "of nobody" });
  expect((await post.row(id)).receipt).toBe("success");
  const week = 7 * 24 * 60 * MINUTE;
  const purged = (at: number) =>
    Promise.all(purgeReceipts.map(async (of) => (await post.store.commit([of(at)])).done));
  expect(await purged(NOON + week - 1)).toEqual([false, false]);
  expect(await purged(NOON + week)).toEqual([true, true]);
  expect(await post.raw("select * from receipts")).toEqual([]);
});
