/** From the dial to the agency's system, and what becomes of events when that does not answer. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { openConnector } from "../../src/connector/connector.ts";
import { claim, dueDeliveries, LEASE_MS } from "../../src/events/claim.ts";
import { settle, unclaim } from "../../src/events/settle.ts";
import { addSubscription, changeSecret, openTarget } from "../../src/events/subscriptions.ts";
import { judge } from "../../src/events/verdict.ts";
import { deadlinesOf, historyOf, officerAsks, officerMoves } from "../life/office.ts";
import { deliveriesOf, eventsOf, HOUR, MINUTE, openAgency, report, SECRET } from "./agency.ts";
import { LOOPBACK } from "./loopback.ts";
import type { Reaction } from "./receiver.ts";

const PHONE = "+254711000111";

/** The oracle's own clock is the system's. */
function verify(secret: string, heard: { headers: object; body: string }, at: number): unknown {
  vi.useFakeTimers({ now: at, toFake: ["Date"] });
  try {
    return new Webhook(secret).verify(heard.body, heard.headers as Record<string, string>);
  } finally {
    vi.useRealTimers();
  }
}

test("a dial, a move and a deadline reach the agency's system, signed, in order of their numbers", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  const ref = await report(world, PHONE);
  await deliverer.drain();
  world.time.now += HOUR;
  await officerMoves(world, ref, "assigned");
  await deliverer.drain();
  world.time.now += 9 * 24 * HOUR;
  expect(await deadlinesOf(world)).toBe(1);
  await deliverer.drain();

  const events = eventsOf(system);
  const [opened] = events;
  expect(events.map(({ type, data }) => [type, data.seq, data.from, data.status, data.by])).toEqual(
    [
      ["njia.request.opened", 1, null, "received", "citizen"],
      ["njia.request.status-changed", 2, "received", "assigned", "staff"],
      ["njia.request.late", 3, "assigned", "assigned", "clock"],
    ],
  );
  expect(opened).toEqual({
    specversion: "1.0",
    id: expect.stringMatching(/^[0-9a-f-]{36}_1$/),
    source: "urn:njia:requests",
    type: "njia.request.opened",
    subject: ref,
    time: "2026-11-23T06:00:00.000Z",
    datacontenttype: "application/json",
    data: {
      ref,
      service: "report",
      seq: 1,
      status: "received",
      from: null,
      reason: null,
      by: "citizen",
      opened_at: "2026-11-23T06:00:00.000Z",
    },
  });
  expect(new Set(events.map(({ id }) => id)).size).toBe(3);
  const times = [0, HOUR, HOUR + 9 * 24 * HOUR].map((ms) => Date.UTC(2026, 10, 23, 6) + ms);
  for (const [place, heard] of system.heard.entries()) {
    expect(heard.headers["content-type"]).toBe("application/cloudevents+json");
    expect(heard.headers["webhook-id"]).toBe(events[place].id);
    const at = times[place] ?? 0;
    expect(verify(system.secret, heard, at)).toEqual(events[place]);
    const forged = { ...heard, body: heard.body.replace("report", "bursary") };
    expect(() => verify(system.secret, forged, at)).toThrow(/signature/i);
  }
});

test("nothing of the citizen is in what is sent: no number, no name of theirs, no word", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  const ref = await report(world, PHONE);
  await officerMoves(world, ref, "assigned");
  await officerAsks(world, ref, "Is it the big pipe?");
  await officerMoves(world, ref, "resolved");
  await deliverer.drain();
  const lines = await historyOf(world, ref);
  const person = lines[0]?.actor.replace("person:", "") ?? "";
  expect(person).toMatch(/^[0-9a-f-]{36}$/);
  expect(system.heard).toHaveLength(3);
  for (const { body, headers, path } of system.heard) {
    const said = [body, path, ...Object.values(headers)].join("\n");
    for (const unwanted of [
      "254711",
      "0711000111",
      "711000111",
      person,
      SECRET,
      "big pipe",
      "staff:",
    ]) {
      expect(said).not.toContain(unwanted);
    }
    expect(said.replace(/[0-9a-f-]{36}/g, "")).not.toMatch(/\+?\d{9,}(?!\d*\n)/);
  }
});

test("every line of a history that tells of a status is an event, and no other line is", async () => {
  const agency = await openAgency();
  const { world } = agency;
  const system = await agency.subscribe();
  const ref = await report(world, PHONE);
  expect(await officerMoves(world, ref, "closed")).not.toBeNull();
  await officerMoves(world, ref, "assigned");
  await officerAsks(world, ref, "Which pipe?");
  world.time.now += 9 * 24 * HOUR;
  await deadlinesOf(world);
  await officerMoves(world, ref, "resolved");
  const told = (await historyOf(world, ref)).filter(({ action }) =>
    /submit|move|late/.test(action),
  );
  const queued = await deliveriesOf(world.store());
  expect(told.length).toBeGreaterThan(3);
  expect(queued.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(
    told.map(({ seq }) => seq),
  );
  expect(queued.every(({ subscription }) => subscription === system.id)).toBe(true);
});

test("a subscription is told of its service alone, from its first event on, and nothing after its end", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const before = await report(world, PHONE);
  const [all, reports, bursaries] = [
    await agency.subscribe(),
    await agency.subscribe("report"),
    await agency.subscribe("bursary"),
  ];
  await report(world, "+254711000112");
  await officerMoves(world, before, "assigned");
  await deliverer.drain();
  expect([all, reports, bursaries].map(({ heard }) => heard.length)).toEqual([2, 2, 0]);
  reports.state.always = 410;
  await officerMoves(world, before, "in_progress");
  await deliverer.drain();
  await officerMoves(world, before, "resolved");
  await deliverer.drain();
  expect([all, reports].map(({ heard }) => heard.length)).toEqual([4, 3]);
});

test("a system that is down gets the event with the same id and body once it is up", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  system.script.push(500, 503, (request) => void request.socket.destroy());
  await report(world, PHONE);
  await deliverer.drain();
  await deliverer.drain();
  expect(system.heard).toHaveLength(1);
  for (const wait of [7_000, 7 * MINUTE, 40 * MINUTE, 3 * HOUR]) {
    world.time.now += wait;
    await deliverer.drain();
  }
  expect(system.heard).toHaveLength(4);
  expect(new Set(system.heard.map(({ body }) => body)).size).toBe(1);
  expect(new Set(system.heard.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  const stamps = system.heard.map(({ headers }) => headers["webhook-timestamp"]);
  expect(new Set(stamps).size).toBe(4);
  expect(agency.told.map(({ state, answer, attempts }) => [state, answer, attempts])).toEqual([
    ["pending", "500", 1],
    ["pending", "503", 2],
    ["pending", "broken_off", 3],
    ["delivered", "204", 4],
  ]);
  expect((await system.now()).failures).toBe(0);
});

test("after three days an event is given up and that is told, once in a while, and it can be had again", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  system.state.always = 500;
  await report(world, PHONE);
  await report(world, "+254711000112");
  for (let hours = 0; hours <= 80; hours++) {
    await deliverer.drain();
    await deliverer.sweep();
    world.time.now += HOUR;
  }
  const rows = await deliveriesOf(world.store());
  expect(rows.map(({ state, answer }) => [state, answer])).toEqual([
    ["failed", "500"],
    ["failed", "500"],
  ]);
  expect(agency.alarms.length).toBeGreaterThan(0);
  expect(agency.alarms.length).toBeLessThanOrEqual(2);
  expect(agency.alarms[0]).toEqual({ subscription: system.id, code: "events_failed" });
  // Some ten for each, and not one a minute.
  expect(system.heard.length).toBeLessThan(30);
  expect(agency.waiting.at(-1)).toBe(0);
});

test("what waits behind a dead system is given up too, although it was hardly tried", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  system.state.always = 500;
  for (let phone = 100; phone < 130; phone++) await report(world, `+254711000${phone}`);
  await deliverer.drain();
  expect(system.heard.length).toBeLessThan(20);
  const first = system.heard.length;
  world.time.now += 76 * HOUR;
  await deliverer.sweep();
  const rows = await deliveriesOf(world.store());
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(["failed"]));
  expect(rows.filter(({ answer }) => answer === "not_tried")).toHaveLength(30 - first);
  expect(agency.alarms).toEqual([{ subscription: system.id, code: "events_failed" }]);
});

test("a dead system gets one call at a time, is in nobody's way, and gets everything when it is back", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const dead = await agency.subscribe();
  const alive = await agency.subscribe();
  dead.state.always = 500;
  for (let phone = 100; phone < 130; phone++) await report(world, `+254711000${phone}`);
  await deliverer.drain();
  expect(alive.heard).toHaveLength(30);
  const first = dead.heard.length;
  expect(first).toBeLessThan(20);
  const { failures, pausedUntil } = await dead.now();
  expect(failures).toBe(first);
  expect(pausedUntil).toBeGreaterThan(world.time.now);
  await deliverer.drain();
  expect(dead.heard).toHaveLength(first);
  world.time.now = pausedUntil;
  await deliverer.drain();
  expect(dead.heard).toHaveLength(first + 1);
  dead.state.always = 204;
  world.time.now += HOUR;
  await deliverer.drain();
  const ids = new Set(eventsOf(dead).map(({ id }) => id));
  expect(ids.size).toBe(30);
  const rows = await deliveriesOf(world.store());
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(["delivered"]));
  expect(await dead.now()).toMatchObject({ failures: 0, pausedUntil: 0 });
});

test("the first event that is taken again brings those that were to wait for hours", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  system.state.always = 503;
  await report(world, PHONE);
  for (const wait of [0, 1, 1, 1, 3, 6].map((hours) => hours * HOUR)) {
    world.time.now += wait;
    await deliverer.drain();
  }
  const [waiting] = await deliveriesOf(world.store());
  expect((await system.now()).failures).toBeGreaterThanOrEqual(5);
  world.time.now = (await system.now()).pausedUntil;
  expect(waiting?.due_at).toBeGreaterThan(world.time.now + HOUR);
  system.state.always = 204;
  const heard = system.heard.length;
  await report(world, "+254711000112");
  await deliverer.drain();
  expect(system.heard).toHaveLength(heard + 2);
  const rows = await deliveriesOf(world.store());
  expect(rows.map(({ state }) => state)).toEqual(["delivered", "delivered"]);
});

test("what was queued by a clock that was ahead does not wait until then", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  world.time.now += 365 * 24 * HOUR;
  await report(world, PHONE);
  world.time.now -= 365 * 24 * HOUR;
  await deliverer.drain();
  expect(system.heard).toHaveLength(0);
  await deliverer.sweep();
  await deliverer.drain();
  expect(system.heard).toHaveLength(1);
});

test("what waits because its system asked for time is left to wait", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  system.script.push(
    (_, response) => void response.writeHead(503, { "retry-after": "21600" }).end(),
  );
  await report(world, PHONE);
  await deliverer.drain();
  const due = world.time.now + 6 * HOUR;
  expect(await deliveriesOf(world.store())).toMatchObject([{ due_at: due }]);
  await deliverer.sweep();
  expect(await deliveriesOf(world.store())).toMatchObject([{ due_at: due }]);
});

test("a system that asks for time gets it, within reason", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  const busy =
    (after: string): Reaction =>
    (_, response) =>
      void response.writeHead(429, { "retry-after": after }).end();
  system.script.push(busy("3600"), busy("999999999"));
  await report(world, PHONE);
  await deliverer.drain();
  await report(world, "+254711000112");
  world.time.now += HOUR - MINUTE;
  await deliverer.drain();
  expect(system.heard).toHaveLength(1);
  world.time.now += MINUTE;
  await deliverer.drain();
  expect(system.heard.length).toBeGreaterThan(1);
  world.time.now += 6 * HOUR;
  await deliverer.drain();
  const rows = await deliveriesOf(world.store());
  expect(rows.map(({ state }) => state)).toEqual(["delivered", "delivered"]);
});

test("410 ends the subscription, with its secrets, and drops what waits", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  system.script.push(500, 410);
  await report(world, PHONE);
  await deliverer.drain();
  await report(world, "+254711000112");
  await deliverer.drain();
  await deliverer.sweep();
  expect(await system.now()).toMatchObject({ endedReason: "gone", endedAt: world.time.now });
  expect(openTarget(agency.vault, await system.now()).secrets).toEqual([]);
  const rows = await deliveriesOf(world.store());
  expect(rows.map(({ state }) => state)).toEqual(["dropped", "dropped"]);
  expect(new Set(rows.map(({ answer }) => answer))).toEqual(new Set(["410", "ended"]));
  world.time.now += HOUR;
  await deliverer.drain();
  expect(system.heard).toHaveLength(2);
});

test("for a day two secrets sign, and then the new one alone", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  const rotate = async (secret: string) => {
    const found = await system.now();
    const target = openTarget(agency.vault, found);
    const at = world.time.now;
    expect(await world.store().commit([changeSecret(found, target, { secret, at })])).toEqual({
      done: true,
    });
  };
  const second = `whsec_${Buffer.alloc(32, 2).toString("base64")}`;
  await rotate(second);
  await report(world, PHONE);
  await deliverer.drain();
  const [heard] = system.heard;
  if (heard === undefined) throw new Error("nothing was heard");
  for (const secret of [system.secret, second]) verify(secret, heard, world.time.now);
  world.time.now += 24 * HOUR;
  await report(world, "+254711000112");
  await deliverer.drain();
  const later = system.heard[1] ?? heard;
  verify(second, later, world.time.now);
  expect(() => verify(system.secret, later, world.time.now)).toThrow(/signature/i);
  // Changed twice, the one before the last is gone at once.
  await rotate(`whsec_${Buffer.alloc(32, 3).toString("base64")}`);
  await rotate(`whsec_${Buffer.alloc(32, 4).toString("base64")}`);
  await report(world, "+254711000113");
  await deliverer.drain();
  const last = system.heard[2] ?? heard;
  expect(() => verify(second, last, world.time.now)).toThrow(/signature/i);
});

test("a deliverer that dies in a call leaves the event to the next one, after its lease", async () => {
  const agency = await openAgency();
  const { world } = agency;
  const system = await agency.subscribe();
  const arrived = Promise.withResolvers<void>();
  const hanging = agency.another({
    post: () => {
      arrived.resolve();
      return new Promise(() => {});
    },
  });
  await report(world, PHONE);
  void hanging.drain();
  await arrived.promise;
  await agency.deliverer.drain();
  expect(system.heard).toHaveLength(0);
  world.time.now += MINUTE;
  await agency.deliverer.drain();
  expect(system.heard).toHaveLength(1);
  const [row] = await deliveriesOf(world.store());
  expect(row).toMatchObject({ state: "delivered", attempts: 2 });
});

test("a deliverer that is killed in a call leaves the event to another process", async () => {
  const agency = await openAgency();
  const { world } = agency;
  world.time.now = systemClock();
  const system = await agency.subscribe();
  await report(world, PHONE);
  const child = fork(join(import.meta.dirname, "kill-child.ts"), [JSON.stringify(world.place)], {
    stdio: "inherit",
  });
  system.script.push(() => void child.kill("SIGKILL"));
  const [, signal] = (await once(child, "exit")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  world.time.now = systemClock() + MINUTE;
  await agency.deliverer.drain();
  const ids = system.heard.map(({ headers }) => headers["webhook-id"]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
  expect(await deliveriesOf(world.store())).toMatchObject([{ state: "delivered", attempts: 2 }]);
});

test("one that was slow writes no more over what another has settled", async () => {
  const agency = await openAgency();
  const { world } = agency;
  await agency.subscribe();
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<{ is: "answered"; status: number; retryAfter: null }>();
  const slow = agency.another({
    post: () => {
      arrived.resolve();
      return answer.promise;
    },
  });
  await report(world, PHONE);
  const drained = slow.drain();
  await arrived.promise;
  world.time.now += MINUTE;
  await agency.deliverer.drain();
  answer.resolve({ is: "answered", status: 500, retryAfter: null });
  await drained;
  expect(await deliveriesOf(world.store())).toMatchObject([{ state: "delivered", answer: "204" }]);
});

test("one whose claim was taken over writes nothing, although the event waits again", async () => {
  const agency = await openAgency();
  const { world } = agency;
  const { id: subscription } = await agency.subscribe();
  await report(world, PHONE);
  const store = world.store();
  const next = async () => {
    const [due] = await dueDeliveries(store, { subscription, at: world.time.now });
    if (due === undefined) throw new Error("nothing is due");
    expect(await store.commit([claim(due, world.time.now)])).toMatchObject({ done: true });
    return due;
  };
  const slow = await next();
  world.time.now += LEASE_MS;
  await next();
  const answered = { is: "answered", status: 204, retryAfter: null } as const;
  const as = { failures: 0, at: world.time.now };
  const verdict = judge(slow, answered, { ...as, believed: true, chance: 0 });
  expect(await store.commit(settle(slow, verdict, as))).toMatchObject({ why: "conflict" });
  await store.commit([unclaim(slow)]);
  expect(await deliveriesOf(store)).toMatchObject([
    { state: "pending", attempts: 2, lease_until: world.time.now + LEASE_MS },
  ]);
});

test("a claim holds against a deliverer whose clock is a little slow, and for less than 30 s", async () => {
  const agency = await openAgency();
  const { world } = agency;
  const system = await agency.subscribe();
  await report(world, PHONE);
  const claimed = Promise.withResolvers<void>();
  const gone = agency.another({
    post: () => {
      claimed.resolve();
      return new Promise<never>(() => {});
    },
  });
  void gone.drain();
  await claimed.promise;
  const slow = agency.another(undefined, { clock: () => world.time.now - 5_000 });
  await slow.drain();
  expect(system.heard).toEqual([]);
  world.time.now += 29_000;
  await agency.deliverer.drain();
  expect(system.heard).toHaveLength(1);
});

test("two deliverers on one store send an event once", async () => {
  const agency = await openAgency();
  const system = await agency.subscribe();
  const other = agency.another();
  for (let phone = 100; phone < 110; phone++) await report(agency.world, `+254711000${phone}`);
  await Promise.all([agency.deliverer.drain(), other.drain()]);
  expect(system.heard).toHaveLength(10);
});

test("a stop breaks off a call that hangs, and the event is as if it had not been tried", async () => {
  const agency = await openAgency();
  const { world } = agency;
  const system = await agency.subscribe();
  const arrived = Promise.withResolvers<void>();
  system.script.push(() => arrived.resolve());
  await report(world, PHONE);
  const stopping = agency.another(undefined, { closeMs: 0 });
  const drained = stopping.drain();
  await arrived.promise;
  await stopping.close();
  await drained;
  expect(await deliveriesOf(world.store())).toMatchObject([{ state: "pending", attempts: 0 }]);
  await agency.deliverer.drain();
  expect(await deliveriesOf(world.store())).toMatchObject([{ state: "delivered", attempts: 1 }]);
  expect((await system.now()).failures).toBe(0);
});

test("by itself it delivers soon, and says nothing when there is nothing", async () => {
  const agency = await openAgency();
  const { world } = agency;
  const system = await agency.subscribe();
  const arrived = Promise.withResolvers<void>();
  system.script.push((_, response) => {
    response.writeHead(204).end();
    arrived.resolve();
  });
  await report(world, PHONE);
  const deliverer = agency.another();
  deliverer.start();
  await arrived.promise;
  await deliverer.close();
  expect(await deliveriesOf(world.store())).toMatchObject([{ state: "delivered" }]);
});

test("a subscription under keys we do not have is told of, and holds up no other", async () => {
  const agency = await openAgency();
  const { world, deliverer } = agency;
  const system = await agency.subscribe();
  const foreign = addSubscription({
    id: "foreign",
    name: "of another key",
    service: null,
    url: system.url,
    secret: system.secret,
    at: world.time.now,
  });
  const target = foreign.values["target"];
  if (typeof target !== "object" || target === null) throw new Error("not sealed");
  const elsewhere = { ...target, at: { ...target.at, row: "another" } };
  await world.store().commit([{ ...foreign, values: { ...foreign.values, target: elsewhere } }]);
  await report(world, PHONE);
  await deliverer.drain();
  await deliverer.drain();
  expect(system.heard).toHaveLength(1);
  expect(agency.alarms).toEqual([{ subscription: "foreign", code: "unreadable_target" }]);
});

test("an address that leads to us by now is not called, and is tried again like any other", async () => {
  const agency = await openAgency();
  const { world } = agency;
  const system = await agency.subscribe();
  const strict = openConnector({ allowed: { ...LOOPBACK, networks: [] } });
  const deliverer = agency.another(strict);
  onTestFinished(() => deliverer.close());
  await report(world, PHONE);
  await deliverer.drain();
  expect(system.state.connections).toBe(0);
  const rows = await deliveriesOf(world.store());
  expect(rows).toMatchObject([{ state: "pending", answer: "private_address", attempts: 1 }]);
});
