/** The sender's thread beside a server dies: real threads, a real database, the fake provider as the witness. */
import type { Worker } from "node:worker_threads";
import { expect, onTestFinished, test, vi } from "vitest";
import { openFakeAt } from "../../src/cli/fake-at/fake-at.ts";
import { openLog } from "../../src/insight/log.ts";
import { openMetrics } from "../../src/insight/metrics.ts";
import { startSender } from "../../src/sender-beside.ts";
import { LEASE_MS } from "../../src/messages/message.ts";
import { systemClock } from "../../src/base/clock.ts";
import { openPost, OTHER, PHONE, RULES } from "../messages/post.ts";
import { testKeys } from "../store/vault.ts";
import { openLines } from "./edge.ts";

/** Waiting for threads, not for a time: it ends as soon as what is expected is so. */
const SOON = { timeout: 50_000 };

async function openBeside() {
  const fake = await openFakeAt();
  onTestFinished(() => fake.close());
  const post = openPost();
  const threads: Worker[] = [];
  const sms = { username: "mfano", apiKey: "key", from: null, url: fake.url };
  const quiet = { ...RULES.quiet, from: 0, until: 0 };
  const eventsAllow = { hosts: [], networks: [] };
  const rules = { ...RULES, quiet };
  const data = { place: post.place, ...testKeys(), sms, eventsAllow, rules };
  const begin = () =>
    startSender(data, {
      log: openLog("info", openLines().sink),
      metrics: openMetrics(),
      onFatal: (fault) => {
        throw fault;
      },
      againMs: 0,
      onBegun: (thread) => threads.push(thread),
    });
  return { fake, post, threads, begin };
}

test("a thread that dies is begun anew: what it was sending is in doubt, what it had claimed is sent", async () => {
  const { fake, post, threads, begin } = await openBeside();
  const at = systemClock();
  const sending = await post.queue({ at });
  const claimed = await post.queue({ at, to: OTHER });
  await post.raw(
    "update messages set state = 'claimed', fence = 1, lease_until = ? where id = ?",
    at + LEASE_MS,
    claimed,
  );
  fake.faultFor(PHONE, "stall");
  const sender = begin();
  await vi.waitFor(() => expect(fake.accepted).toHaveLength(1), SOON);
  expect(await post.states(sending, claimed)).toEqual(["sending", "claimed"]);

  await threads[0]?.terminate();
  await vi.waitFor(() => expect(threads).toHaveLength(2), SOON);
  // A lease later, by the clock of the rows.
  await post.raw("update messages set lease_until = lease_until - ?", LEASE_MS);
  await vi.waitFor(async () => expect((await post.row(claimed)).state).toBe("accepted"), SOON);
  expect(await post.row(sending)).toMatchObject({ state: "ambiguous", reason: "sender_gone" });
  await sender.close();
  expect(fake.accepted.map(({ to }) => to)).toEqual([PHONE, OTHER]);
});

test("one that is dead when it is stopped holds up no stop, and none is begun after it", async () => {
  const { threads, begin } = await openBeside();
  const sender = begin();
  const dead = threads[0]?.terminate();
  const closed = sender.close();
  await Promise.all([dead, closed]);
  expect(threads).toHaveLength(1);
});
