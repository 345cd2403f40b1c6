import { Agent } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { ACTIVE_MAX, PLACES, UNDER_WAY_MAX } from "../../src/admission.ts";
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
      takeHop: async (hop, coming) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        if (!state.open) {
          waiting.push(resolve);
          full?.();
          await promise;
        }
        return sessions.takeHop(hop, coming);
      },
    }),
  };
}

/** As many new calls as can be under way. */
const FULL = UNDER_WAY_MAX.dial;

test("hops beyond what can be under way are sent away at once, and taken again later", async () => {
  const held = holding();
  const edge = openEdge({ sessions: held.sessions });
  const sessionIds = Array.from({ length: FULL }, (_, place) => `s${place}`);
  const inside = sessionIds.map((sessionId) => edge.hop("", { sessionId }));
  await held.inside(ACTIVE_MAX);

  expect(await edge.hop("", { sessionId: "one-more" })).toBe("END busy");
  expect(edge.lines.of("hop")).toEqual([]);
  const who = { gateway: "africastalking", outcome: "overloaded", why: "busy", standing: "dial" };
  expect(edge.away()).toMatchObject([{ ...who, hops: 1 }]);
  const ended = await edge.post(EVENTS, endBody({ serviceCode: CODE }));
  expect(ended.status).toBe(200);
  expect(edge.lines.of("session_end")).toMatchObject([{ status: "overloaded" }]);
  expect((await edge.app.request("/health/live")).status).toBe(200);
  expect((await edge.app.request("/health/ready")).status).toBe(200);
  const metrics = await (await edge.app.request("/metrics")).text();
  expect(metrics).toContain('outcome="overloaded"} 1');
  expect(metrics).toContain('njia_hops_turned_away_total{why="busy",standing="dial"} 1');
  expect(metrics).toContain(`njia_callbacks_under_way ${FULL}`);
  expect(metrics).toContain(`njia_hop_wait_seconds_count ${FULL + 1}`);

  held.letGo();
  for (const reply of await Promise.all(inside)) expect(reply).toMatch(/^CON /);
  expect(await edge.hop("", { sessionId: "one-more" })).toMatch(/^CON /);
});

test("a call by a star path is sent away where a new call would be, and whoever goes on is not", async () => {
  const held = holding();
  const edge = openEdge({ sessions: held.sessions });
  held.state.open = true;
  await edge.hop("", { sessionId: "goes-on" });
  held.state.open = false;
  const inside = Array.from({ length: FULL }, (_, place) =>
    edge.hop("", { sessionId: `s${place}` }),
  );
  await held.inside(ACTIVE_MAX);
  const [star, goesOn] = ["star", "goes-on"].map((sessionId) => edge.hop("3", { sessionId }));
  held.letGo();
  expect(await star).toBe("END busy");
  expect(await goesOn).toMatch(/^CON /);
  expect(edge.away()).toMatchObject([{ outcome: "overloaded", standing: "dial", hops: 1 }]);
  for (const reply of await Promise.all(inside)) expect(reply).toMatch(/^CON /);
  expect(await edge.hop("3", { sessionId: "star" })).toMatch(/^CON /);
});

test("a fault and an unreadable body give their places back", async () => {
  const edge = openEdge({
    sessions: (sessions) => ({
      ...sessions,
      takeHop: (hop) => (hop.text === "" ? Promise.reject(new Error("x")) : sessions.takeHop(hop)),
    }),
  });
  for (let i = 0; i < PLACES / 3; i++) {
    await edge.hop("");
    await edge.post(USSD, "garbage");
    await edge.post(EVENTS, "garbage");
    // Otherwise all of it is one turn of the event loop, and the last of them has waited for seconds.
    await turn();
  }
  expect(edge.away()).toEqual([]);
  expect(await edge.hop("1", { sessionId: "one-more" })).toMatch(/^CON /);
});

test("a body that never comes gives its place back at the deadline", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const edge = openEdge();
  const never = async () =>
    edge.app.request(USSD, { method: "POST", body: new ReadableStream(), duplex: "half" });
  const waiting = Array.from({ length: PLACES }, never);
  // Not even read: whose it is, nobody knows.
  expect(await edge.hop("")).toBe("END busy");
  await vi.advanceTimersByTimeAsync(HOP_DEADLINE_MS);
  await Promise.all(waiting);
  expect(edge.lines.of("hop").at(-1)).toMatchObject({ unreadable: "too_slow" });
  expect(edge.lines.of("hop").filter(({ late }) => late === true)).toEqual([]);
  expect(await edge.hop("")).toMatch(/^CON /);
});

test("over the wire a hop that is sent away costs nobody the connection", async () => {
  const held = holding();
  const edge = await openLoopback({ sessions: held.sessions });
  const inside = Array.from({ length: FULL }, (_, place) =>
    edge.hop("", { sessionId: `s${place}` }),
  );
  await held.inside(ACTIVE_MAX);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sent = { path: USSD, body: hopBody({ serviceCode: CODE, sessionId: "one-more" }), agent };
  for (const _ of ["once", "twice"]) {
    const away = await send(edge.port, sent);
    expect(away).toMatchObject({ status: 200, body: "END busy" });
    expect(away.headers.connection).toBe("keep-alive");
  }
  // One line for both.
  expect(edge.away()).toMatchObject([{ outcome: "overloaded", hops: 2 }]);
  held.letGo();
  await Promise.all(inside);
  expect((await send(edge.port, sent)).body).toMatch(/^CON /);
  agent.destroy();
});
