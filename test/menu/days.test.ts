import { expect, test } from "vitest";
import { daysIn } from "../../src/menu/days.ts";

test.each([
  ["Wednesday", "wed"],
  ["Tues", "tue"],
  ["thurs.", "thu"],
  ["Jumatatu", "mon"],
  ["Monday-Friday", "mon,tue,wed,thu,fri"],
  ["Jumatatu hadi Ijumaa", "mon,tue,wed,thu,fri"],
  ["Sat - Mon", "sat,sun,mon"],
])("%s", (written, days) => {
  expect(daysIn(written)?.join()).toBe(days);
});

test.each(["month", "monkey", "", "mon-tue-wed", "Friday-"])("no day: %s", (written) => {
  expect(daysIn(written)).toBeNull();
});
