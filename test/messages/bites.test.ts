/** After a long stop: all that waited too long goes in one sweep, and no write takes more than 500 of it. */
import { expect, test } from "vitest";
import { queueMessage } from "../../src/messages/outbox.ts";
import { sweepWaiting } from "../../src/messages/sweep.ts";
import { HOUR, NOON, openPost, PHONE, RULES } from "./post.ts";

async function openFull(messages: number) {
  const post = openPost();
  const all = Array.from({ length: messages }, (_, n) => {
    const of = { class: "update", template: "t", request: null, person: null } as const;
    const message = { ...of, id: `m${n}`, to: PHONE, text: "Ready.", at: NOON };
    return queueMessage(post.vault, message, RULES.quiet);
  });
  await post.store.commit(all);
  const count = async (where: string) => {
    const [row] = await post.raw<{ n: number | string }>(
      `select count(*) as n from messages where ${where}`,
    );
    return Number(row?.n);
  };
  return { ...post, count };
}

test.for<[string, number, string]>([
  ["is worth nothing any more", 8 * 24 * HOUR, "state = 'dropped' and reason = 'expired'"],
  ["a wrong clock has put off", -3 * 24 * HOUR, `due_at = ${NOON - 3 * 24 * HOUR}`],
])("what %s is taken 500 at a time, until none is left", async ([, later, done]) => {
  const post = await openFull(1_001);
  post.time.now += later;
  for (const bite of sweepWaiting) await post.store.commit([bite(post.time.now)]);
  expect(await post.count(done)).toBe(500);
  await post.sender.sweep();
  expect(await post.count(done)).toBe(1_001);
});
