/** What line one repeats of a reply that is no choice. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { shown, TYPED_SHOWN_MAX } from "../../src/menu/wrong.ts";

test.each([
  ["Big hole by the school", "Big hole by"],
  ["  two\n\tlines ", "two lines"],
  ["7", "7"],
  // A letter that no phone shows goes first.
  ["\0\t7", "7"],
])("%j is shown as %j", (typed, expected) => {
  expect(shown(typed)).toBe(expected);
});

test("what is shown is short, on one line, and has no space too many", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (typed) => {
      const text = shown(typed);
      expect(text).toBe(text.trim());
      expect(text).not.toMatch(/\s\s|[\n\r\t]/);
      expect([...text].length).toBeLessThanOrEqual(TYPED_SHOWN_MAX);
    }),
  );
});
