import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newId, seededRandom, systemRandom } from "../../src/base/ids.ts";

const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe("an id", () => {
  test("is a UUID of version 7 that says its instant", () => {
    fc.assert(
      fc.property(instant, fc.integer(), (now, seed) => {
        const id = newId(now, seededRandom(seed));
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(Number.parseInt(id.slice(0, 13).replace("-", ""), 16)).toBe(now);
      }),
    );
  });

  test("sorts as text after every id of an earlier millisecond", () => {
    fc.assert(
      fc.property(instant, instant, fc.integer(), (one, other, seed) => {
        fc.pre(one !== other);
        const random = seededRandom(seed);
        expect(newId(one, random) < newId(other, random)).toBe(one < other);
      }),
    );
  });

  test("is given once, however many are made in one millisecond", () => {
    const ids = new Set(Array.from({ length: 50_000 }, () => newId(0, systemRandom)));
    expect(ids.size).toBe(50_000);
  });

  test("takes all of its random bits from chance: 74", () => {
    const bits = (fill: number) => newId(0, (bytes) => new Uint8Array(bytes).fill(fill));
    expect(bits(0x00)).toBe("00000000-0000-7000-8000-000000000000");
    expect(bits(0xff)).toBe("00000000-0000-7fff-bfff-ffffffffffff");
  });
});

describe("chance from a seed", () => {
  test("repeats itself, in whatever portions it is taken", () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat({ max: 40 }), { maxLength: 20 }), (seed, sizes) => {
        const random = seededRandom(seed);
        const taken = sizes.flatMap((size) => [...random(size)]);
        expect(taken).toEqual([...seededRandom(seed)(taken.length)]);
      }),
    );
  });

  test("is another with another seed", () => {
    const seeds = Array.from({ length: 1_000 }, (_, seed) => seededRandom(seed)(16).join(" "));
    expect(new Set(seeds).size).toBe(1_000);
  });
});

describe("chance", () => {
  test("comes in the size asked for, across the edges of its pool", () => {
    for (const size of [0, 1, 4_095, 2, 4_096, 4_097, 10_000, 16]) {
      expect(systemRandom(size)).toHaveLength(size);
    }
  });

  test("is never given twice, and what was given stays as it was", () => {
    const given = Array.from({ length: 2_000 }, () => systemRandom(16));
    const before = given.map((bytes) => bytes.join(" "));
    expect(new Set(before).size).toBe(2_000);
    given[0]?.fill(0);
    systemRandom(4_096);
    expect(given.slice(1).map((bytes) => bytes.join(" "))).toEqual(before.slice(1));
  });
});
