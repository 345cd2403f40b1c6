/** More callers than can be served: who is taken, what the others read, and that nothing is lost by it. */
import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { FEW, openAdmission, SURE_MS, WAIT_MS } from "../../src/admission.ts";
import { septets } from "../../src/base/gsm7.ts";
import type { Store } from "../../src/store/store.ts";
import { Call, referenceIn, REPORT, testWorld } from "./call.ts";
import type { World } from "../world.ts";

const BUSY = {
  sw: "END Watu wengi wanapiga sasa. Piga tena baada ya dakika chache.",
  en: "END Many people are calling now. Please dial again in a few minutes.",
  saved:
    "END Watu wengi wanapiga sasa. Majibu yako yako salama. Piga tena baada ya dakika chache ili kuendelea.",
};
const BOTH = `${BUSY.sw}\n${BUSY.en.slice("END ".length)}`;

/** A world whose disk stands still when it is told to, and whose admission has a clock of its own. */
async function openStalling() {
  const time = { now: 0 };
  let gate: PromiseWithResolvers<void> | null = null;
  const admission = openAdmission(() => time.now);
  const disk = (store: Store): Store => ({
    ...store,
    read: (...asked) => store.read(...asked),
    commit: async (writes) => {
      await gate?.promise;
      return store.commit(writes);
    },
    close: () => store.close(),
  });
  const world = await testWorld({ admission, disk });
  // Before it closes, however the test ends.
  onTestFinished(() => gate?.resolve());
  return {
    world,
    time,
    admission,
    /** Resolves when so many are under way. */
    under: async (count: number) => {
      while (admission.underWay() < count) await turn();
    },
    stall: () => void (gate = Promise.withResolvers<void>()),
    goOn: () => gate?.resolve(),
  };
}

let phones = 0;
const stranger = (world: World) =>
  new Call(world, { phone: `+2547110${String(++phones).padStart(5, "0")}` });

/** What a gateway can show, whatever happened. */
function expectValid(reply: string): void {
  expect(reply).toMatch(/^(CON|END) \S/);
  expect(septets(reply)).toBeLessThanOrEqual(160);
}

test("while the disk stands still new calls are sent away first, and afterwards all is as it was", async () => {
  const { world, time, admission, under, stall, goOn } = await openStalling();
  const near = await stranger(world).dial();
  expect(await near.type(...REPORT)).toContain("1. Send");
  const english = await stranger(world).dial();
  await english.type("2");
  const begun = await stranger(world).dial();
  const begins = ["1", "3", "2", "1", "1"];
  expect(await begun.type(...begins)).toContain("(2/5)");
  const others = await Promise.all(Array.from({ length: 60 }, () => stranger(world).dial()));
  // Some 200 were done of late, so a new call may wait behind 100, one under way behind 149.
  for (let round = 0; round < 2; round++) {
    for (const each of others) await each.send({ text: round === 0 ? "2" : "2*8" });
  }
  const done = 10 + 2 + 6 + 60 + 120;

  stall();
  const held: Promise<string>[] = [];
  for (let n = 0; n < FEW; n++) held.push(stranger(world).send());
  await under(FEW);
  time.now += SURE_MS;
  // The process has been idle since: whoever comes now has not waited.
  for (let n = 0; n < 3; n++) await turn();
  expect(FEW).toBeGreaterThan((done / 800) * WAIT_MS.dial);
  expect(FEW).toBeLessThan((done / 800) * WAIT_MS.near);

  expect(await stranger(world).send()).toBe(BOTH);
  expect(await stranger(world).send({ network: null })).toBe(BOTH);
  // Each in their own language, and told that what they answered is there.
  expect(await english.send({ text: "2*8" })).toBe(BUSY.en);
  expect(await begun.send({ text: `${begins.join("*")}*1` })).toBe(BUSY.saved);
  // Of a call that this process does not know, neither is known.
  expect(await stranger(world).send({ text: "2*3*2" })).toBe(BOTH);
  for (const reply of [BOTH, BUSY.en, BUSY.saved]) expectValid(reply);
  // Who has answered everything is taken all the same.
  held.push(near.send({ text: [...REPORT, "1"].join("*") }));
  await under(FEW + 1);

  goOn();
  const replies = await Promise.all(held);
  for (const reply of replies) expectValid(reply);
  referenceIn(replies.at(-1) ?? "");
  for (const reply of replies.slice(0, -1)) expect(reply).toMatch(/^CON Karibu!/);
  expect(admission.underWay()).toBe(0);
  // The same callback again, and a new call.
  expect(await english.send({ text: "2*8" })).toMatch(/^END Free help/);
  expect(await begun.send({ text: `${begins.join("*")}*1` })).toContain("(3/5)");
  const again = await new Call(world, { phone: begun.callback.phone }).send();
  expect(again).toContain("Majibu yako yako salama");
  expect(await stranger(world).send()).toMatch(/^CON Karibu!/);
});

test("a star path is sent away as a new call, and a call that another process began is not", async () => {
  const { world, time, admission, under, stall, goOn } = await openStalling();
  const begun = await Promise.all(Array.from({ length: 180 }, () => stranger(world).dial()));
  for (const each of begun) await each.send({ text: "2" });
  const done = 2 * 180;
  // As after a restart: nothing of them is at hand.
  await world.restart();
  const [elsewhere] = begun;

  stall();
  const held: Promise<string>[] = [];
  for (let n = 0; n < FEW; n++) held.push(stranger(world).send());
  await under(FEW);
  time.now += SURE_MS;
  for (let n = 0; n < 3; n++) await turn();
  expect(FEW).toBeGreaterThan((done / 800) * WAIT_MS.dial);
  expect(FEW).toBeLessThan((done / 800) * WAIT_MS.running);

  expect(await stranger(world).send()).toBe(BOTH);
  const deep = stranger(world);
  expect(await deep.send({ text: "1" })).toBe(BOTH);
  const later = elsewhere?.send({ text: "2*8" });
  await under(FEW + 1);
  goOn();
  expect(await later).toMatch(/^END Free help/);
  await Promise.all(held);
  // Nothing is known of it: the same again begins it.
  expect(await deep.send({ text: "1" })).toMatch(/^CON /);
  expect(admission.underWay()).toBe(0);
});
