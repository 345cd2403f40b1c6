/** Reminders of requests that wait: told once, in time, whatever happens in between. */
import { beforeEach, describe, expect, test } from "vitest";
import { statement, type Given } from "../../src/store/statement.ts";
import { write } from "../../src/store/store.ts";
import { Call, referenceIn, testWorld } from "../session/call.ts";
import { MENUS, type World } from "../world.ts";
import {
  copyOf,
  deadlinesOf,
  historyOf,
  officerAsks,
  officerMoves,
  remindersOf,
  requestOf,
  smsTo,
} from "./office.ts";

const PHONE = "+254711000001";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;

beforeEach(async () => {
  world = await testWorld();
});

/** An instant on the clocks of Nairobi. */
const on = (day: string, time: string) => Date.parse(`2026-${day}T${time}+03:00`);

async function report(language: "1" | "2", phone = PHONE): Promise<string> {
  const call = await new Call(world, { phone }).dial();
  const done = await call.type(language, "3", "2", "1", "1", "1", "Near the gate", "2", "1", "1");
  return referenceIn(done);
}

/** A report of Monday the 23rd that is marked as fixed; its SMS so far are read. */
async function resolved(language: "1" | "2", phone = PHONE): Promise<string> {
  const ref = await report(language, phone);
  await officerMoves(world, ref, "assigned");
  await officerMoves(world, ref, "resolved");
  await world.sms();
  return ref;
}

async function bursary(language: "1" | "2"): Promise<string> {
  const call = await new Call(world, { phone: PHONE }).dial();
  const asked = ["1", "1", "Test Student", "umoja", "1", "12345", "12345678", "1", "2", "18500"];
  const done = await call.type(language, "2", "1", "1", ...asked, "1", "1", "1");
  return referenceIn(done);
}

const reminded = (ref: string) => ({
  en: `Report ${ref} closes after 30 Nov 2026. Is it fixed? Reply 1 for YES or 2 for NO, or dial *384*99#. If NO it goes back first in line.`,
  sw: `Ripoti ${ref} itafungwa baada ya 30 Nov 2026. Je, tatizo limetatuliwa? Jibu 1 NDIYO au 2 LA, au piga *384*99#. Ukijibu LA itashughulikiwa kwanza.`,
});

/** The clock's round, the deadlines before the reminders. */
async function minute(): Promise<number> {
  await deadlinesOf(world);
  return remindersOf(world);
}

describe("before it closes by itself", () => {
  test.each([
    ["1", "sw"],
    ["2", "en"],
  ] as const)("the citizen is asked once more, in language %s", async (key, language) => {
    const ref = await resolved(key);
    world.time.now = on("11-28", "08:59");
    expect(await minute()).toBe(0);
    world.time.now = on("11-28", "09:00");
    expect(await minute()).toBe(1);
    expect(await smsTo(world, PHONE)).toEqual([reminded(ref)[language]]);
    expect(await minute()).toBe(0);
    expect((await historyOf(world, ref)).at(-1)).toMatchObject({
      action: "remind",
      actor: "clock",
      from: "resolved",
      to: "resolved",
      at: on("11-28", "09:00"),
    });
    world.time.now = on("12-01", "00:00");
    expect(await minute()).toBe(0);
    expect((await requestOf(world, ref)).status).toBe("closed");
    expect(await smsTo(world, PHONE)).toEqual([]);
  });

  test("after a restart as well, and once however many nodes look", async () => {
    const ref = await resolved("2");
    world.time.now = on("11-28", "09:00");
    await world.restart();
    const acted = await Promise.all([remindersOf(world), remindersOf(world), remindersOf(world)]);
    expect(acted.reduce((sum, each) => sum + each)).toBe(1);
    expect(await smsTo(world, PHONE)).toEqual([reminded(ref).en]);
    const lines = (await historyOf(world, ref)).filter(({ action }) => action === "remind");
    expect(lines).toHaveLength(1);
  });

  test("not of a request that has moved", async () => {
    const ref = await resolved("2");
    const call = await new Call(world, { phone: PHONE }).dial();
    await call.type("1", "1", "2");
    expect((await requestOf(world, ref)).status).toBe("reopened");
    await world.sms();
    world.time.now = on("11-28", "09:00");
    expect(await remindersOf(world)).toBe(0);
    expect(await smsTo(world, PHONE)).toEqual([]);
  });

  test("not once its deadline has passed, whoever was down meanwhile", async () => {
    const ref = await resolved("2");
    world.time.now = on("12-01", "09:00");
    // Even where the reminders come before the deadlines.
    expect(await remindersOf(world)).toBe(1);
    expect(await smsTo(world, PHONE)).toEqual([]);
    expect((await requestOf(world, ref)).remindAt).toBeNull();
    expect((await historyOf(world, ref)).map(({ action }) => action)).not.toContain("remind");
  });

  test("in the morning, when it was missed in the evening; and not when it moves in that night", async () => {
    const [mine, moved] = [await resolved("2"), await resolved("2", "+254711000002")];
    world.time.now = on("11-28", "20:00");
    expect(await minute()).toBe(2);
    await world.sms();
    const call = await new Call(world, { phone: "+254711000002" }).dial();
    await call.type("1", "1", "1");
    expect((await requestOf(world, moved)).status).toBe("closed");
    world.time.now = on("11-29", "06:59");
    expect(await smsTo(world, PHONE)).toEqual([]);
    world.time.now = on("11-29", "07:00");
    const morning = await world.sms();
    expect(morning).toEqual([{ to: PHONE, text: reminded(mine).en }]);
  });

  test("not when the night would hold it until the deadline is past", async () => {
    const ref = await resolved("2");
    world.time.now = on("11-30", "19:30");
    expect(await minute()).toBe(1);
    world.time.now = on("12-01", "07:00");
    expect(await smsTo(world, PHONE)).toEqual([]);
    expect((await historyOf(world, ref)).map(({ action }) => action)).not.toContain("remind");
  });

  test("a reminder changes nothing that an officer or the citizen decides on", async () => {
    const ref = await resolved("2");
    const { version } = await requestOf(world, ref);
    world.time.now = on("11-28", "08:59");
    const call = await new Call(world, { phone: PHONE }).dial();
    expect(await call.type("1", "1")).toContain("Is it fixed?");
    world.time.now = on("11-28", "09:00");
    expect(await remindersOf(world)).toBe(1);
    expect((await requestOf(world, ref)).version).toBe(version);
    expect(await call.type("1")).toContain(": closed.");
  });
});

test("a paper that is missing is reminded of twice, with what is missing, and then no more", async () => {
  const ref = await bursary("2");
  expect(await officerMoves(world, ref, "docs_due", "fee_structure")).toBeNull();
  await officerAsks(world, ref, "Which school?");
  await world.sms();
  world.time.now = on("11-30", "09:00");
  expect(await minute()).toBe(1);
  expect(await smsTo(world, PHONE)).toEqual([
    `Reminder, ref ${ref}: bring the fee structure from the school to Amani ward office by 7 Dec 2026 or the request will close. Status: *384*99#.`,
  ]);
  world.time.now = on("12-05", "09:00");
  expect(await minute()).toBe(1);
  expect(await smsTo(world, PHONE)).toEqual([
    `Ref ${ref}: the last day is 7 Dec 2026. Bring the fee structure from the school to Amani ward office or the request will close. Status: *384*99#.`,
  ]);
  world.time.now = on("12-08", "09:00");
  expect(await minute()).toBe(0);
  expect((await requestOf(world, ref)).status).toBe("expired");
});

test("in Kiswahili, and of those missed only the newest", async () => {
  const ref = await bursary("1");
  await officerMoves(world, ref, "docs_due", "parent_id");
  await world.sms();
  world.time.now = on("12-06", "10:00");
  expect(await minute()).toBe(1);
  expect(await smsTo(world, PHONE)).toEqual([
    `Kumb ${ref}: mwisho ni 7 Des 2026. Leta nakala ya kitambulisho cha mzazi ofisi ya wadi ya Amani, la sivyo ombi litafungwa. Hali: *384*99#.`,
  ]);
  expect(await minute()).toBe(0);
});

test("coming into the same status again begins anew", async () => {
  const ref = await bursary("2");
  await officerMoves(world, ref, "docs_due", "parent_id");
  world.time.now = on("11-29", "10:00");
  await officerMoves(world, ref, "vetting");
  expect((await requestOf(world, ref)).remindAt).toBeNull();
  await officerMoves(world, ref, "docs_due", "stamped_form");
  await world.sms();
  world.time.now = on("11-30", "09:00");
  expect(await minute()).toBe(0);
  // Due on 13 December.
  world.time.now = on("12-06", "09:00");
  expect(await minute()).toBe(1);
  expect(await smsTo(world, PHONE)).toEqual([expect.stringContaining("the stamped school form")]);
});

test("requests that cannot be acted on hold up none behind them", async () => {
  const first = await resolved("2");
  const remindAt = on("11-27", "09:00");
  for (let n = 0; n < 100; n++) await copyOf(world, first, `poisoned-${n}`, { remindAt });
  const good = await resolved("2", "+254711000002");
  world.time.now = on("11-28", "09:00");
  const faults: unknown[] = [];
  expect(await remindersOf(world, (error) => faults.push(error))).toBe(2);
  expect(faults).toHaveLength(100);
  expect(await smsTo(world, "+254711000002")).toEqual([reminded(good).en]);
});

test("whose phone is another's now is not reminded, and nobody else is", async () => {
  const ref = await resolved("2");
  await unbind(world);
  world.time.now = on("11-28", "09:00");
  expect(await minute()).toBe(1);
  expect(await minute()).toBe(0);
  expect(await world.sms()).toEqual([]);
  expect((await historyOf(world, ref)).map(({ action }) => action)).not.toContain("remind");
});

test("a first status reminds too, `after` and in hours", async () => {
  const menus = new Map(MENUS);
  const file = menus.get("report.yaml") ?? "";
  const remind =
    '    remind: [{ after: 3 hours, sms: "{ref}: soon" }, { after: 5 hours, sms: "{ref}: today" }]\n';
  const within = "    within: 1 working day\n";
  expect(file).toContain(within);
  menus.set("report.yaml", file.replace(within, `${within}${remind}`));
  await world.publish(menus);
  const ref = await report("2");
  await world.sms();
  world.time.now += 3 * HOUR - 1;
  expect(await minute()).toBe(0);
  world.time.now += 1;
  expect(await minute()).toBe(1);
  expect(await smsTo(world, PHONE)).toEqual([`${ref}: soon`]);
  world.time.now += 3 * HOUR;
  expect(await minute()).toBe(1);
  expect(await smsTo(world, PHONE)).toEqual([`${ref}: today`]);
  world.time.now += 4 * DAY;
  expect(await minute()).toBe(0);
});

const unbindAll = statement("test.unbind", (q, t, given: Given<{ until: number }>) =>
  q.update(t.bindings).set({ until: given.until }),
);

/** Every SIM is somebody else's from now on. */
async function unbind(of: World): Promise<void> {
  const committed = await of.store().commit([write(unbindAll, { until: of.time.now }, "conflict")]);
  if (!committed.done) throw new Error(committed.why);
}
