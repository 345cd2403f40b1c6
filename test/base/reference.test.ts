import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/base/ids.ts";
import {
  checkDigit,
  mintReference,
  readReference,
  showReference,
} from "../../src/base/reference.ts";

const digits = fc.stringMatching(/^[0-9]{1,12}$/);
/** References of both lengths: 450,000 open ones are a twentieth of the short space. */
const reference = fc
  .tuple(fc.integer(), fc.constantFrom(0, 449_999, 450_000, 8_000_000))
  .map(([seed, taken]) => mintReference(taken, seededRandom(seed)));

const valid = (text: string) => checkDigit(text) === "0";

describe("the check digit", () => {
  test("is that of the example of the method's author", () => {
    expect(checkDigit("572")).toBe("4");
  });

  test("catches every single wrong digit", () => {
    fc.assert(
      fc.property(digits, (text) => {
        const whole = text + checkDigit(text);
        expect(valid(whole)).toBe(true);
        for (let at = 0; at < whole.length; at++) {
          for (const wrong of "0123456789".replace(whole.charAt(at), "")) {
            expect(valid(whole.slice(0, at) + wrong + whole.slice(at + 1))).toBe(false);
          }
        }
      }),
    );
  });

  test("catches every swap of two neighbours", () => {
    fc.assert(
      fc.property(digits, (text) => {
        const whole = text + checkDigit(text);
        for (let at = 1; at < whole.length; at++) {
          const [before = "", after = ""] = whole.slice(at - 1, at + 1);
          const swapped = whole.slice(0, at - 1) + after + before + whole.slice(at + 1);
          expect(valid(swapped)).toBe(before === after);
        }
      }),
    );
  });
});

describe("a reference", () => {
  test("has eight digits, and ten once a twentieth of the short ones is used up", () => {
    const lengths = [0, 449_999, 450_000].map(
      (taken) => mintReference(taken, seededRandom(7)).length,
    );
    expect(lengths).toEqual([8, 8, 10]);
  });

  test("is read as it is shown, and as people type it", () => {
    fc.assert(
      fc.property(reference, (minted) => {
        expect(readReference(minted)).toBe(minted);
        expect(readReference(showReference(minted))).toBe(minted);
        expect(readReference(` ${[...minted].join("-")} `)).toBe(minted);
      }),
    );
  });

  test("is shown in groups of four", () => {
    expect(showReference("48210372")).toBe("4821 0372");
    expect(showReference("4821037215")).toBe("4821 0372 15");
  });

  test("is refused with a wrong digit, with a digit less or more, and with anything else", () => {
    fc.assert(
      fc.property(reference, fc.nat(), fc.integer({ min: 1, max: 9 }), (minted, place, by) => {
        const at = place % minted.length;
        const wrong = (Number(minted.charAt(at)) + by) % 10;
        expect(readReference(minted.slice(0, at) + wrong + minted.slice(at + 1))).toBeNull();
      }),
    );
    for (const typed of ["", "0", "00000000", "4821037", "482103720", "４８２１０３７２", "1e7"]) {
      expect(readReference(typed)).toBeNull();
    }
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const read = readReference(typed);
        expect(read === null || /^[1-9]([0-9]{7}|[0-9]{9})$/.test(read)).toBe(true);
      }),
    );
  });

  test("says nothing about how many there are, nor which is the next", () => {
    expect(mintReference(0, seededRandom(3))).toBe(mintReference(1_000, seededRandom(3)));
    const random = seededRandom(11);
    const minted = Array.from({ length: 2_000 }, (_, taken) =>
      Number(mintReference(taken, random).slice(0, -1)),
    );
    const rising = minted.filter((number, at) => number > (minted[at - 1] ?? 0)).length;
    const close = minted.filter((number, at) => Math.abs(number - (minted[at - 1] ?? 0)) < 100);
    // By chance 1,000 rise (sd about 13) and 0.04 are close; the seed is fixed.
    expect(rising).toBeGreaterThan(900);
    expect(rising).toBeLessThan(1_100);
    expect(close).toEqual([]);
    expect(Math.min(...minted)).toBeGreaterThanOrEqual(1_000_000);
    expect(Math.max(...minted)).toBeLessThanOrEqual(9_999_999);
  });

  test("is as likely as any other: what falls beyond the last full round is drawn again", () => {
    const drawn = [Uint8Array.of(255, 255, 255, 255, 255), Uint8Array.of(0, 0, 0, 0, 5)];
    const random = () => drawn.shift() ?? new Uint8Array(0);
    expect(mintReference(0, random).slice(0, -1)).toBe("1000005");
    expect(drawn).toEqual([]);
  });
});
