import { Agent } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { openAdmission, UNDER_WAY_MAX } from "../../src/admission.ts";
import { HOP_DEADLINE_MS } from "../../src/callback.ts";
import type { Sessions } from "../../src/session/contract.ts";
import { endBody, hopBody } from "../gateway/africastalking.bodies.ts";
import { CODE, EVENTS, openEdge, openLoopback, USSD } from "./edge.ts";
import { send } from "./wire.ts";

/** Sessions that keep every hop until they are told to go on. */
function holding() {
  const waiting: (() => void)[] = [];
  let full: (() => void) | null = null;
  const state = { open: false };
  return {
    state,
    /** Resolves when so many are inside. */
    inside: (count: number) =>
      new Promise<void>((resolve) => {
        full = () => {
          if (waiting.length === count) resolve();
        };
        full();
      }),
    letGo: () => {
      state.open = true;
      for (const go of waiting.splice(0)) go();
    },
    sessions: (sessions: Sessions): Sessions => ({
      ...sessions,
      takeHop: async (hop) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        if (!state.open) {
          waiting.push(resolve);
          full?.();
          await promise;
        }
        return sessions.takeHop(hop);
      },
    }),
  };
}

test("hops beyond what can be under way are sent away at once, and taken again later", async () => {
  const held = holding();
  const edge = openEdge({ sessions: held.sessions });
  const sessionIds = Array.from({ length: UNDER_WAY_MAX }, (_, place) => `s${place}`);
  const inside = sessionIds.map((sessionId) => edge.hop("", { sessionId }));
  await held.inside(UNDER_WAY_MAX);

  const said = await edge.hop("", { sessionId: "one-more" });
  expect(said).toMatch(/^END Sorry \d{4}$/);
  expect(edge.lines.of("hop")).toMatchObject([{ outcome: "overloaded", code: said.slice(-4) }]);
  const ended = await edge.post(EVENTS, endBody({ serviceCode: CODE }));
  expect(ended.status).toBe(200);
  expect(edge.lines.of("session_end")).toMatchObject([{ status: "overloaded" }]);
  expect((await edge.app.request("/health/live")).status).toBe(200);
  expect((await edge.app.request("/health/ready")).status).toBe(200);
  expect(await (await edge.app.request("/metrics")).text()).toContain('outcome="overloaded"} 1');

  held.letGo();
  for (const reply of await Promise.all(inside)) expect(reply).toMatch(/^CON /);
  expect(await edge.hop("", { sessionId: "one-more" })).toMatch(/^CON /);
});

test("a fault and an unreadable body give their places back", async () => {
  const edge = openEdge({
    sessions: (sessions) => ({
      ...sessions,
      takeHop: (hop) => (hop.text === "" ? Promise.reject(new Error("x")) : sessions.takeHop(hop)),
    }),
  });
  for (let i = 0; i < UNDER_WAY_MAX; i++) {
    await edge.hop("");
    await edge.post(USSD, "garbage");
    await edge.post(EVENTS, "garbage");
  }
  expect(edge.lines.of("hop").filter(({ outcome }) => outcome === "overloaded")).toEqual([]);
  expect(await edge.hop("1", { sessionId: "one-more" })).toMatch(/^CON /);
});

test("a body that never comes gives its place back at the deadline", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const edge = openEdge();
  const never = async () =>
    edge.app.request(USSD, { method: "POST", body: new ReadableStream(), duplex: "half" });
  const waiting = Array.from({ length: UNDER_WAY_MAX }, never);
  expect(await edge.hop("")).toMatch(/^END Sorry /);
  await vi.advanceTimersByTimeAsync(HOP_DEADLINE_MS);
  await Promise.all(waiting);
  expect(edge.lines.of("hop").at(-1)).toMatchObject({ unreadable: "too_slow" });
  expect(edge.lines.of("hop").filter(({ late }) => late === true)).toEqual([]);
  expect(await edge.hop("")).toMatch(/^CON /);
});

test("over the wire a hop that is sent away costs nobody the connection", async () => {
  const held = holding();
  const edge = await openLoopback({ sessions: held.sessions });
  const inside = Array.from({ length: UNDER_WAY_MAX }, (_, place) =>
    edge.hop("", { sessionId: `s${place}` }),
  );
  await held.inside(UNDER_WAY_MAX);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sent = { path: USSD, body: hopBody({ serviceCode: CODE, sessionId: "one-more" }), agent };
  for (const _ of ["once", "twice"]) {
    const away = await send(edge.port, sent);
    expect(away).toMatchObject({ status: 200, body: expect.stringMatching(/^END Sorry /) });
    expect(away.headers.connection).toBe("keep-alive");
  }
  held.letGo();
  await Promise.all(inside);
  expect((await send(edge.port, sent)).body).toMatch(/^CON /);
  agent.destroy();
});

test("what comes while the process is busy has waited since it last looked", async () => {
  const admission = openAdmission();
  const first = admission.arrived();
  await turn();
  // Read in the next turn of the event loop, as all that came meanwhile.
  expect(admission.arrived()).toBe(first);
  await turn();
  const second = admission.arrived();
  expect(second).toBeGreaterThan(first);
});

test("what comes to an idle process has not waited", async () => {
  const admission = openAdmission();
  const first = admission.arrived();
  await turn();
  await turn();
  await turn();
  const before = performance.now();
  expect(admission.arrived()).toBeGreaterThanOrEqual(before);
  expect(admission.arrived()).toBeGreaterThan(first);
});
