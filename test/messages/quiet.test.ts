import fc from "fast-check";
import { expect, test } from "vitest";
import { partsOf } from "../../src/messages/message.ts";
import { dayOf, nextAllowed, nextDay, type QuietHours } from "../../src/messages/quiet.ts";

const MINUTE = 60_000;
const NAIROBI: QuietHours = { timeZone: "Africa/Nairobi", from: 19 * 60, until: 7 * 60 };

const minuteOf = (at: number, timeZone: string) => {
  const [hours = 0, minutes = 0] = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  })
    .format(at)
    .split(":")
    .map(Number);
  return hours * 60 + minutes;
};

const isQuiet = (at: number, { timeZone, from, until }: QuietHours) => {
  const minute = minuteOf(at, timeZone);
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
};

const hours = fc.record({
  timeZone: fc.constantFrom(
    "Africa/Nairobi",
    "Europe/Copenhagen",
    "Asia/Kathmandu",
    "America/Santiago",
    "UTC",
  ),
  from: fc.integer({ min: 0, max: 1439 }),
  until: fc.integer({ min: 0, max: 1439 }),
});
const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) });

test("what may leave leaves at the first minute outside", () => {
  fc.assert(
    fc.property(hours, instants, (quiet, at) => {
      const next = nextAllowed("update", at, quiet);
      expect(next).toBeGreaterThanOrEqual(at);
      expect(isQuiet(next, quiet)).toBe(false);
      // Nothing before it was outside: in steps of seven minutes, as a walk by minute is slow.
      for (let before = at; before < next; before += 7 * MINUTE) {
        expect(isQuiet(before, quiet)).toBe(true);
      }
      expect(nextAllowed("reply", at, quiet)).toBe(at);
    }),
  );
});

test("the next day begins at its midnight", () => {
  fc.assert(
    fc.property(hours, instants, ({ timeZone }, at) => {
      const next = nextDay(at, timeZone);
      expect(dayOf(next, timeZone) > dayOf(at, timeZone)).toBe(true);
      expect(dayOf(next - MINUTE, timeZone)).toBe(dayOf(at, timeZone));
    }),
  );
});

// 2027-03-28, 02:00 becomes 03:00; 2027-10-31, 03:00 becomes 02:00; in Santiago midnight itself is
// skipped on 2027-09-05.
test.each([
  ["Europe/Copenhagen", "2027-03-28T00:00+01:00", "2027-03-29T00:00+02:00"],
  ["Europe/Copenhagen", "2027-10-31T00:00+02:00", "2027-11-01T00:00+01:00"],
  ["Europe/Copenhagen", "2027-10-31T23:59+01:00", "2027-11-01T00:00+01:00"],
  ["America/Santiago", "2027-09-04T12:00-04:00", "2027-09-05T01:00-03:00"],
])("when the clocks of %s are changed, the day after %s begins at %s", (timeZone, at, next) => {
  expect(nextDay(Date.parse(at), timeZone)).toBe(Date.parse(next));
});

test.each([
  ["2027-03-27T21:00+01:00", 20 * 60, 7 * 60, "2027-03-28T07:00+02:00"],
  ["2027-03-28T00:30+01:00", 0, 150, "2027-03-28T03:00+02:00"],
  ["2027-10-30T21:00+02:00", 20 * 60, 7 * 60, "2027-10-31T07:00+01:00"],
  ["2027-10-31T01:30+02:00", 0, 150, "2027-10-31T02:30+02:00"],
  // Half an hour a day is not quiet.
  ["2027-03-28T00:30+01:00", 7 * 60 + 30, 7 * 60, "2027-03-28T07:00+02:00"],
])(
  "a night of Copenhagen's changed clocks: from %s, quiet from %i until %i",
  (at, from, until, next) => {
    const quiet = { timeZone: "Europe/Copenhagen", from, until };
    expect(nextAllowed("update", Date.parse(at), quiet)).toBe(Date.parse(next));
  },
);

test("at night in Nairobi it waits until seven", () => {
  const evening = Date.UTC(2026, 10, 27, 16); // 19:00
  expect(nextAllowed("update", evening - 1, NAIROBI)).toBe(evening - 1);
  expect(nextAllowed("update", evening, NAIROBI)).toBe(Date.UTC(2026, 10, 28, 4));
  expect(nextAllowed("news", Date.UTC(2026, 10, 28, 3, 59, 59), NAIROBI)).toBe(
    Date.UTC(2026, 10, 28, 4),
  );
});

test.each([
  ["", 1],
  ["x".repeat(160), 1],
  ["x".repeat(161), 2],
  ["€".repeat(80), 1],
  ["€".repeat(81), 2],
  ["x".repeat(306), 2],
  ["x".repeat(307), 3],
  ["ж".repeat(70), 1],
  ["ж".repeat(71), 2],
])("parts of a text (%#)", (text, parts) => {
  expect(partsOf(text)).toBe(parts);
});
