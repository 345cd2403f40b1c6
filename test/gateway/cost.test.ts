import { expect, test } from "vitest";
import { readCost } from "../../src/gateway/africastalking/cost.ts";

test.each([
  ["KES 0.8000", "KES", 800_000],
  ["KES 1785.50", "KES", 1_785_500_000],
  ["USD 0.0079", "USD", 7_900],
  ["KES 12", "KES", 12_000_000],
  ["KES -3.10", "KES", -3_100_000],
  ["KES 123456789.123456", "KES", 123_456_789_123_456],
] as const)("%s", (text, currency, micros) => {
  expect(readCost(text)).toEqual({ currency, micros });
});

test.each(["0", "", "KES", "0.8 KES", "kes 1", "KES 1,000", "KES 1.0000000", "KES  1", 0, null])(
  "%j names no amount of any money",
  (text) => {
    expect(readCost(text)).toBeNull();
  },
);
