/** What a mistyped word was meant to be, and what is another word. */
import { expect, test } from "vitest";
import { nearest } from "../../src/menu/nearest.ts";

test.each([
  ["labl", ["label", "say"], "label"],
  ["Label", ["label"], "label"],
  ["As", ["as", "is"], "as"],
  ["eport", ["report"], "report"],
  ["report", ["depot"], null],
  ["30s", ["3s", "4s"], null],
  ["60m", ["6m"], null],
  ["weather", ["label"], null],
])("%s among %j: %j", (word, known, meant) => {
  expect(nearest(word, known)).toBe(meant);
});
