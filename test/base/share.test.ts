import fc from "fast-check";
import { expect, test } from "vitest";
import { newId, systemRandom } from "../../src/base/ids.ts";
import { ID_LETTERS_AT, lettersOfHashes, lettersOfIds, WHOLE } from "../../src/base/share.ts";
import { testVault } from "../store/vault.ts";

const sharesOf = (of: number) => Array.from({ length: of }, (_, at) => ({ at, of }));

/** How many of the shares have it. */
function havers(letters: string, shares: readonly { from: string; until: string }[]): number {
  return shares.filter(({ from, until }) => letters >= from && letters < until).length;
}

test("every id and every keyed hash is in one share, however many there are", () => {
  const vault = testVault();
  const whole = fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (of, seed) => {
    const id = newId(seed, systemRandom);
    const hash = vault.lookup("phone", String(seed));
    expect(havers(id.slice(ID_LETTERS_AT - 1), sharesOf(of).map(lettersOfIds))).toBe(1);
    expect(havers(hash.slice(0, 2), sharesOf(of).map(lettersOfHashes))).toBe(1);
  });
  fc.assert(whole);
});

test("shares are alike", () => {
  const vault = testVault();
  const counts = sharesOf(3).map(() => ({ ids: 0, hashes: 0 }));
  for (let key = 0; key < 3_000; key++) {
    const id = newId(key, systemRandom).slice(ID_LETTERS_AT - 1);
    const hash = vault.lookup("phone", String(key)).slice(0, 2);
    for (const share of sharesOf(3)) {
      const count = counts[share.at] ?? { ids: 0, hashes: 0 };
      count.ids += havers(id, [lettersOfIds(share)]);
      count.hashes += havers(hash, [lettersOfHashes(share)]);
    }
  }
  for (const { ids, hashes } of counts) {
    expect(ids).toBeGreaterThan(800);
    expect(hashes).toBeGreaterThan(800);
  }
});

test("what is nobody else's is in the whole, whatever its letters are", () => {
  for (const letters of ["", "--", "0", "ff", "zz"]) {
    expect(havers(letters, [lettersOfIds(WHOLE)])).toBe(1);
    expect(havers(letters, [lettersOfHashes(WHOLE)])).toBe(1);
  }
});
