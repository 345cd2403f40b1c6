/** A whole server, without an account for SMS: from the API and a dial to the agency's system. */
import { expect, onTestFinished, test } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { systemClock } from "../../src/base/clock.ts";
import { systemRandom } from "../../src/base/ids.ts";
import { addStaff } from "../../src/staff/staff.ts";
import { makeToken } from "../../src/staff/tokens.ts";
import { dial, openTrial } from "../app/trial.ts";
import { openStore } from "../../src/store/open.ts";
import { LOOPBACK } from "./loopback.ts";
import { openReceiver } from "./receiver.ts";

test("a server sends events from its own thread, and counts them", async () => {
  const receiver = await openReceiver();
  const arrived = Promise.withResolvers<void>();
  receiver.script.push((_, response) => {
    response.writeHead(204).end();
    arrived.resolve();
  });
  const trial = await openTrial({ eventsAllow: LOOPBACK });
  const { database: place, vaultKeys } = trial.config;
  const store = await openStore({ place, serve: false, vaultKeys });
  onTestFinished(() => store.close());
  const at = systemClock();
  const { token, write } = makeToken({ staff: "a", at }, systemRandom);
  const administrator = { id: "a", name: "one", role: "administrator", at } as const;
  await store.commit([addStaff(administrator), write]);
  const made = await fetch(`${trial.url}/api/v1/subscriptions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "idempotency-key": "one",
      "content-type": "application/json",
    },
    body: JSON.stringify({ name: "works", url: receiver.url }),
  });
  expect(made.status).toBe(200);
  const line = trial.lines.next("delivery");
  let text = "";
  for (const typed of ["", "2", "3", "2", "1", "1", "1", "Near the gate", "2", "1", "1"]) {
    text = text === "" ? typed : `${text}*${typed}`;
    await dial(trial.port, "s1", text);
  }
  await arrived.promise;
  expect(receiver.heard).toHaveLength(1);
  expect(JSON.parse(receiver.heard[0]?.body ?? "")).toMatchObject({ type: "njia.request.opened" });
  expect(await line).toMatchObject({ state: "delivered", answer: "204", attempts: 1 });
  const metrics = await (await fetch(`${trial.url}/metrics`)).text();
  expect(metrics).toContain('njia_event_deliveries_total{state="delivered"} 1');
  await trial.stop();
  expect(trial.lines.text()).not.toMatch(/sesame|whsec_|127\.0\.0\.1:\d+\/hook/);
  expect(trial.lines.of("fault")).toEqual([]);
});

test("exceptions are read from EVENTS_ALLOW; outside production this machine is one, in production nothing", () => {
  const key = `k1:${Buffer.alloc(32, 1).toString("base64")}`;
  const env = {
    GATEWAY_KEYS: "k".repeat(32),
    VAULT_KEYS: key,
    LOOKUP_KEYS: key,
    PIN_PEPPER: "p".repeat(32),
    AT_USERNAME: "mfano",
    AT_API_KEY: "key",
  };
  const allowed = (more: object) => parseConfig({ ...env, ...more }).eventsAllow;
  expect(allowed({ NODE_ENV: "production" })).toEqual({ hosts: [], networks: [] });
  expect(allowed({}).hosts.map(({ host }) => host)).toEqual(["localhost", "127.0.0.1", "::1"]);
  expect(allowed({ EVENTS_ALLOW: "10.20.0.0/16" })).toEqual({
    hosts: [],
    networks: [{ address: "10.20.0.0", prefix: 16, family: "ipv4" }],
  });
  expect(() => allowed({ EVENTS_ALLOW: "0.0.0.0/0" })).toThrow(/EVENTS_ALLOW must list/);
});
