import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarOf, dayOf, deadlineOf } from "../../src/menu/calendar.ts";
import { DAYS, type CalendarFile } from "../../src/menu/life-format.ts";
import type { Within } from "../../src/menu/life.ts";

const DAY_MS = 86_400_000;
const at = (iso: string) => Date.parse(iso);

function due(
  within: Within | null,
  from: string,
  file: CalendarFile = {},
  timeZone = "Africa/Nairobi",
): string | null {
  const deadline = deadlineOf({ timeZone, calendar: calendarOf(file) }, { within }, at(from));
  return deadline === null ? null : new Date(deadline).toISOString();
}

const working = (amount: number): Within => ({ amount, unit: "working_days" });
const days = (amount: number): Within => ({ amount, unit: "days" });
const hours = (amount: number): Within => ({ amount, unit: "hours" });

describe("a deadline", () => {
  test("of hours is exact", () => {
    expect(due(hours(12), "2026-11-23T09:00+03:00")).toBe("2026-11-23T18:00:00.000Z");
    // A night of 23 hours: the clocks in Berlin leap from 2 to 3.
    expect(due(hours(12), "2026-03-28T20:00+01:00", {}, "Europe/Berlin")).toBe(
      new Date(at("2026-03-29T09:00+02:00")).toISOString(),
    );
  });

  test("of days ends with the last one, on the channel's clocks", () => {
    expect(due(days(7), "2026-11-23T09:00+03:00")).toBe("2026-11-30T20:59:59.999Z");
    expect(due(days(1), "2026-11-23T00:00+03:00")).toBe("2026-11-24T20:59:59.999Z");
    expect(due(days(1), "2026-11-23T23:59+03:00")).toBe("2026-11-24T20:59:59.999Z");
  });

  test("of working days does not count the day of arrival, weekends and holidays", () => {
    // 23 November 2026 is a Monday.
    expect(due(working(1), "2026-11-23T09:00+03:00")).toBe("2026-11-24T20:59:59.999Z");
    expect(due(working(1), "2026-11-27T09:00+03:00")).toBe("2026-11-30T20:59:59.999Z");
    expect(due(working(1), "2026-11-28T09:00+03:00")).toBe("2026-11-30T20:59:59.999Z");
    expect(due(working(5), "2026-11-23T09:00+03:00")).toBe("2026-11-30T20:59:59.999Z");
    const holidays = ["2026-11-24", "2026-11-28", "2026-11-30"];
    expect(due(working(1), "2026-11-23T09:00+03:00", { holidays })).toBe(
      "2026-11-25T20:59:59.999Z",
    );
    expect(due(working(4), "2026-11-23T09:00+03:00", { holidays })).toBe(
      "2026-12-01T20:59:59.999Z",
    );
  });

  test("of working days ends when offices close", () => {
    const file: CalendarFile = { closes: "17:00", working_days: ["sat", "sun"] };
    expect(due(working(1), "2026-11-23T09:00+03:00", file)).toBe("2026-11-28T14:00:00.000Z");
    expect(due(working(3), "2026-11-23T09:00+03:00", file)).toBe("2026-12-05T14:00:00.000Z");
  });

  test("ends with the day where the clocks leap over midnight, and where they repeat it", () => {
    // Cairo: at 0:00 on 24 April 2026 it is 1:00; at 24:00 on 29 October it is 23:00 once more.
    expect(due(days(1), "2026-04-22T12:00Z", {}, "Africa/Cairo")).toBe("2026-04-23T21:59:59.999Z");
    expect(due(days(1), "2026-10-28T12:00Z", {}, "Africa/Cairo")).toBe("2026-10-29T21:59:59.999Z");
    expect(due(days(1), "2026-10-29T12:00Z", {}, "Africa/Cairo")).toBe("2026-10-30T21:59:59.999Z");
  });

  test("is none without `within`, and where the instant is none", () => {
    expect(due(null, "2026-11-23T09:00+03:00")).toBeNull();
    const channel = { timeZone: "Africa/Nairobi", calendar: calendarOf(undefined) };
    for (const odd of [NaN, Infinity, -Infinity, -1, 9e15, 1e300]) {
      expect(deadlineOf(channel, { within: working(999) }, odd)).toBeNull();
    }
  });
});

const ZONES = [
  "Africa/Nairobi",
  "Africa/Cairo",
  "Europe/Berlin",
  "America/New_York",
  "Pacific/Apia",
];
const clocks = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }),
  ]),
);

/** The date, hour and minute that clocks show, by another way than the code's. */
function shown(timeZone: string, ms: number) {
  const parts = clocks.get(timeZone)?.formatToParts(ms) ?? [];
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    day: part("weekday").toLowerCase(),
    time: `${part("hour")}:${part("minute")}`,
  };
}

/** The date of the deadline: going on by six hours, each new date is a day, and counts if worked on. */
function naive(timeZone: string, file: CalendarFile, within: Within, from: number): string {
  const worked: readonly string[] = file.working_days ?? ["mon", "tue", "wed", "thu", "fri"];
  let { date } = shown(timeZone, from);
  let left = within.amount;
  for (let ms = from; left > 0; ms += DAY_MS / 4) {
    const now = shown(timeZone, ms);
    if (now.date === date) continue;
    date = now.date;
    const counts = worked.includes(now.day) && file.holidays?.includes(now.date) !== true;
    if (within.unit === "days" || counts) left--;
  }
  return date;
}

const START = at("2026-01-01T00:00Z");
const holiday = fc
  .nat({ max: 500 })
  .map((day) => new Date(START + day * DAY_MS).toISOString().slice(0, 10));

test("the day of a deadline is that of counting day by day, and it ends as that day does", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.record({
        working_days: fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }),
        holidays: fc.array(holiday, { maxLength: 60 }),
      }),
      fc.record({
        amount: fc.integer({ min: 1, max: 8 }),
        unit: fc.constantFrom("days" as const, "working_days" as const),
      }),
      fc.integer({ min: START, max: START + 400 * DAY_MS }),
      fc.constantFrom(undefined, "17:00", "00:30"),
      (timeZone, calendar, within, from, closes) => {
        const file: CalendarFile = closes === undefined ? calendar : { ...calendar, closes };
        const channel = { timeZone, calendar: calendarOf(file) };
        const deadline = deadlineOf(channel, { within }, from) ?? NaN;
        const date = naive(timeZone, file, within, from);
        expect(deadline).toBeGreaterThan(from);
        expect(shown(timeZone, deadline).date).toBe(date);
        if (within.unit === "working_days" && closes !== undefined) {
          // Where clocks leap over that time, it is where they land.
          expect(shown(timeZone, deadline).time >= closes).toBe(true);
          // That may be where the day begins, behind an evening: in Cairo 24 April 2026 begins at 1:00.
          const before = shown(timeZone, deadline - 1);
          expect(`${before.date} ${before.time}` < `${date} ${closes}`).toBe(true);
        } else {
          expect(shown(timeZone, deadline + 1).date > date).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("the day is the one on the zone's clocks, whatever was asked for just before", () => {
  // 5:45 and 12:45 before UTC, and a zone whose clocks leap by half an hour.
  const zones = ["Africa/Nairobi", "Asia/Kathmandu", "Pacific/Chatham", "Australia/Lord_Howe"];
  const midnight = fc.integer({ min: 0, max: 30_000 }).map((day) => day * DAY_MS);
  // Quarters of an hour from a midnight of UTC, and a millisecond around each.
  const near = fc
    .tuple(midnight, fc.integer({ min: 0, max: 96 }), fc.integer({ min: -1, max: 1 }))
    .map(([day, quarter, ms]) => day + quarter * 900_000 + ms);
  const asked = fc.array(fc.tuple(fc.constantFrom(...zones), near), { minLength: 2 });
  fc.assert(
    fc.property(asked, (each) => {
      for (const [timeZone, now] of each) {
        const day = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
        for (const later of [0, 900_000, 1_800_000]) {
          expect(dayOf(timeZone, now + later)).toBe(day.format(now + later));
        }
      }
    }),
  );
});
