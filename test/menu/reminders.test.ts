import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarOf, dayOf, deadlineOf } from "../../src/menu/calendar.ts";
import { DAYS, type CalendarFile } from "../../src/menu/life-format.ts";
import type { Reminder, Within } from "../../src/menu/life.ts";
import { nextReminder, remindersOf } from "../../src/menu/reminders.ts";

const DAY_MS = 86_400_000;
const sms = { en: "x" } as never; // which words they are plays no part here

function period(written: string): Within {
  const [, amount = "", unit = ""] = /^(\d+) (\w+)$/.exec(written) ?? [];
  return { amount: Number(amount), unit: unit as Within["unit"] };
}
const before = (written: string): Reminder => ({ before: period(written), after: null, sms });
const after = (written: string): Reminder => ({ before: null, after: period(written), sms });

interface Case {
  since: string;
  within?: string;
  calendar?: CalendarFile;
  timeZone?: string;
}

/** When each is due, on the clocks of the zone. */
function due(
  reminders: Reminder[],
  { since, within, calendar, timeZone = "Africa/Nairobi" }: Case,
): string[] {
  const zone = { timeZone, calendar: calendarOf(calendar) };
  const at = Date.parse(since);
  const deadline = deadlineOf(zone, { within: within === undefined ? null : period(within) }, at);
  const clock = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  });
  return remindersOf(zone, { reminders, end: false }, { since: at, deadline }).map((one) =>
    clock.format(one.at),
  );
}

describe("a reminder", () => {
  // 23 November 2026 is a Monday.
  const monday = { since: "2026-11-23T09:30+03:00" };

  test("in days is due at nine on the morning of its day, whenever the request came in", () => {
    for (const since of ["2026-11-23T00:00+03:00", "2026-11-23T23:59+03:00"]) {
      const all = due([before("2 days"), after("3 days")], { since, within: "14 days" });
      expect(all).toEqual(["2026-11-26 09:00", "2026-12-05 09:00"]);
    }
  });

  test("in working days leaves out weekends and holidays, forwards and backwards", () => {
    const calendar = { holidays: ["2026-11-27", "2026-12-03"] };
    const all = due([after("4 working_days"), before("2 working_days")], {
      ...monday,
      calendar,
      within: "8 working_days",
    });
    // Monday the 30th is the fourth; the eighth is Monday 7 December, and the 2nd two before it.
    expect(all).toEqual(["2026-11-30 09:00", "2026-12-02 09:00"]);
  });

  test("in hours is exact", () => {
    const all = due([before("90 hours"), after("2 hours")], { ...monday, within: "96 hours" });
    expect(all).toEqual(["2026-11-23 11:30", "2026-11-23 15:30"]);
  });

  test("never comes on the day of arrival, on the deadline or behind it, or in an end", () => {
    expect(due([before("7 days"), after("8 days")], { ...monday, within: "7 days" })).toEqual([]);
    expect(due([before("6 days")], { ...monday, within: "7 days" })).toEqual(["2026-11-24 09:00"]);
    expect(due([after("96 hours")], { ...monday, within: "96 hours" })).toEqual([]);
    expect(due([before("1 days")], monday)).toEqual([]);
    const zone = { timeZone: "Africa/Nairobi", calendar: calendarOf(undefined) };
    const ended = { reminders: [after("1 days")], end: true };
    expect(remindersOf(zone, ended, { since: 0, deadline: null })).toEqual([]);
  });

  test("needs no deadline to come `after`", () => {
    expect(due([after("3 days")], monday)).toEqual(["2026-11-26 09:00"]);
  });

  test("with both, or neither, never comes", () => {
    const both = { before: period("1 days"), after: period("1 days"), sms };
    const neither = { before: null, after: null, sms };
    expect(due([both, neither], { ...monday, within: "7 days" })).toEqual([]);
  });

  test("keeps to nine where the clocks are changed in between", () => {
    const berlin = { timeZone: "Europe/Berlin", since: "2026-03-27T12:00+01:00" };
    expect(due([after("2 days"), after("3 days")], berlin)).toEqual([
      "2026-03-29 09:00",
      "2026-03-30 09:00",
    ]);
  });

  test("of two at one instant is the later one of the file", () => {
    const zone = { timeZone: "Africa/Nairobi", calendar: calendarOf(undefined) };
    const reminders = [after("3 days"), after("72 hours"), after("3 days")];
    const [first, second, ...more] = remindersOf(
      zone,
      { reminders, end: false },
      { since: Date.parse(monday.since), deadline: null },
    );
    expect([first?.reminder, second?.reminder, more]).toEqual([2, 1, []]);
  });
});

const periods = fc.record({
  amount: fc.integer({ min: 1, max: 40 }),
  unit: fc.constantFrom<Within["unit"]>("hours", "days", "working_days"),
});
const reminders = fc.array(
  fc.oneof(
    periods.map((one): Reminder => ({ before: one, after: null, sms })),
    periods.map((one): Reminder => ({ before: null, after: one, sms })),
  ),
  { minLength: 1, maxLength: 3 },
);

test("whenever one looks, the next one is ahead, in time, and of those that there are", () => {
  let some = 0;
  fc.assert(
    fc.property(
      fc.record({
        reminders,
        within: fc.option(periods),
        since: fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) }),
        timeZone: fc.constantFrom("Africa/Nairobi", "Europe/Berlin", "Pacific/Apia", "UTC"),
        days: fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }),
        looks: fc.array(fc.integer({ min: 0, max: 90 * DAY_MS }), { maxLength: 4 }),
      }),
      ({ since, within, timeZone, days, looks, ...of }) => {
        const zone = { timeZone, calendar: calendarOf({ working_days: days }) };
        const standing = { since, deadline: deadlineOf(zone, { within }, since) };
        const status = { ...of, end: false };
        const all = remindersOf(zone, status, standing).map(({ at }) => at);
        expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
        expect(all.length).toBeLessThanOrEqual(of.reminders.length);
        for (const at of all) {
          expect(at).toBeGreaterThan(since);
          expect(at).toBeLessThan(standing.deadline ?? Infinity);
          const exact = of.reminders.some(({ before: b, after: a }) => (b ?? a)?.unit === "hours");
          if (!exact) expect(dayOf(timeZone, at)).not.toBe(dayOf(timeZone, since));
        }
        // Whoever goes from one to the next, looking at any time in between, meets each and no other.
        const met: number[] = [];
        const walk = (from: number): void => {
          const next = nextReminder(zone, status, standing, from);
          if (next === null) return;
          met.push(next);
          walk(next);
        };
        walk(since);
        expect(met).toEqual(all);
        for (const look of looks) {
          const next = nextReminder(zone, status, standing, since + look);
          expect(next).toBe(all.find((at) => at > since + look) ?? null);
        }
        some += all.length;
      },
    ),
    { numRuns: 500 },
  );
  expect(some).toBeGreaterThan(100);
});
