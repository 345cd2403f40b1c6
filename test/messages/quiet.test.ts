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
  timeZone: fc.constantFrom("Africa/Nairobi", "Europe/Copenhagen", "Asia/Kathmandu", "UTC"),
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
