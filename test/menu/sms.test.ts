import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { septets } from "../../src/base/gsm7.ts";
import type { Answers } from "../../src/menu/contract.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { questionOf, smsOf, type Told } from "../../src/menu/sms.ts";
import { AT, REPORT, releaseOf } from "./fixture.ts";

const LIFE = `life:
  received:
    say: { en: received, sw: imepokelewa }
    sms:
      en: "{service} {ref} is {status}: {what}, {place:10}, {until}, {ward.office}. {target} days. {channel} {code}"
      sw: "{ref} {what} {date}"
    within: 3 working days
    late: { then: escalate, sms: "{ref} was due {deadline}, late on {date}" }
    may_become: [{ to: fixed, by: officer }, { to: refused, by: officer, reasons: [private] }]
  fixed:
    say: fixed
    question: { say: "{ref}, {what}: fixed?", yes: closed, no: received }
    within: 12 hours
    late: { then: closed }
  refused: { say: no, refusal: true, sms: "{ref}: {reason}." }
  closed: { say: closed, sms: "{ref}: by {deadline}" }
reasons:
  private: { en: private land, sw: ardhi ya mtu }
`;
const release = releaseOf([REPORT.replace(/life:[^]*$/, LIFE)]);

const told: Told = {
  service: "report",
  status: "received",
  language: "en",
  answers: { what: "water", ward: "umoja", place: "Near the “gate” of the school", until: null },
  given: {},
  openedAt: AT,
  ref: "48210372",
  reason: null,
  at: AT,
  deadline: AT + 86_400_000,
};

describe("an SMS", () => {
  test("prints the request, its answers as screens do, and what the channel fills in", () => {
    expect(smsOf(release, told)).toBe(
      'Report 4821 0372 is received: Water leak, Near the ", -, Umoja office. 2 days. Test County *1#',
    );
  });

  test("is in the citizen's language, else in the channel's first", () => {
    const inSw = "4821 0372 Maji 23 Nov 2026";
    expect(smsOf(release, { ...told, language: "sw" })).toBe(inSw);
    expect(smsOf(release, { ...told, language: null })).toBe(inSw);
    expect(smsOf(release, { ...told, language: "not one" })).toBe(inSw);
  });

  test("tells of a deadline that has passed, where the file has words for it", () => {
    expect(smsOf(release, { ...told, late: true })).toBe(
      "4821 0372 was due 24 Nov 2026, late on 23 Nov 2026",
    );
    expect(smsOf(release, { ...told, status: "fixed", late: true })).toBeNull();
    expect(smsOf(release, { ...told, status: "closed", late: true })).toBeNull();
  });

  test("gives the reason in the citizen's language", () => {
    const refused = { ...told, status: "refused", reason: "private" };
    expect(smsOf(release, refused)).toBe("4821 0372: private land.");
    expect(smsOf(release, { ...refused, language: "sw" })).toBe("4821 0372: ardhi ya mtu.");
    expect(smsOf(release, { ...refused, reason: "gone" })).toBe("4821 0372: .");
  });

  test("is none where the file has no words, or no such status or service", () => {
    expect(smsOf(release, { ...told, status: "fixed" })).toBeNull();
    expect(smsOf(release, { ...told, status: "gone" })).toBeNull();
    expect(smsOf(release, { ...told, service: "gone" })).toBeNull();
  });

  test("prints nothing for a deadline that is none", () => {
    expect(smsOf(release, { ...told, status: "closed", deadline: null })).toBe("4821 0372: by ");
  });

  test("of a status in hours prints the time as well", () => {
    const hours = releaseOf([
      REPORT.replace(
        /life:[^]*$/,
        'life: { a: { say: a, within: 1 hour, sms: "By {deadline}", may_become: [{ to: b, by: officer }] }, b: { say: b } }',
      ),
    ]);
    const at = { ...told, status: "a", deadline: AT + 3_600_000 };
    expect(smsOf(hours, at)).toBe("By 10am, 23 Nov 2026");
  });
});

test("a question prints what an SMS does, and only where the status asks", () => {
  expect(questionOf(release, { ...told, status: "fixed" })).toBe("4821 0372, Water leak: fixed?");
  expect(questionOf(release, told)).toBeNull();
});

const MENUS = buildRelease(await readFolder("menus")).release;
if (MENUS === null) throw new Error("the example menus have faults");
const lives = [...MENUS.services.values()].flatMap(({ name, life }) =>
  [...(life?.statuses.keys() ?? [])].map((status) => ({ service: name, status })),
);
const names = [...new Set([...MENUS.screens.values()].map(({ name }) => name))];
const answers: fc.Arbitrary<Answers> = fc.dictionary(
  fc.constantFrom(...names),
  fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.constantFrom("street_light", "umoja", "not_here"),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  ),
);

test("any request, told at any time, gives plain letters or nothing, and never a throw", () => {
  let sent = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...lives) },
        { weight: 1, arbitrary: fc.record({ service: fc.string(), status: fc.string() }) },
      ),
      fc.record({
        late: fc.boolean(),
        language: fc.oneof(fc.constantFrom("en", "sw", null), fc.string()),
        answers,
        given: fc.dictionary(
          fc.constantFrom("amount", "by_date", "cheque", "rank"),
          fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null)),
        ),
        openedAt: fc.double(),
        ref: fc.string(),
        reason: fc.option(fc.oneof(fc.constantFrom("private_land", "toString"), fc.string())),
        at: fc.double(),
        deadline: fc.option(fc.double()),
      }),
      (of, rest) => {
        const text = smsOf(MENUS, { ...of, ...rest });
        if (text === null) return;
        sent++;
        expect(septets(text), JSON.stringify(text)).not.toBeNull();
      },
    ),
    { numRuns: 2_000 },
  );
  expect(sent).toBeGreaterThan(500);
});
