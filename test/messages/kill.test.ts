/** kill -9 of the sender at every step of a send; the fake provider's own log is the witness. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { openFakeAt, type FakeAt } from "../../src/cli/fake-at/fake-at.ts";
import { openAfricasTalkingSms } from "../../src/gateway/africastalking/sms.ts";
import { queueMessage } from "../../src/messages/outbox.ts";
import { takeReceipt } from "../../src/messages/receipts.ts";
import { openSender } from "../../src/messages/sender.ts";
import { openTestStore } from "../store/open.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { testVault } from "../store/vault.ts";
import { MINUTE, PHONE, RULES } from "./post.ts";

const vault = testVault();
const CHILD = join(import.meta.dirname, "kill-child.ts");

const states = statement("test.states", (q, t, _given: Given<object>) =>
  q.select({ state: t.messages.state, reason: t.messages.reason }).from(t.messages),
);

/** Before and after: the claim, `sending`, the call, and what became of it. */
const STEPS = [
  ["before it is claimed", 1, "accepted"],
  ["when it is claimed", 1, "accepted"],
  ["before `sending`", 1, "accepted"],
  ["when `sending` is on disk", 0, "ambiguous"],
  ["before the call", 0, "ambiguous"],
  ["after the call", 1, "ambiguous"],
  ["before the result is on disk", 1, "ambiguous"],
  ["when the result is on disk", 1, "accepted"],
] as const;

async function openProvider(): Promise<FakeAt> {
  const fake = await openFakeAt();
  onTestFinished(() => fake.close());
  return fake;
}

/** A message in an outbox, and a sender that is killed at one of its steps. */
async function killedAt(step: number, again: boolean) {
  const fake = await openProvider();
  const { store, place } = openTestStore();
  const message = {
    id: "m1",
    class: "reply" as const,
    template: "report/received",
    request: null,
    person: null,
    to: PHONE,
    text: "Report 4821 0372 received.",
    again,
    at: systemClock(),
  };
  await store.commit([queueMessage(vault, message, RULES.quiet)]);
  const child = fork(CHILD, [JSON.stringify(place), fake.url, String(step)], { stdio: "inherit" });
  const [, signal] = (await once(child, "exit")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");

  let later = 30_000;
  const account = { username: "mfano", apiKey: "key", from: null, url: fake.url };
  const sender = openSender({
    store,
    vault,
    provider: await openAfricasTalkingSms(account),
    clock: () => systemClock() + later,
    rules: () => RULES,
  });
  /** Another sender comes by after so many milliseconds. */
  const pass = async (ms = 30_000) => {
    later = ms;
    await sender.sweep();
    await sender.drain();
  };
  const state = async () => (await store.read(states, {}))[0]?.state;
  return { fake, store, pass, state };
}

test.each(STEPS.map(([what, sent, state], step) => ({ what, sent, state, step })))(
  "killed $what, it is sent $sent time(s) and $state",
  async ({ step, sent, state }) => {
    const killed = await killedAt(step, false);
    await killed.pass();
    expect(killed.fake.accepted).toHaveLength(sent);
    expect(await killed.state()).toBe(state);
    await killed.pass(60 * MINUTE);
    expect(killed.fake.accepted).toHaveLength(sent);
    const [message] = killed.fake.accepted;
    if (message === undefined || state === "accepted") return;
    // The receipt of a message that nobody saw accepted.
    const receipt = {
      gateway: "africastalking",
      providerId: message.id,
      status: "success" as const,
      said: "Success",
      phone: PHONE,
      reason: null,
      optedOut: false,
      network: null,
    };
    await killed.store.commit(takeReceipt(vault, receipt, systemClock()));
    expect(await killed.state()).toBe("accepted");
  },
);

test("a template that allows it is sent once more, and not a third time", async () => {
  const killed = await killedAt(6, true);
  await killed.pass();
  expect(killed.fake.accepted).toHaveLength(1);
  await killed.pass(16 * MINUTE);
  await killed.pass(60 * MINUTE);
  expect(killed.fake.accepted).toHaveLength(2);
  expect(await killed.state()).toBe("accepted");
});
