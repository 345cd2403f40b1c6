/** What an expression can come to is never less than what it comes to. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileCel, parseCel } from "../../src/menu/cel.ts";
import { letValue } from "../../src/menu/conditions.ts";
import { outcomesOf, type Scope } from "../../src/menu/check/outcomes.ts";
import {
  behind,
  mayBe,
  some,
  text,
  type Possible,
  type Value,
} from "../../src/menu/check/possible.ts";

const TYPES = {
  what: "string",
  adm: "string",
  born: "string",
  ok: "bool",
  deep: "int",
  far: "int",
  most: "int",
} as const;
const MOST = { be: "what == 'a' ? deep + 2 : far / deep", otherwise: 7 };
const POSSIBLE: Readonly<Record<string, Possible>> = {
  what: some("a", "b", "c"),
  adm: text({
    takes: (one) => /^[A-Z]{1,3}$/.test(one),
    begins: (one) => /^[A-Z]{0,3}$/.test(one),
    letters: [1, 3],
  }),
  born: { of: "text", least: "2009-01-01", below: behind("2009-12-31"), form: null },
  ok: some(true, false),
  deep: { of: "whole", least: 0, most: 9 },
  far: { of: "whole", least: -20, most: Infinity },
};
const be = parseCel(MOST.be, TYPES);
if (be === null) throw new Error("unreadable");
const SCOPE: Scope = {
  types: TYPES,
  answer: (name) => POSSIBLE[name] ?? { of: "any" },
  lets: new Map([["most", { be, otherwise: MOST.otherwise }]]),
  optional: () => false,
};

const { number, truth } = fc.letrec<{ number: string; word: string; truth: string }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom("deep", "far", "most", "-3", "0", "1", "5", "9", "12"),
    fc
      .tuple(tie("number"), fc.constantFrom("+", "-", "*", "/", "%"), tie("number"))
      .map((all) => `(${all.join(" ")})`),
    fc.tuple(tie("truth"), tie("number"), tie("number")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    tie("word").map((one) => `size(${one})`),
    tie("number").map((one) => `-(${one})`),
  ),
  word: fc.constantFrom(
    "what",
    "adm",
    "born",
    "'2009-02'",
    "'a'",
    "'AB'",
    "'ab'",
    "'B'",
    "(adm + 'X')",
  ),
  truth: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom("ok", "true", "false"),
    fc
      .tuple(tie("number"), fc.constantFrom("==", "!=", "<", "<=", ">", ">="), tie("number"))
      .map((all) => `(${all.join(" ")})`),
    fc
      .tuple(tie("word"), fc.constantFrom("==", "!=", "<", "<=", ">", ">="), tie("word"))
      .map((all) => `(${all.join(" ")})`),
    fc.tuple(tie("word"), tie("word")).map(([one, two]) => `(${one} in ['b', ${two}])`),
    fc.tuple(tie("word"), tie("word")).map(([one, two]) => `${one}.startsWith(${two})`),
    fc
      .tuple(tie("truth"), fc.constantFrom("&&", "||"), tie("truth"))
      .map((all) => `(${all.join(" ")})`),
    tie("truth").map((one) => `!(${one})`),
  ),
}));

const answers = fc.record(
  {
    what: fc.constantFrom("a", "b", "c"),
    adm: fc.constantFrom("A", "AB", "B", "ZZZ", "M"),
    born: fc.constantFrom("2009-01-01", "2009-02-01", "2009-12-31"),
    ok: fc.boolean(),
    deep: fc.nat(9),
    far: fc.oneof(fc.integer({ min: -20, max: 20 }), fc.nat()),
  },
  { requiredKeys: [] },
);

test("of a hundred expressions, for some answers each", () => {
  fc.assert(
    fc.property(
      fc.oneof(number, truth),
      fc.array(answers, { minLength: 1, maxLength: 8 }),
      (expression, tried) => {
        const node = parseCel(expression, TYPES);
        const compiled = compileCel(expression, TYPES);
        const most = compileCel(MOST.be, TYPES);
        // Deeper than an expression may be.
        fc.pre(node !== null && !("fault" in compiled) && !("fault" in most));
        const outcomes = outcomesOf(SCOPE, node);
        for (const given of tried) {
          const all = { ...given, most: letValue(most.evaluate(given), MOST.otherwise) };
          const value = compiled.evaluate(all);
          if (value === undefined) continue;
          const held = outcomes.some((one) => mayBe(one, value as Value)); // CEL gives these three kinds
          expect(held, `${expression} is ${JSON.stringify(value)} for ${JSON.stringify(all)}`).toBe(
            true,
          );
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("what is decided is seen to be", () => {
  const outcomes = (expression: string) => {
    const node = parseCel(expression, TYPES);
    const all = node === null ? [] : outcomesOf(SCOPE, node);
    return [true, false].filter((value) => all.some((one) => mayBe(one, value)));
  };
  expect(outcomes("what == 'a' && what == 'b'")).toEqual([false]);
  expect(outcomes("deep > 9 || far < -20")).toEqual([false]);
  expect(outcomes("deep * 2 + 1 <= 19")).toEqual([true]);
  expect(outcomes("born < '2009-01-01'")).toEqual([false]);
  expect(outcomes("'2009-12-31' < born")).toEqual([false]);
  expect(outcomes("born <= '2009-12-30'")).toEqual([true, false]);
  expect(outcomes("adm == 'ab'")).toEqual([false]);
  expect(outcomes("adm.startsWith('a')")).toEqual([false]);
  expect(outcomes("size(adm) > 3")).toEqual([false]);
  expect(outcomes("size(adm) >= 1")).toEqual([true]);
  expect(outcomes("size(adm) == 3 && what == 'a'")).toEqual([true, false]);
  expect(outcomes("most > 11 && what == 'a'")).toEqual([false]);
  expect(outcomes("deep > 3 && deep < 4")).toEqual([false]);
  expect(outcomes("far / 0 > 2")).toEqual([]);
});
