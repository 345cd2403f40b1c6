/** A standby that is waited for and hears nothing, while its primary is restarted: what the primary has alone is no answer. */
import { expect, onTestFinished, test } from "vitest";
import { openBeside } from "../store/open.ts";
import { KEY, openEdge } from "../app/edge.ts";
import { inboundBody, receiptBody } from "../gateway/sms.bodies.ts";
import { openPair } from "../store/pair.ts";
import { ask } from "../store/standby.ts";

test("a repeat is answered when the standby has what it repeats, not when the primary has it", async () => {
  const { primary, standby, between, place } = await openPair();
  const store = await openBeside(place, true);
  onTestFinished(() => store.close());
  const edge = openEdge({ store });
  const first = await edge.hop("");
  expect(first).toMatch(/^CON /);
  const kept = (server: typeof primary) => ask(server, "select id from sessions");

  between.silence();
  const second = { sessionId: "s2" };
  expect(await edge.hop("", second)).toMatch(/^END Sorry/);
  await primary.kill();
  await primary.start();
  expect(await kept(primary)).toHaveLength(2);
  expect(await edge.hop("", second)).toMatch(/^END Sorry/);
  const faults = edge.lines.of("fault").map(({ errorCode }) => errorCode);
  expect(faults).toEqual(["unanswered", "unanswered"]);

  between.mend();
  between.reset();
  await expect.poll(() => edge.hop("", second), { timeout: 30_000 }).toBe(first);
  await primary.kill();
  expect(await kept(standby)).toHaveLength(2);
});

test.each([
  ["an SMS", "inbound", inboundBody(), "inbound"],
  // Of a message that nobody knows: nothing else is written for it.
  ["a receipt", "delivery", receiptBody(), "receipts"],
])(
  "%s that comes again is taken when the standby has it, not when the primary has it",
  async (_what, kind, body, table) => {
    const { primary, standby, between, place } = await openPair();
    const store = await openBeside(place, true);
    onTestFinished(() => store.close());
    const edge = openEdge({ store });
    const path = `/gateways/africastalking/${KEY}/sms/${kind}`;
    const post = async () => (await edge.post(path, body)).status;
    const kept = (server: typeof primary) => ask(server, `select 1 from ${table}`);

    between.silence();
    expect(await post()).toBe(503);
    await primary.kill();
    await primary.start();
    expect(await kept(primary)).toHaveLength(1);
    expect(await post()).toBe(503);

    between.mend();
    between.reset();
    await expect.poll(post, { timeout: 30_000 }).toBe(200);
    await primary.kill();
    expect(await kept(standby)).toHaveLength(1);
  },
);
