/** Callbacks that are answered before they are done. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HOP_DEADLINE_MS } from "../../src/callback.ts";
import type { Sessions } from "../../src/session/contract.ts";
import { endBody } from "../gateway/africastalking.bodies.ts";
import { CODE, EVENTS, openEdge } from "./edge.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** An edge whose sessions go on only when they are let, and then as `then` says. */
function openHeld(then: (sessions: Sessions) => Sessions) {
  const entered = Promise.withResolvers<void>();
  const let_ = Promise.withResolvers<void>();
  const held = async <T>(work: () => Promise<T>): Promise<T> => {
    entered.resolve();
    await let_.promise;
    return work();
  };
  const edge = openEdge({
    sessions: (sessions) => {
      const real = then(sessions);
      return {
        ...real,
        takeHop: (hop) => held(() => real.takeHop(hop)),
        endSession: (end) => held(() => real.endSession(end)),
      };
    },
  });
  return { edge, entered: entered.promise, letGo: let_.resolve };
}

/** Lets the deadline pass with the callback held inside. */
async function deadline(entered: Promise<void>): Promise<void> {
  await entered;
  await vi.advanceTimersByTimeAsync(HOP_DEADLINE_MS);
}

const exposed = async (edge: ReturnType<typeof openEdge>) =>
  (await edge.app.request("/metrics")).text();

test("a late hop is answered with an apology, and what it came to is told when it is known", async () => {
  const { edge, entered, letGo } = openHeld((sessions) => sessions);
  const said = edge.hop("");
  await deadline(entered);
  const code = /^END Sorry (\d{4})$/.exec(await said)?.[1];
  expect(code).toBeDefined();
  expect(edge.lines.of("hop")).toMatchObject([{ outcome: "late", code, session: null }]);
  expect(edge.lines.of("hop")[0]).not.toHaveProperty("late");

  const done = edge.lines.next("hop");
  letGo();
  expect(await done).toMatchObject({
    outcome: "start",
    late: true,
    code,
    session: expect.any(String),
    repeated: false,
  });
  const metrics = await exposed(edge);
  const labels = 'gateway="africastalking",service="none"';
  expect(metrics).toContain(`njia_late_hops_total{${labels},outcome="start"} 1`);
  expect(metrics).toContain(`njia_hops_total{${labels},outcome="late"} 1`);
  expect(metrics).not.toContain(`njia_hops_total{${labels},outcome="start"}`);
  // Its reply is kept.
  expect(await edge.hop("")).toMatch(/^CON /);
  expect(edge.lines.of("hop").at(-1)).toMatchObject({ outcome: "repeat" });
});

test("a late hop that fails is a fault under the code the citizen was told", async () => {
  const { edge, entered, letGo } = openHeld((sessions) => ({
    ...sessions,
    takeHop: () => Promise.reject(new TypeError("x")),
  }));
  const said = edge.hop("");
  await deadline(entered);
  const code = (await said).slice(-4);
  const done = edge.lines.next("hop");
  letGo();
  expect(await done).toMatchObject({ outcome: "fault", late: true, code });
  expect(edge.lines.of("fault")).toMatchObject([{ where: "hop", code, name: "TypeError" }]);
});

test("a late end is answered, and told once, when it is done", async () => {
  const { edge, entered, letGo } = openHeld((sessions) => sessions);
  const answered = edge.post(EVENTS, endBody({ serviceCode: CODE }));
  await deadline(entered);
  expect((await answered).status).toBe(200);
  expect(edge.lines.of("session_end")).toEqual([]);
  const done = edge.lines.next("session_end");
  letGo();
  expect(await done).toMatchObject({ status: "abandoned", late: true });
  expect(await exposed(edge)).toContain('njia_session_ends_total{status="abandoned"} 1');
});

test("a late end that fails is a fault", async () => {
  const { edge, entered, letGo } = openHeld((sessions) => ({
    ...sessions,
    endSession: () => Promise.reject(new RangeError("x")),
  }));
  const answered = edge.post(EVENTS, endBody({ serviceCode: CODE }));
  await deadline(entered);
  expect((await answered).status).toBe(200);
  const done = edge.lines.next("fault");
  letGo();
  expect(await done).toMatchObject({ where: "session_end", name: "RangeError" });
  expect(edge.lines.of("session_end")).toEqual([]);
});
