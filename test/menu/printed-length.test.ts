/** What is typed or looked up takes no more room than the checker reckoned with, whatever letters it has. */
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cut, plain, width } from "../../src/base/gsm7.ts";
import { isAnswerTo, readAnswer } from "../../src/menu/answer.ts";
import { fieldsOf } from "../../src/menu/connector-answer.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { withLookedUp } from "../../src/menu/looked-up.ts";
import type { Release } from "../../src/menu/model.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { screenOf } from "../../src/menu/screen.ts";
import { FRESH } from "../../src/menu/snapshot.ts";
import { edited } from "./edited.ts";
import { AT, factsOf, MINT } from "./fixture.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));

/** The last screen prints a typed text, a field and the beginning of each, and then so many letters. */
function shopWith(padding: number) {
  const done = `{ref} {place}/{business.name}/{place:7}{business.name:9}${"x".repeat(padding)}.`;
  return buildRelease(
    edited(GOOD, [
      ["shop.yaml", "  - { ask: number,", PLACE + "  - { ask: number,"],
      ["shop.yaml", '"Ref {ref}"', JSON.stringify(done)],
    ]),
  );
}

const PLACE = '  - { ask: place, label: Place, as: text, max: 30, say: "Where?" }\n';

/** With as many letters as the checker lets pass. */
function fullest(): Release {
  let [passes, fails] = [0, 120];
  while (fails - passes > 1) {
    const middle = Math.floor((passes + fails) / 2);
    const isFine = shopWith(middle).findings.every(({ severity }) => severity !== "error");
    if (isFine) passes = middle;
    else fails = middle;
  }
  const { release } = shopWith(passes);
  if (release === null) throw new Error("nothing passes");
  return release;
}

/** As long as a text may be, and often of letters that take more room than one. */
const length = { minLength: 6, maxLength: 34, size: "max" } as const;
const odd = fc.constantFrom(..."ab [€]~|\\^{}…ĩŋ«–é漢😀\t\u00a0\u200b\u0301");
const text = fc.oneof(
  fc.string({ unit: odd, ...length }),
  fc.string({ unit: "binary", ...length }),
  fc.string({ unit: fc.constantFrom(..."[€…m"), ...length }),
);

test("a screen that is full to the last letter shows that letter", () => {
  const release = fullest();
  const business = release.screens.get("shop/business");
  const rules = release.screens.get("shop/place")?.ask;
  if (business?.lookUp == null || rules == null) throw new Error("no such screen");
  const { fields } = business.lookUp;
  const world = { country: "KE", today: "2026-11-27" };
  let whole = 0;
  fc.assert(
    fc.property(text, text, (typed, name) => {
      const taken = readAnswer(typed, rules, world);
      const read = fieldsOf(fields, (_, field) =>
        field === "name" ? name : field === "fee" ? 3000 : null,
      );
      if ("wrong" in taken || read.is !== "found") return;
      expect(isAnswerTo(taken.answer, rules, world)).toBe(true);
      const typedIn = { privacy: true, place: taken.answer, number: "48210372" };
      const answers = withLookedUp(business, typedIn, read.fields, AT);
      const place = { service: "shop", screen: "shop/pay", answers, intent: MINT };
      const snapshot = { ...FRESH, ...place, language: "en", about: MINT.ref, ended: true };
      expect(screenOf(release, snapshot, factsOf({})).text).toMatch(/x\.$/);
      whole++;
    }),
    { numRuns: 2_000 },
  );
  expect(whole).toBeGreaterThan(300);
});

test("a text is cut at a whole letter, and is as long as it may be", () => {
  fc.assert(
    fc.property(text, fc.nat(60), (one, most) => {
      const short = cut(one, most);
      expect(one.startsWith(short)).toBe(true);
      expect(width(plain(short), "gsm7")).toBeLessThanOrEqual(4 * most);
      expect(width(short, "gsm7")).toBeLessThanOrEqual(most);
      const next = /^./su.exec(one.slice(short.length))?.[0] ?? "";
      if (next !== "") expect(width(short + next, "gsm7")).toBeGreaterThan(most);
    }),
  );
});

test("a telephone number of any country is measured at its longest", () => {
  const asked = '  - { ask: other, label: Other, as: phone, say: "Whose?" }\n';
  const withPhone = (padding: number) =>
    buildRelease(
      edited(GOOD, [
        ["shop.yaml", "  - { ask: number,", asked + "  - { ask: number,"],
        ["shop.yaml", '"Ref {ref}"', JSON.stringify(`{ref} {other}${"x".repeat(padding)}`)],
      ]),
    ).findings.filter(({ severity }) => severity === "error");
  // The reference has 12 letters as it prints, the number 16; `other` networks show 156 behind `END `.
  const [full, over] = [156 - 12 - 1 - 16, 156 - 12 - 1 - 16 + 1];
  expect(withPhone(full)).toEqual([]);
  expect(withPhone(over).map(({ rule }) => rule)).toEqual(["end-too-long"]);
});
