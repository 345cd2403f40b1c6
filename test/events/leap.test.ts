/** A clock that is set wrong for a while gives no event up. */
import { expect, test } from "vitest";
import { deliveriesOf, HOUR, MINUTE, openAgency, report } from "./agency.ts";

const PHONE = "+254711000111";

test("a clock that leaps for two months and is set right again gives nothing up", async () => {
  const agency = await openAgency();
  const { world } = agency;
  const { start, passes, deliverer } = doubting(agency);
  const system = await agency.subscribe();
  system.state.always = 503;
  await report(world, PHONE);
  await deliverer.drain();
  world.time.now += 60 * 24 * HOUR;
  for (let minutes = 0; minutes < 30; minutes++) {
    passes(MINUTE);
    await deliverer.sweep();
    await deliverer.drain();
  }
  expect(await deliveriesOf(world.store())).toMatchObject([{ state: "pending" }]);
  // It is tried meanwhile, and not without a rest.
  expect(system.heard.length).toBeGreaterThan(1);
  expect(system.heard.length).toBeLessThan(6);
  expect(agency.alarms).toEqual([]);
  world.time.now = start + 31 * MINUTE;
  system.state.always = 204;
  await deliverer.sweep();
  await deliverer.drain();
  expect(await deliveriesOf(world.store())).toMatchObject([{ state: "delivered" }]);
});

test("a leap that stays is believed after a day, and what is too old is given up by then", async () => {
  const agency = await openAgency();
  const { world } = agency;
  const { passes, deliverer } = doubting(agency);
  const system = await agency.subscribe();
  system.state.always = 503;
  await report(world, PHONE);
  await deliverer.drain();
  world.time.now += 4 * 24 * HOUR;
  const states: unknown[] = [];
  for (let hours = 0; hours < 40; hours++) {
    passes(HOUR);
    await deliverer.sweep();
    await deliverer.drain();
    states.push((await deliveriesOf(world.store()))[0]?.state);
  }
  expect(states.indexOf("failed")).toBe(24);
});

test("whoever begins by a clock that is wrong gives nothing up before it is set right", async () => {
  const agency = await openAgency();
  const { world } = agency;
  const system = await agency.subscribe();
  system.state.always = 503;
  await report(world, PHONE);
  world.time.now += 60 * 24 * HOUR;
  const { start, passes, deliverer } = doubting(agency);
  for (let minutes = 0; minutes < 30; minutes++) {
    passes(MINUTE);
    await deliverer.sweep();
    await deliverer.drain();
  }
  expect(await deliveriesOf(world.store())).toMatchObject([{ state: "pending" }]);
  expect(agency.alarms).toEqual([]);
  world.time.now = start - 60 * 24 * HOUR + 31 * MINUTE;
  system.state.always = 204;
  await deliverer.sweep();
  await deliverer.drain();
  expect(await deliveriesOf(world.store())).toMatchObject([{ state: "delivered" }]);
});

test("where nobody delivered for four days each event has another try", async () => {
  const agency = await openAgency();
  const { world } = agency;
  const system = await agency.subscribe();
  await report(world, PHONE);
  world.time.now += 4 * 24 * HOUR;
  const { deliverer } = doubting(agency);
  await deliverer.sweep();
  await deliverer.drain();
  expect(await deliveriesOf(world.store())).toMatchObject([{ state: "delivered" }]);
  expect(system.heard).toHaveLength(1);
  // One whose system is away is given up when the hour is over.
  system.state.always = 503;
  await report(world, "+254711000222");
  await deliverer.drain();
  world.time.now += 4 * 24 * HOUR;
  const another = doubting(agency);
  const states: unknown[] = [];
  for (let minutes = 0; minutes < 70; minutes += 10) {
    await another.deliverer.sweep();
    states.push((await deliveriesOf(world.store())).map(({ state }) => state).toSorted()[1]);
    another.passes(10 * MINUTE);
  }
  expect(states.indexOf("failed")).toBe(6);
});

/** A deliverer with a monotonic clock of its own. */
function doubting(agency: Awaited<ReturnType<typeof openAgency>>) {
  const { time } = agency.world;
  let passed = 0;
  return {
    start: time.now,
    passes: (ms: number) => {
      passed += ms;
      time.now += ms;
    },
    deliverer: agency.another(undefined, { monotonic: () => passed }),
  };
}
