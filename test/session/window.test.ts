/** A service that is open from one day to another: nobody is let in before or after, and nothing is lost. */
import { expect, test } from "vitest";
import { edited } from "../menu/edited.ts";
import { MENUS, type World } from "../world.ts";
import { smsTo } from "../life/office.ts";
import { Call, referenceIn, REPORT, testWorld } from "./call.ts";

const DAY = 86_400_000;
const HOUR = DAY / 24;

/** The world's first morning is 23 November 2026. */
function world(from: string, to: string, words = ""): Promise<World> {
  return testWorld({ menus: opened(from, to, words) });
}

function opened(from: string, to: string, words = "") {
  const open = `open: { from: ${from}, to: ${to}${words} }`;
  return edited(MENUS, [["report.yaml", "\nstar: 3 ", `\n${open}\nstar: 3 `]]);
}

test("before its first day it is told when to come; stars lead there too", async () => {
  const open = await world("2026-11-24", "2026-12-31");
  const call = await new Call(open).dial();
  expect(await call.type("2", "3", "2")).toBe(
    "CON Problem report opens on 24 Nov 2026. Please dial again then.\n0. Back",
  );
  expect(await call.type("0", "0")).toContain("3. Report a problem");
  const star = new Call(open, { text: "3", phone: "+254711000002" });
  await star.send();
  expect(await star.type("1", "2")).toContain("maombi yatafunguliwa 24 Nov 2026");
  open.time.now += 15 * HOUR;
  expect(await (await new Call(open).dial()).type("3", "2")).toContain("1. Continue");
});

test("at midnight it is over, also for who is in the middle; answers are kept for longer days", async () => {
  const open = await world("2026-11-01", "2026-11-23");
  open.time.now += 15 * HOUR - 60_000;
  const call = await new Call(open).dial();
  await call.type(...REPORT);
  open.time.now += 59_999;
  expect(await call.send()).toContain("Near the gate");
  open.time.now += 1;
  const told = "CON The time for Problem report ended on 23 Nov 2026. Nothing was sent.";
  expect(await call.type("1")).toBe(`${told} Your answers are safe.\n0. Back`);
  expect(await smsTo(open, "+254711000001")).toEqual([]);
  const next = new Call(open);
  expect(await next.send()).toContain("3. Report a problem");
  expect(await next.type("3", "2")).toContain("Your answers are safe.");
  await open.publish(opened("2026-11-01", "2026-11-30"));
  const later = new Call(open);
  expect(await later.send()).toContain("You stopped at step");
  expect(await later.type("1", "1")).toMatch(/^END Thank you\. Report \d{4} \d{4}/);
});

test("what was sent in time goes on: looked at, cancelled, answered", async () => {
  const open = await world("2026-11-01", "2026-11-23");
  const call = await new Call(open).dial();
  const ref = referenceIn(await call.type(...REPORT, "1"));
  open.time.now += DAY;
  const next = await new Call(open).dial();
  expect(await next.type("1", "1")).toContain("1. Cancel the report");
  expect(await next.type("1", "1")).toContain(`${ref}: cancelled`);
});

test("its own words are told, and print the day", async () => {
  const words = ', over: { sw: "Tumemaliza {closes}.", en: "We stopped on {closes}." }';
  const open = await world("2026-10-01", "2026-11-01", words);
  const call = await new Call(open).dial();
  expect(await call.type("2", "3", "2")).toBe("CON We stopped on 1 Nov 2026.\n0. Back");
});

test("the bursary prints the last day of the year that one can apply for, year after year", async () => {
  const open = await testWorld();
  const told = async () => (await new Call(open).dial()).type("2", "2", "1");
  expect(await told()).toContain("Ward bursary, closes 31 Jan 2027.");
  open.time.now = Date.UTC(2027, 1, 1);
  expect(await (await new Call(open).dial()).type("2", "1")).toContain("closes 31 Jan 2028.");
});
