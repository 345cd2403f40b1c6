import { expect, test } from "vitest";
import { letterName, visible } from "../../src/base/visible.ts";

test.each([
  ["Ward\u00a0two", "WardU+00A0two"],
  ["\u001b[31mred\u0000", "U+001B[31mredU+0000"],
  ["\u202egnirts\u2028", "U+202EgnirtsU+2028"],
  ["zero\u200bwidth\ufeff", "zeroU+200BwidthU+FEFF"],
  ["a\ttab", "aU+0009tab"],
  ["Ng'endo, \u00e9cole \ud83d\ude00\nplainly", "Ng'endo, \u00e9cole \ud83d\ude00\nplainly"],
])("%j is printed as %j", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("a letter that is not seen has a name and its code", () => {
  expect(letterName("\u00a0")).toBe("a no-break space, U+00A0");
  expect(letterName("\u0001")).toBe("U+0001");
  expect(letterName("\u01ce")).toBe('"\u01ce"');
});
