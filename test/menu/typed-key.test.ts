/** A number of a list is taken however it is written, and nothing else is taken for one. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { typedKey } from "../../src/menu/typed-key.ts";
import { Caller, REPORT, releaseOf } from "./fixture.ts";

const wide = (key: string) =>
  [...key].map((digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0)).join("");

/** All the ways to write a number that are taken. */
const written = (key: string) =>
  fc
    .record({
      zeros: fc.constantFrom("", "0", "00"),
      of: fc.constantFrom(key, wide(key)),
      end: fc.constantFrom("", ".", ")", "．"),
      blank: fc.constantFrom("", " ", "  "),
    })
    .map(({ zeros, of, end, blank }) => `${blank}${zeros}${of}${end}${blank}`);

const key = fc.integer({ min: 1, max: 999_999 }).map(String);

test("every number has one key", () => {
  fc.assert(
    fc.property(
      key.chain((one) => fc.tuple(fc.constant(one), written(one))),
      ([one, typed]) => {
        expect(typedKey(typed)).toBe(one);
      },
    ),
  );
});

test("what is no number from 1 stays as it was typed", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), (typed) => {
      fc.pre(!/^0*[1-9][0-9]{0,5}[.)]?$/.test(typed.normalize("NFKC").trim()));
      expect(typedKey(typed)).toBe(typed);
    }),
  );
  for (const typed of ["0", "00", "1.5", "1,000", "-1", "1 2", "12345678", "１２月"]) {
    expect(typedKey(typed)).toBe(typed);
  }
});

const YES_NO = "  - { ask: here, label: Here, as: yes_no, say: Here? }\n";
const release = releaseOf([REPORT.replace("  - { ask: deep,", `${YES_NO}  - { ask: deep,`)]);

function at(...replies: string[]): Caller {
  const caller = new Caller(release);
  caller.dial();
  caller.reply(...replies);
  return caller;
}

describe("on every screen with numbers it means what the number means", () => {
  const screens: [what: string, before: string[], keys: string[]][] = [
    ["the main menu", [], ["1", "3", "9"]],
    ["a notice", ["3"], ["1"]],
    ["options", ["3", "1"], ["1", "2", "9"]],
    ["a list, and its way out", ["3", "1", "1"], ["1", "2", "7"]],
    ["yes or no", ["3", "1", "1", "1"], ["1", "2"]],
    ["the check screen", ["3", "1", "1", "1", "1", "by the school", "97"], ["1", "2"]],
    ["the way out of a choice", ["3", "1", "x", "x", "x"], ["1", "2"]],
  ];
  test.each(screens)("%s", (_, before, keys) => {
    const ways = fc.constantFrom(...keys).chain((one) => fc.tuple(fc.constant(one), written(one)));
    fc.assert(
      fc.property(ways, ([one, typed]) => {
        const [plain, other] = [at(...before), at(...before)];
        expect(other.reply(typed)).toBe(plain.reply(one));
        expect(other.snapshot).toEqual(plain.snapshot);
        expect(plain.last).not.toMatchObject({ outcome: "wrong" });
      }),
      { numRuns: 40 },
    );
  });
});

test("a text is kept as it was typed, and a number question takes no full stop", () => {
  const place = ["3", "1", "1", "1", "1"];
  for (const typed of ["01.", "001", "12)"]) {
    const caller = at(...place);
    caller.reply(typed);
    expect(caller.snapshot?.answers["place"]).toBe(typed);
  }
  const deep = at("3", "1", "2", "1", "1");
  deep.reply("7.");
  expect(deep.last).toMatchObject({ outcome: "wrong" });
  deep.reply("07");
  expect(deep.snapshot?.answers["deep"]).toBe(7);
});

test("at the way out of a typed question its answer is still taken", () => {
  const caller = at("3", "1", "2", "1", "1", "x", "x", "x");
  caller.reply("01");
  expect(caller.snapshot?.answers["deep"]).toBe(1);
});

test("a key of the channel is none of the numbers it looks like", () => {
  const keys = { ...release.channel.keys, more: "09" };
  const other = { ...release, channel: { ...release.channel, keys } };
  const caller = new Caller(other);
  caller.dial("3");
  caller.reply("1", "09");
  expect(caller.last).toMatchObject({ outcome: "wrong" });
  caller.reply("009");
  expect(caller.last).toMatchObject({ outcome: "choice" });
});

test("an option whose key is written with a zero is that one", () => {
  const zero = REPORT.replace("is: road,", 'is: road, key: "01",');
  const caller = new Caller(releaseOf([zero]));
  caller.dial("3");
  caller.reply("1", "01");
  expect(caller.snapshot?.answers["what"]).toBe("road");
});
