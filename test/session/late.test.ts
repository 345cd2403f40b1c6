import { describe, expect, test } from "vitest";
import { monotonic } from "../../src/base/clock.ts";
import { seededRandom } from "../../src/base/ids.ts";
import { openVault } from "../../src/base/vault.ts";
import type { Agency, Said } from "../../src/session/agency.ts";
import {
  openLookUps,
  UNDER_WAY_MAX,
  type LookUpEvents,
  type LookUpFact,
} from "../../src/session/look-ups.ts";
import { LEASE_MS } from "../../src/session/look-up-rows.ts";
import { openLookingUp } from "../../src/session/looking-up.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { edited } from "../menu/edited.ts";
import { testKeys } from "../store/vault.ts";
import type { World, WorldOptions } from "../world.ts";
import {
  another,
  asked,
  BUSY,
  caller,
  found,
  GOOD,
  KNOWN,
  PHONE,
  scripted,
  UNKNOWN,
} from "./shop.ts";

const MINUTE = 60_000;

/** The first wait is over at once, so that whatever has not come yet is late; later ones never are. */
function impatient() {
  let waits = 0;
  return () => (waits++ === 0 ? Promise.resolve() : new Promise<void>(() => {}));
}

const openRows = statement("test.look_ups", (q, t, _given: Given<object>) =>
  q.select({ state: t.lookUps.state, lease: t.lookUps.lease_until }).from(t.lookUps),
);
const rowsOf = (world: World) => world.store().read(openRows, {});
/** Owed, and nobody works on it. */
const WAITING = [{ state: "owed", lease: 0 }];

/** A system whose first answer comes when the test says so; the others follow one after the other. */
function slow(...others: Said[]) {
  const first = Promise.withResolvers<Said>();
  return { ...scripted(first.promise, ...others), say: first.resolve };
}

/** Somebody who was told that an SMS will come. */
async function promised(options: WorldOptions) {
  const phone = await asked({ wait: impatient(), ...options });
  expect(await phone.reply(KNOWN)).toBe("END We will send an SMS");
  return phone;
}

const texts = (sent: readonly { text: string }[]) => sent.map(({ text }) => text);

test("an answer behind the deadline enters the draft, and the SMS says to dial", async () => {
  const system = slow();
  const phone = await promised({ agency: system.agency });
  expect(await phone.world.sms()).toEqual([]);
  system.say(found(3000));
  await expect.poll(() => rowsOf(phone.world)).toEqual([]);
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
  await phone.dial();
  expect(await phone.reply("1")).toContain("MFANO KIOSK, -: 3200");
  expect(system.inputs).toHaveLength(1);
  expect(phone.world.faults).toEqual([]);
});

test("one that found nothing is told too; the next dial says so, and nobody is asked again", async () => {
  const system = slow(found(3000));
  const phone = await promised({ agency: system.agency });
  system.say({ is: "none" });
  await expect.poll(() => rowsOf(phone.world)).toEqual([]);
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
  await phone.dial();
  expect(await phone.reply("1")).toContain("No business 4821 0372");
  expect(system.inputs).toHaveLength(1);
  // Whoever types the same once more means it.
  await phone.reply("1");
  expect(await phone.reply(KNOWN)).toContain("3200");
  expect(system.inputs).toHaveLength(2);
});

test("a safe one that failed is asked again, ever less often, until it answers", async () => {
  const system = slow(BUSY, BUSY, found(3000));
  const { world } = await promised({ agency: system.agency });
  system.say(BUSY);
  await expect.poll(() => rowsOf(world)).toEqual(WAITING);
  await world.late().drain();
  expect(system.inputs).toHaveLength(1);
  for (const wait of [30_000, 60_000, 120_000]) {
    world.time.now += wait - 1;
    await world.late().drain();
    const before = system.inputs.length;
    world.time.now += 1;
    await world.late().drain();
    expect(system.inputs).toHaveLength(before + 1);
  }
  expect(texts(await world.sms())).toEqual(["Dial *1#"]);
});

test("one that never answers is given up after six hours, and that is told", async () => {
  const agency: Agency = { ask: () => Promise.resolve(BUSY) };
  const first = slow();
  let asks = 0;
  const failing: Agency = { ask: (...all) => (asks++ === 0 ? first.agency : agency).ask(...all) };
  const { world } = await promised({ agency: failing });
  first.say(BUSY);
  await expect.poll(() => rowsOf(world)).toEqual(WAITING);
  for (let minutes = 0; minutes < 6 * 60 + 16; minutes += 15) {
    world.time.now += 15 * MINUTE;
    await world.late().drain();
  }
  expect(await rowsOf(world)).toEqual([]);
  expect(texts(await world.sms())).toEqual(["Dial *1# again"]);
  expect(asks).toBeLessThan(40);
});

test("a process that dies with a call under way leaves it to another within 30 s", async () => {
  const system = slow();
  const { world } = await promised({ agency: system.agency });
  const next = scripted(found(3000));
  const second = another(world, next.agency);
  world.time.now += LEASE_MS - 1;
  await second.drain();
  expect(next.inputs).toEqual([]);
  world.time.now += 1;
  // It looks every five seconds.
  expect(LEASE_MS + 5_000).toBeLessThan(30_000);
  await second.drain();
  expect(next.inputs).toEqual([{ id: KNOWN }]);
  expect(texts(await world.sms())).toEqual(["Dial *1#"]);
  // The first one was only slow: what it has to say is nobody's any more.
  system.say(found(9));
  await expect.poll(() => world.faults).toEqual([]);
  expect(await world.sms()).toEqual([]);
});

test("a process whose clock is a little slow takes nothing from one that lives", async () => {
  const { world } = await promised({ agency: slow().agency });
  world.time.now += MINUTE;
  const holder = scripted(new Promise<never>(() => {}));
  void another(world, holder.agency).drain();
  await expect.poll(() => holder.inputs).toHaveLength(1);
  const next = scripted(found(3000));
  await another(world, next.agency, 5_000).drain();
  expect(next.inputs).toEqual([]);
});

test("two processes at once tell it once", async () => {
  const system = slow();
  const { world } = await promised({ agency: system.agency });
  world.time.now += MINUTE;
  const others = [1, 2, 3].map(() => scripted(found(3000)));
  await Promise.all(others.map(({ agency }) => another(world, agency).drain()));
  expect(others.flatMap(({ inputs }) => inputs)).toHaveLength(1);
  expect(texts(await world.sms())).toEqual(["Dial *1#"]);
});

test("no SMS where the same was found in time at the next dial", async () => {
  const system = slow(found(4000));
  const phone = await promised({ agency: system.agency });
  await phone.dial();
  expect(await phone.reply("1")).toContain("4200");
  system.say(found(1));
  await phone.world.late().drain();
  expect(await rowsOf(phone.world)).toEqual([]);
  expect(await phone.world.sms()).toEqual([]);
  await phone.dial();
  expect(await phone.reply("1")).toContain("4200");
});

test("nor where another number was typed meanwhile", async () => {
  const system = slow({ is: "broken", why: "http_500" }, found(4000));
  const phone = await promised({ agency: system.agency });
  const { world } = phone;
  await phone.dial();
  await phone.reply("2", "1");
  expect(await phone.reply(UNKNOWN)).toContain("No register now");
  system.say(found(1));
  world.time.now += 10 * MINUTE;
  await world.late().drain();
  expect(await world.sms()).toEqual([]);
  expect(await rowsOf(world)).toEqual([]);
});

test("only what is safe to repeat is asked again; of the other its citizen is told", async () => {
  const menus = new Map(GOOD);
  const channel = menus.get("channel.yaml") ?? "";
  menus.set("channel.yaml", channel.replace("    repeat: safe\n", ""));
  const system = slow(found(3000));
  const phone = await promised({ agency: system.agency, menus });
  // Dialled again meanwhile: the one question is still open, and no second one is asked.
  await phone.dial();
  expect(await phone.reply("1")).toBe("END We will send an SMS");
  expect(system.inputs).toHaveLength(1);
  system.say(BUSY);
  await expect.poll(() => rowsOf(phone.world)).toEqual([]);
  expect(texts(await phone.world.sms())).toEqual(["Dial *1# again"]);
  expect(system.inputs).toHaveLength(1);
});

describe("the service is taken out meanwhile", () => {
  const GONE = edited(GOOD, [["shop.yaml", "title: Shop", "title: Shop\nreleased: false"]]);

  test("so its SMS says that, and invites nobody to dial", async () => {
    const system = slow();
    const phone = await promised({ agency: system.agency });
    await phone.world.publish(GONE);
    system.say(found(3000));
    await expect.poll(() => rowsOf(phone.world)).toEqual([]);
    expect(texts(await phone.world.sms())).toEqual(["Shop gone"]);
    expect(await phone.dial()).toContain("Shop gone");
    // What was found is there, should it come back.
    await phone.world.publish(GOOD);
    await phone.dial();
    expect(await phone.reply("1")).toContain("MFANO KIOSK, -: 3200");
    expect(system.inputs).toHaveLength(1);
  });

  test("and that which failed is not to be tried again", async () => {
    const system = slow();
    const { world } = await promised({ agency: system.agency });
    system.say(BUSY);
    await expect.poll(() => rowsOf(world)).toEqual(WAITING);
    await world.publish(GONE);
    world.time.now += MINUTE;
    expect(texts(await world.sms())).toEqual(["Shop gone"]);
    expect(await rowsOf(world)).toEqual([]);
    expect(system.inputs).toHaveLength(1);
  });
});

test("neither the question nor the answer is on disk in the clear, nor in the log", async () => {
  const system = slow();
  const phone = await asked({ agency: system.agency, wait: impatient() });
  const { world } = phone;
  expect(await phone.reply("3002 7120")).toBe("END We will send an SMS");
  system.say({ is: "found", fields: { name: "UMOJA CHEMIST", fee: 7500, ends: null } });
  await expect.poll(() => rowsOf(world)).toEqual([]);
  const stored = await world.stored();
  for (const secret of ["30027120", "UMOJA CHEMIST", PHONE]) {
    expect(stored.includes(secret)).toBe(false);
    expect(world.log.some((line) => line.includes(secret))).toBe(false);
  }
});

/** Look-ups outside of any hop, on the store of a world. */
async function alone(agency: Agency, on: LookUpEvents = {}) {
  const { world } = await caller();
  const release = world.releases().current();
  if (release === null) throw new Error("nothing is published");
  const needs = {
    store: world.store(),
    vault: openVault(testKeys()),
    clock: () => world.time.now,
    random: seededRandom(3),
    agency,
    wait: () => Promise.resolve(),
    on,
  };
  const lookUps = openLookUps(needs, () => Promise.resolve());
  const ask = (id: string) => {
    const of = { service: "shop", name: "business", connector: "register" };
    const lookUp = { ...of, inputs: { id }, marker: id };
    const until = monotonic() + 4_000;
    return lookUps.ask(release, lookUp, { person: `person ${id}`, code: "*1#", until });
  };
  return { world, ask };
}

test("how long a hop may wait is no matter of the clock that late answers are on", async () => {
  const { world } = await caller();
  const release = world.releases().current();
  if (release === null) throw new Error("nothing is published");
  const clock = () => world.time.now;
  const waits: number[] = [];
  const { lookUps } = openLookingUp({
    store: world.store(),
    vault: openVault(testKeys()),
    releases: world.releases(),
    clock,
    monotonic: clock,
    random: seededRandom(3),
    agency: scripted(found(3000)).agency,
    wait: (ms) => {
      waits.push(ms);
      return new Promise(() => {});
    },
  });
  const of = { service: "shop", name: "business", connector: "register" };
  const asker = { person: "person 1", code: "*1#", until: monotonic() + 4_000 };
  await lookUps.ask(release, { ...of, inputs: { id: "1" }, marker: "1" }, asker);
  expect(waits).toEqual([expect.toSatisfy((ms: number) => ms > 0 && ms <= 4_000)]);
});

test("what a hop asked that was never committed is owed to nobody", async () => {
  const { world, ask } = await alone({ ask: () => new Promise(() => {}) });
  await ask("1");
  const next = scripted(found(3000));
  world.time.now += 2 * MINUTE;
  await another(world, next.agency).drain();
  expect(next.inputs).toEqual([]);
  expect(await rowsOf(world)).toMatchObject([{ state: "asking" }]);
});

test("a hundred calls of a dead system under way are enough: others are told of an SMS at once", async () => {
  const held = Promise.withResolvers<Said>();
  let under = 0;
  const agency: Agency = {
    ask: () => {
      under++;
      return held.promise;
    },
  };
  const facts: LookUpFact[] = [];
  const { ask } = await alone(agency, { lookUp: (fact) => void facts.push(fact) });
  const many = Array.from({ length: UNDER_WAY_MAX + 20 }, (_, index) => ask(String(index)));
  const came = (await Promise.all(many)).map(({ lookedUp }) => lookedUp.came.is);
  expect(new Set(came)).toEqual(new Set(["late"]));
  expect(under).toBe(UNDER_WAY_MAX);
  // Whoever runs this sees those who were not even asked for.
  expect(facts).toHaveLength(many.length);
  expect(facts.filter(({ why, ms }) => why === "full" && ms === null)).toHaveLength(20);
  held.resolve(BUSY);
  await held.promise;
  await ask("more");
  expect(under).toBe(UNDER_WAY_MAX + 1);
});
