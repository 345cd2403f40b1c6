/** The step over the project's own menus: any snapshot and any input give a screen that fits. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { septets } from "../../src/base/gsm7.ts";
import type { Answers, Facts, Input, PinFact, Snapshot } from "../../src/menu/contract.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { WRONG_CODES } from "../../src/menu/system-texts.ts";
import { OWN, type Release } from "../../src/menu/model.ts";
import { PIN_KEYS } from "../../src/menu/pin-format.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { screenOf } from "../../src/menu/screen.ts";
import { step } from "../../src/menu/step.ts";
import { answering, AT, factsOf, MINT } from "./fixture.ts";

function built(files: ReadonlyMap<string, string>): Release {
  const { release, findings } = buildRelease(files, null, { rehearsed: true });
  if (release === null) throw new Error(findings[0]?.message);
  return release;
}

const MENUS = await readFolder("menus");
const release = built(MENUS);
const services = [...release.services.keys()];
const ids = [...release.screens.keys(), ...Object.values(OWN)];
const names = [...new Set([...release.screens.values()].map(({ name }) => name))];
const rows = [...release.screens.values()].flatMap(({ list }) => list?.rows.slice(0, 3) ?? []);
const options = [...release.screens.values()].flatMap(({ choices }) => choices.map(({ is }) => is));

const answer = fc.oneof(
  fc.constantFrom(...options, ...rows.map(({ id }) => id)),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0),
  fc.boolean(),
  fc.constant(null),
);
const answers: fc.Arbitrary<Answers> = fc.dictionary(fc.constantFrom(...names), answer, {
  maxKeys: 14,
});
const intent = fc.constantFrom(null, MINT);
const snapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    v: fc.constant(1 as const),
    screen: fc.constantFrom(...ids, "gone/screen"),
    language: fc.constantFrom("en", "sw", null, "xx"),
    service: fc.constantFrom(...services, null, "gone"),
    answers,
    back: fc.array(fc.constantFrom(...ids, "gone/screen"), { maxLength: 5 }),
    pages: fc.array(fc.nat({ max: 200 }), { maxLength: 3 }),
    find: fc.constantFrom(null, "umo", "zzz", ""),
    strikes: fc.nat({ max: 5 }),
    wrong: fc.constantFrom(
      null,
      ...[...WRONG_CODES, ...PIN_KEYS].map((code) => ({ code, typed: "x^y", values: { min: 1 } })),
    ),
    intent,
    changing: fc.option(
      fc.record({ answers, back: fc.array(fc.constantFrom(...ids), { maxLength: 3 }) }),
    ),
    pending: fc.array(fc.constantFrom("21", "3", "1", "x"), { maxLength: 3 }),
    about: fc.constantFrom(null, ...services, ...ids, "48210372"),
    recent: fc.constantFrom(null, {
      service: "report",
      ref: "48210372",
      status: "received",
      openedAt: AT,
    }),
    ended: fc.boolean(),
    proven: fc.boolean(),
  })
  .map(({ proven, ...rest }) => (proven ? { ...rest, pin: true as const } : rest));
const pin: fc.Arbitrary<PinFact> = fc.record(
  {
    is: fc.constantFrom("none", "again", "set", "locked"),
    left: fc.nat({ max: 3 }),
    tried: fc.record({
      pin: fc.constantFrom("2580", "1234"),
      came: fc.constantFrom("right", "wrong", "kept", "differs"),
    }),
  },
  { requiredKeys: ["is", "left"] },
);
const facts: fc.Arbitrary<Facts> = fc.record({
  budget: fc.constantFrom({ gsm7: 156, ucs2: 76 }, { gsm7: 180, ucs2: 76 }),
  code: fc.constant({ dial: "*384*99#", start: "channel/main" }),
  language: fc.constantFrom("en", "sw", null),
  drafts: fc.array(fc.record({ service: fc.constantFrom(...services, "gone"), answers, intent }), {
    maxLength: 2,
  }),
  requests: fc.array(
    fc.record({
      service: fc.constantFrom(...services, "gone"),
      ref: fc.constantFrom("48210372", "1234567890"),
      status: fc.constantFrom("received", "awarded", "gone"),
      openedAt: fc.constant(AT),
    }),
    { maxLength: 20 },
  ),
  pin,
});
const text: fc.Arbitrary<Input["text"]> = fc.oneof(
  fc.constantFrom("0", "00", "97", "98", "1", "2", "3", "9", "", " 1 ", "umoja", "2580"),
  fc.string({ unit: "grapheme", maxLength: 170 }),
  fc.array(fc.constantFrom("21", "3", "1", "2", ""), { maxLength: 4 }).map((dial) => ({ dial })),
);

test("any snapshot and any input give a snapshot that fits a screen, and never a throw", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.option(snapshot), text, facts, (from, typed, given) => {
      let known = given;
      let taken = step(release, from, { text: typed, at: AT, mint: () => MINT, facts: known });
      for (let asked = 0; typeof taken.needs === "object" && asked < 3; asked++) {
        known = answering(taken.needs, known, known);
        taken = step(release, from, { text: typed, at: AT, mint: () => MINT, facts: known });
      }
      if (taken.needs !== undefined) throw new Error(`asked for ${JSON.stringify(taken.needs)}`);
      expect(JSON.parse(JSON.stringify(taken.snapshot))).toEqual(taken.snapshot);
      const shown = screenOf(release, taken.snapshot, known);
      const size = septets(shown.text);
      expect(size, JSON.stringify(shown.text)).not.toBeNull();
      expect(size).toBeGreaterThan(0);
      expect(size).toBeLessThanOrEqual(given.budget.gsm7);
      seen.add(taken.snapshot.screen);
    }),
    { numRuns: 4_000 },
  );
  // The walk above did come by every screen.
  expect([...release.screens.keys()].filter((id) => !seen.has(id))).toEqual([]);
});

test("facts are asked for one at a time, and what is asked for suffices", () => {
  fc.assert(
    fc.property(fc.option(snapshot), text, facts, (from, typed, all) => {
      const { budget, code, language } = all;
      let given: Facts = { budget, code, language };
      for (let asked = 0; ; asked++) {
        // As often as `hop` asks.
        expect(asked).toBeLessThanOrEqual(4);
        const taken = step(release, from, { text: typed, at: AT, mint: () => MINT, facts: given });
        if (taken.needs === undefined) break;
        given = answering(taken.needs, given, all);
      }
    }),
    { numRuns: 500 },
  );
});

test("a screen with letters outside GSM-7 declares them, and holds half as much", () => {
  const report = (MENUS.get("report.yaml") ?? "").replace(
    `  - ask: place\n`,
    `  - ask: place\n    letters: ucs2\n`,
  );
  const kikuyu = report.replaceAll(
    "Where exactly? Name a school",
    "Nĩkũ? Ndũgĩrĩre nĩ kũrĩa ũrĩ na ũcũ wothe",
  );
  expect(kikuyu).toContain("Nĩkũ");
  const undeclared = buildRelease(
    new Map(MENUS).set("report.yaml", kikuyu.replace("letters: ucs2", "")),
  );
  expect(undeclared.release).toBeNull();
  const spoken = built(new Map(MENUS).set("report.yaml", kikuyu));
  const given = factsOf({ code: { dial: "*384*99#", start: "channel/main" } });
  let state: Snapshot | null = null;
  let shown = "";
  for (const typed of [{ dial: ["3"] }, "2", "1", "1", "1"] as const) {
    const input: Input = { text: typed, at: AT, mint: () => MINT, facts: given };
    const taken = step(spoken, state, input);
    if (taken.needs !== undefined) throw new Error(JSON.stringify(taken.needs));
    state = taken.snapshot;
    shown = screenOf(spoken, state, given).text;
  }
  expect(shown).toContain("Nĩkũ");
  expect(shown).toContain("98. More");
  expect(shown.length).toBeLessThanOrEqual(76);
});
