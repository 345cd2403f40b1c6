/** Whether anybody can answer a question whose answer must match a pattern. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAnswer } from "../../src/menu/answer.ts";
import { isAnswerable, type AskSource } from "../../src/menu/check/patterns.ts";
import { compilePattern } from "../../src/menu/pattern.ts";
import { ANSWER_TYPES } from "../../src/menu/screen-format.ts";

type Limits = Pick<AskSource, "as" | "min" | "max">;

function answerable(limits: Limits, source: string, taken: readonly string[] = []): boolean {
  const pattern = compilePattern(source);
  if ("fault" in pattern) throw new Error(pattern.fault);
  return isAnswerable({ ask: "it", say: "It?", label: "It", ...limits }, pattern, taken);
}

describe("nobody can answer", () => {
  test.each<[Limits, string]>([
    [{ as: "text", max: 80 }, "[a-z]{200}"],
    [{ as: "text", max: 5 }, "abc(d|ef)gh"],
    [{ as: "text", min: 30 }, "[A-Z]{3} ?[0-9]{3}[A-Z]"],
    [{ as: "text" }, ""],
    [{ as: "text" }, "[^\\x00-\\x{10FFFF}]"],
    [{ as: "letters" }, "[0-9]+"],
    [{ as: "code" }, "[a-z]+"],
    [{ as: "code" }, "QX [0-9]+"],
    [{ as: "number" }, "QX[0-9]{9}"],
    [{ as: "number", min: 1 }, "07[0-9]{8}"],
    [{ as: "number", min: 1, max: 50 }, "[6-9][0-9]"],
    [{ as: "number", max: 99_999 }, "[0-9]{6}"],
    [{ as: "money", min: 1 }, "0"],
    [{ as: "date" }, "[0-9]{2}/[0-9]{2}/[0-9]{4}"],
    [{ as: "phone" }, "07[0-9]{8}"],
    [{ as: "national_id" }, "[0-9]{9}"],
    [{ as: "reference" }, "[0-9]{9}"],
    [{ as: "yes_no" }, "[12]"],
    [{ as: "text" }, "/^abc$/"],
    [{ as: "text" }, "a^b"],
    [{ as: "text" }, "a$b"],
    [{ as: "text" }, "\\zab"],
  ])("%j with %s", (limits, source) => {
    expect(answerable(limits, source)).toBe(false);
  });
});

const KEYS = ["0", "00", "97"];

describe("nobody can answer, as all of it is a key", () => {
  test.each<[Limits, string]>([
    [{ as: "code" }, "0{1,2}"],
    [{ as: "text" }, "(0|97)?"],
    [{ as: "text", max: 2 }, "0*|97"],
    [{ as: "number", min: 90, max: 97 }, "97|98"],
    [{ as: "number", min: 1 }, "97"],
  ])("%j with %s", (limits, source) => {
    expect(answerable(limits, source, KEYS)).toBe(false);
    expect(answerable(limits, source)).toBe(true);
  });
});

describe("somebody can answer", () => {
  test.each<[Limits, string]>([
    [{ as: "text", max: 6 }, "abc(d|ef)gh"],
    [{ as: "text" }, "^[A-Z]{3} ?[0-9]{3}[A-Z]$"],
    [{ as: "text" }, "([a-z]{1,30}){10}"],
    [{ as: "text" }, "\\p{Arabic}+"],
    [{ as: "code" }, "(?i)qx[0-9]{9}"],
    [{ as: "text" }, "(^a|b)(c|d$)?"],
    [{ as: "text" }, "(a$|b)"],
    [{ as: "text" }, "^\\Aab$\\z"],
    [{ as: "text" }, "(?m)^ab$"],
    [{ as: "number", min: 0 }, "0"],
    [{ as: "number", min: 1, max: 50 }, "[4-9][0-9]"],
    [{ as: "phone" }, "\\+2547.*"],
    [{ as: "yes_no" }, "true|no"],
    // Of limits that exclude each other another rule tells.
    [{ as: "text", min: 9, max: 3 }, "[a-z]+"],
  ])("%j with %s", (limits, source) => {
    expect(answerable(limits, source)).toBe(true);
  });

  const world = { country: "KE", today: "2026-06-15" };
  const typed = fc.oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.stringMatching(/^[0-9]{1,15}$/),
    fc.stringMatching(/^0[17][0-9]{8}$/),
    fc.stringMatching(/^[0-2][0-9]0[1-9]20[0-9]{2}$/),
    fc.stringMatching(/^[A-Za-z0-9/-]{1,12}$/),
    fc.stringMatching(/^[A-Za-z' .-]{1,12}$/),
    fc.constantFrom("1", "2", "48210372", "KES 18,500"),
  );

  test("whatever was taken: a pattern that is made from an answer is never told", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ANSWER_TYPES), typed, fc.boolean(), (as, reply, loose) => {
        const rules = { as, min: null, max: null, matches: null, optional: false };
        const taken = readAnswer(reply, rules, world);
        fc.pre("answer" in taken);
        const answer = "answer" in taken ? String(taken.answer) : "";
        const letters = [...answer].map((letter) =>
          loose && /[0-9]/.test(letter) ? "[0-9]" : letter.replace(/[^A-Za-z0-9]/, "\\$&"),
        );
        const source = /^[\x20-\x7e]*$/.test(answer) ? letters.join("") : ".*";
        expect(answerable({ as }, source)).toBe(true);
        // Where the answer itself is no key, it is one that can be given.
        if (!KEYS.includes(answer)) expect(answerable({ as }, source, KEYS)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
