import { expect, test } from "vitest";
import type { Phone } from "../../src/base/phone.ts";
import { beginSending, claim, dueMessages } from "../../src/messages/claim.ts";
import { countUnsentMessages, doubtRestored } from "../../src/messages/restored.ts";
import { ambiguous, HOUR, NOON, openPost, RULES } from "./post.ts";

test("after a restore nothing that was not settled is sent by itself, whatever its template allows", async () => {
  const post = openPost();
  const to = (n: number) => ({ id: `m${n}`, to: `+25471100001${n}` as Phone, again: true });
  // One that is done, one in doubt, one being sent, one claimed, one that waits.
  await post.queue(to(1));
  await post.sender.drain();
  await post.queue(to(2));
  post.script.push(ambiguous("timeout"));
  await post.sender.drain();
  for (const n of [3, 4, 5]) await post.queue(to(n));
  const states = async () => {
    const rows = await Promise.all([1, 2, 3, 4, 5].map((n) => post.row(`m${n}`)));
    return rows.map(({ state, reason }) => `${state} ${reason ?? ""}`);
  };
  const due = await dueMessages(post.store, { at: NOON, limit: 9 });
  const rules = { at: NOON, day: "2026-11-27", caps: RULES.caps };
  for (const found of due.filter(({ id }) => id === "m3" || id === "m4")) {
    const message = { ...found, hashes: [found.phoneHash] };
    await post.store.commit(claim(message, rules));
    if (message.id === "m3") await post.store.commit(beginSending(message, NOON));
  }
  expect(await states()).toEqual([
    "accepted ",
    "ambiguous timeout",
    "sending ",
    "claimed ",
    "pending ",
  ]);
  expect(await countUnsentMessages(post.store)).toBe(3);

  await post.store.commit([doubtRestored()]);
  const doubted = [
    "accepted ",
    "ambiguous timeout",
    "ambiguous restored",
    "ambiguous restored",
    "ambiguous restored",
  ];
  expect(await states()).toEqual(doubted);
  for (let hours = 0; hours < 3; hours++) {
    post.time.now += HOUR;
    await post.sender.sweep();
    await post.sender.drain();
  }
  expect(await states()).toEqual(doubted);
  expect(post.sent).toHaveLength(2);
  expect(await countUnsentMessages(post.store)).toBe(0);
});
