/** Senders that share an outbox. */
import { expect, test } from "vitest";
import type { Phone } from "../../src/base/phone.ts";
import type { Store } from "../../src/store/store.ts";
import { openPost } from "./post.ts";

const MESSAGES = 40;

async function filled() {
  const post = openPost();
  let inVain = 0;
  const commit: Store["commit"] = async (writes) => {
    const committed = await post.store.commit(writes);
    if (!committed.done && committed.why === "conflict") inVain++;
    return committed;
  };
  for (let phone = 0; phone < MESSAGES; phone++) {
    await post.queue({ to: `+2547110002${10 + phone}` as Phone }); // as gateways give it
  }
  const store = { ...post.store, commit };
  const sender = (at: number, of: number) => post.another({ store, share: () => ({ at, of }) });
  return { post, sender, inVain: () => inVain };
}

test("each has its own phones, together they have all, and nobody claims in vain", async () => {
  const { post, sender, inVain } = await filled();
  await Promise.all([0, 1, 2].map((at) => sender(at, 3).drain()));
  expect(new Set(post.sent.map(({ to }) => to)).size).toBe(MESSAGES);
  expect(post.sent).toHaveLength(MESSAGES);
  expect(inVain()).toBe(0);
});

test("who takes the whole while another goes sends nothing twice", async () => {
  const { post, sender } = await filled();
  await Promise.all([sender(0, 2).drain(), sender(0, 1).drain()]);
  expect(post.sent).toHaveLength(MESSAGES);
});

test("what one that died had claimed goes on with the first, within 30 s", async () => {
  const { post, sender } = await filled();
  const never = new Promise<never>(() => {});
  const claimed = Promise.withResolvers<void>();
  const dying = post.another({
    store: {
      ...post.store,
      commit: async (writes) => {
        // It claims, and is never heard of again.
        if (writes.some(({ statement }) => statement.name === "messages.sending")) {
          claimed.resolve();
          return never;
        }
        return post.store.commit(writes);
      },
    },
  });
  void dying.drain();
  await claimed.promise;
  const [first, second] = [sender(0, 2), sender(1, 2)];
  await second.sweep();
  post.time.now += 25_000;
  await second.sweep();
  await Promise.all([first.drain(), second.drain()]);
  const before = post.sent.length;
  expect(before).toBeLessThan(MESSAGES);
  await first.sweep();
  await Promise.all([first.drain(), second.drain()]);
  expect(post.sent).toHaveLength(MESSAGES);
});
