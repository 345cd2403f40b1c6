/** What was looked up, on every way through an application that answers can take. */
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
  Answers,
  Draft,
  Effect,
  Input,
  LookedUp,
  Snapshot,
  Step,
} from "../../src/menu/contract.ts";
import { fit } from "../../src/menu/fit.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { HOLDS_MS, withInstead } from "../../src/menu/looked-up.ts";
import type { Release } from "../../src/menu/model.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { screenOf } from "../../src/menu/screen.ts";
import { step } from "../../src/menu/step.ts";
import { edited, type Edit } from "./edited.ts";
import { AT, factsOf, MINT } from "./fixture.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));

const shopSource = GOOD.get("shop.yaml") ?? "";

/** Two that the register knows, one it breaks at, one it does not know. */
const KIOSK = "48210372";
const SALON = "30027120";
const BROKEN = "73102243";
const UNKNOWN = "30027112";
const FOUND = new Map([
  [KIOSK, { name: "KIOSK", fee: 3000, ends: null }],
  [SALON, { name: "SALON", fee: 9000, ends: null }],
]);

function shopWith(...edits: Edit[]): Release {
  const { release, findings } = buildRelease(edited(GOOD, edits));
  if (release === null) throw new Error(JSON.stringify(findings));
  return release;
}

const NONE_ON: Edit = [
  "shop.yaml",
  'sw: "Hakuna {number}" }, go: number }',
  'sw: "Hakuna {number}" }, go: pay }',
];
const BROKEN_ON: Edit = [
  "shop.yaml",
  'say: "No register now" }',
  'say: "No register now", go: pay }',
];
/** Without a charge: whoever goes on without an answer knows of none. */
const pays = (say: string): Edit => [
  "shop.yaml",
  '"{business.name}, {business.ends}: {all}"\n    charge: all',
  JSON.stringify(say),
];
const TOTAL = pays("{number}: {all}");
const OWNER = '  - { ask: owner, label: Owner, as: reference, say: "Owner?"';
/** Of the new ones nothing is looked up. */
const KIND: Edit = [
  "shop.yaml",
  "  - { ask: number,",
  `  - choose: kind
    label: Kind
    say: "Kind?"
    options: [{ is: old, say: Old }, { is: new, say: New, go: pay }]
  - { ask: number,`,
];

/** A phone at the shop; the register knows what stands above, unless it says something else. */
class Shopper {
  readonly release: Release;
  readonly asked: string[] = [];
  says: (number: string) => LookedUp["came"] = (number) => {
    const fields = FOUND.get(number);
    if (fields !== undefined) return { is: "found", fields };
    return { is: number === BROKEN ? "broken" : "none" };
  };
  snapshot: Snapshot | null = null;
  effects: readonly Effect[] = [];

  #drafts: Draft[] = [];

  constructor(release: Release) {
    this.release = release;
  }

  /** With what is kept of an earlier call. */
  dial(answers?: Answers): string {
    this.#drafts = answers === undefined ? [] : [{ service: "shop", answers, intent: null }];
    return this.#take(null, { dial: ["88"] });
  }

  reply(...typed: string[]): string {
    return typed.map((text) => this.#take(this.snapshot, text)).at(-1) ?? "";
  }

  /** Answers of the request that was sent; null where none was. */
  sent(): Answers | null {
    return this.effects.flatMap((one) => (one.do === "submit" ? [one.answers] : []))[0] ?? null;
  }

  #take(from: Snapshot | null, text: Input["text"]): string {
    let facts = factsOf({ drafts: this.#drafts });
    for (;;) {
      const taken: Step = step(this.release, from, { text, at: AT, mint: () => MINT, facts });
      if (taken.needs === undefined) {
        // Through JSON, as the store keeps it.
        this.snapshot = JSON.parse(JSON.stringify(taken.snapshot)) as Snapshot;
        this.effects = taken.effects;
        return screenOf(this.release, this.snapshot, facts).text;
      }
      if (typeof taken.needs === "string" || !("lookUp" in taken.needs)) {
        throw new Error(JSON.stringify(taken.needs));
      }
      const { lookUp } = taken.needs;
      this.asked.push(String(lookUp.inputs["id"]));
      const came = this.says(String(lookUp.inputs["id"]));
      facts = { ...facts, lookedUp: [...(facts.lookedUp ?? []), { of: lookUp, came }] };
    }
  }
}

/** At the first question of the shop. */
function at(release: Release): Shopper {
  const phone = new Shopper(release);
  phone.dial();
  phone.reply("1");
  return phone;
}

const shopper = (...edits: Edit[]) => at(shopWith(...edits));

describe("where there is no answer and the way leads on all the same", () => {
  test.each([
    ["none", NONE_ON, UNKNOWN],
    ["broken", BROKEN_ON, BROKEN],
  ] as const)(
    "of %s: the request is sent and says so, and nothing is asked twice",
    (is, on, number) => {
      const phone = shopper(TOTAL, on);
      expect(phone.reply(number)).toContain("1. continue");
      expect(phone.reply("1")).toContain(`${number.slice(0, 4)} ${number.slice(4)}: 0\n1. send`);
      expect(phone.reply("1")).toContain("Ref");
      expect(phone.sent()).toMatchObject({ number, "business.is": is, "business.at": AT });
      expect(phone.asked).toEqual([number]);
    },
  );

  test("the next dial goes on behind it", () => {
    const phone = shopper(TOTAL, BROKEN_ON);
    phone.reply(BROKEN, "1");
    phone.dial(phone.snapshot?.answers);
    expect(phone.reply("1")).toContain("1. send");
    expect(phone.asked).toHaveLength(1);
  });

  test("what is asked on that way alone is sent too", () => {
    const phone = shopper(
      TOTAL,
      ["shop.yaml", 'say: "No register now" }', 'say: "No register now", go: owner }'],
      ["shop.yaml", "life:", `aside:\n${OWNER}, go: pay }\nlife:`],
    );
    expect(phone.reply(BROKEN, "1")).toContain("Owner?");
    expect(phone.reply("0", BROKEN)).toContain("Owner?");
    phone.reply(KIOSK, "1");
    expect(phone.sent()).toMatchObject({ owner: KIOSK, "business.is": "broken" });
  });

  test("another number is looked up, and what it is told counts", () => {
    const phone = shopper(TOTAL, BROKEN_ON);
    phone.reply(BROKEN, "1", "0");
    expect(phone.reply(KIOSK)).toContain("4821 0372: 3200");
    phone.reply("1");
    expect(phone.sent()).toMatchObject({ "business.name": "KIOSK" });
    expect(phone.sent()).not.toHaveProperty(["business.is"]);
  });

  test("a number changed at the check screen leads back to it", () => {
    const phone = shopper(TOTAL, BROKEN_ON);
    phone.reply(KIOSK, "2", "1", BROKEN);
    expect(phone.reply("1")).toContain("7310 2243: 0\n1. send");
    expect(phone.snapshot?.changing).toBeNull();
  });
});

test("where it leads back to the look-up, what it was asked with is asked anew", () => {
  const hint = '  - { show: hint, say: "Look at your permit", go: number }\nlife:';
  const phone = shopper(
    ["shop.yaml", "}, go: number }", "}, go: hint }"],
    ["shop.yaml", "life:", `aside:\n${hint}`],
  );
  expect(phone.reply(UNKNOWN, "1")).toContain("Look at your permit");
  expect(phone.reply("1")).toContain("Business ID?");
  expect(phone.reply(KIOSK)).toContain("KIOSK");
  expect(phone.asked).toEqual([UNKNOWN, KIOSK]);
});

test("what came behind the citizen's back is told before anything is asked", () => {
  const phone = shopper(TOTAL, NONE_ON);
  phone.says = () => ({ is: "late" });
  phone.reply(UNKNOWN);
  const screen = phone.release.screens.get("shop/business");
  if (screen === undefined) throw new Error("no look-up");
  const answers = withInstead(screen, phone.snapshot?.answers ?? {}, "untold", AT);
  phone.dial(answers);
  expect(phone.reply("1")).toContain("No business 3002 7112\n1. continue");
  expect(phone.reply("1")).toContain("1. send");
  expect(phone.asked).toHaveLength(1);
});

describe("another one's facts", () => {
  test("are not counted once the number is another", () => {
    const phone = shopper(TOTAL, BROKEN_ON);
    phone.reply(KIOSK, "0", BROKEN);
    expect(phone.snapshot?.answers).not.toHaveProperty(["business.fee"]);
    expect(phone.reply("1")).toContain("7310 2243: 0");
  });

  test("nor once an option leads past the look-up", () => {
    const phone = shopper(KIND, pays("{kind}: {all}"));
    expect(phone.reply("1", KIOSK)).toContain("Old: 3200");
    expect(phone.reply("2", "1", "2")).toContain("New: 0");
    expect(phone.reply("1")).toContain("Ref");
    expect(phone.sent()).toEqual({ privacy: true, kind: "new" });
  });

  test("nor do they open a way behind such an option, or back", () => {
    const phone = shopper(
      KIND,
      ["shop.yaml", "New, go: pay", "New, go: dear"],
      pays("{kind}. {all}"),
    );
    expect(phone.reply("1", SALON)).toContain("SALON: dear");
    expect(phone.reply("0", "0", "2")).toContain("New.");
    expect(phone.reply("0", "1", "1", "2", "1", "2")).toContain("New.");
    expect(phone.reply("0")).toContain("Kind?");
  });

  test("nor once the way back led to a look-up that has no part in the request", () => {
    const phone = shopper(KIND, pays("{kind}: {business.name}. {all}"));
    phone.reply("1", KIOSK, "2", "1", "2");
    expect(phone.reply("0", SALON, "1")).toContain("New: .");
  });

  test("nor once what another look-up found leads past this one", () => {
    const late = shopSource.match(/ {4}late: .*\n/)?.[0] ?? "";
    const tax = `  - look_up: tax
    when: "business.fee > 5000"
    in: register
    with: { id: owner }
    none: { say: None }
    broken: { say: Broken }
${late}`;
    const phone = shopper(
      ["channel.yaml", "    cache: 10m\n", "    cache: 10m\n    deadline: 2s\n"],
      ["shop.yaml", "  - { ask: number,", `${OWNER} }\n  - { ask: number,`],
      ["shop.yaml", late, late + tax],
      ["shop.yaml", '"business.fee > 5000"\n    say', '"tax.fee > 1"\n    say'],
      pays("{business.name} {tax.name}. {all}"),
    );
    expect(phone.reply(KIOSK, SALON)).toContain("SALON: dear");
    const answers: Answers = phone.snapshot?.answers ?? {};
    expect(phone.reply("1")).toContain("SALON KIOSK.");
    // Asked again, as from an old draft: it costs less by now.
    const { business: _, ...old } = answers;
    phone.says = () => ({ is: "found", fields: { name: "SALON", fee: 1, ends: null } });
    phone.dial(old);
    expect(phone.reply("1")).toContain("SALON .");
  });

  test("have no part in any text, whatever is typed in whatever order", () => {
    const typed = fc.constantFrom("0", "1", "1", "2", "3", KIOSK, SALON, BROKEN, UNKNOWN);
    const text = pays("{kind} {number} {business.name}. {all}");
    const release = shopWith(KIND, NONE_ON, BROKEN_ON, text);
    const shown = new Set<string>();
    fc.assert(
      fc.property(fc.array(typed, { minLength: 4, maxLength: 25 }), (replies) => {
        const phone = at(release);
        for (const one of replies) {
          const said = phone.reply(one);
          const { answers = {}, screen } = phone.snapshot ?? {};
          const number = String(answers["number"]);
          const known = answers["kind"] === "new" ? undefined : FOUND.get(number);
          if (screen === "shop/pay" && phone.snapshot?.ended === false) {
            shown.add(`${String(answers["kind"])} ${known?.name}`);
            expect(said).toContain(
              `${known?.name ?? ""}. ${known === undefined ? 0 : known.fee + 200}`,
            );
          }
          if (screen === "shop/dear") expect(said).toContain(`${FOUND.get(number)?.name}: dear`);
          if (phone.snapshot?.ended === true) break;
        }
      }),
      { numRuns: 1_000 },
    );
    expect([...shown].sort()).toEqual(["new undefined", "old KIOSK", "old SALON", "old undefined"]);
  });
});

describe("a draft on a newer release", () => {
  const kept = shopper();
  kept.reply(KIOSK);
  const answers = kept.snapshot?.answers ?? {};
  const fitted = (edit: Edit) => fit(shopWith(edit), "shop", answers, AT).answers;

  test("keeps what was found while the question is the same", () => {
    expect(fitted(["shop.yaml", "Business ID?", "Which business?"])).toEqual(answers);
    expect(fitted(["channel.yaml", "cache: 10m", "cache: 5m"])).toEqual(answers);
  });

  test.each<Edit>([
    ["channel.yaml", "register.example/businesses", "other.example/businesses"],
    ["channel.yaml", "KE/GOV/1 }", "KE/GOV/2 }"],
    ["channel.yaml", "as: date, optional: true", "as: date"],
    ["channel.yaml", "as: text, max: 20", "as: text, max: 11"],
    ["channel.yaml", "at: quote.fee", "at: quote.total"],
  ])("%s: asks again where %s is %s", (...edit) => {
    expect(fitted(edit)).toEqual({ privacy: true, number: KIOSK });
  });

  test.each([
    ["name", "K".repeat(21)],
    ["name", "[".repeat(11)],
    ["name", "KIOSK\u0142"],
    ["name", " KIOSK"],
    ["name", null],
    ["fee", -1],
    ["fee", "3000"],
    ["ends", "2026-12-31T00:00"],
  ])("is never shown fields that no screen was proven with: %s as %j", (field, value) => {
    const odd = { ...answers, [`business.${field}`]: value };
    expect(fit(kept.release, "shop", odd, AT).answers).not.toHaveProperty(["business"]);
  });
});

describe("a way out that the file does not give", () => {
  const noGo: Edit = ["shop.yaml", 'sw: "Hakuna {number}" }, go: number }', 'sw: "Hakuna" } }'];
  const unsafe: Edit = ["channel.yaml", "    repeat: safe\n", ""];
  test.each([
    ["nothing found", UNKNOWN, [noGo], "No business 3002 7112\n0. Back"],
    [
      "a broken system that may be asked again",
      BROKEN,
      [],
      "No register now\n1. stuck_retry\n0. Back",
    ],
    ["one that may not", BROKEN, [unsafe], "No register now\n0. Back"],
  ] as const)("%s: nobody is offered what leads nowhere", (_, number, edits, shown) => {
    const phone = shopper(...edits);
    expect(phone.reply(number)).toBe(shown);
    phone.reply("7");
    expect(phone.asked).toEqual([number]);
    expect(phone.reply("0")).toContain("Business ID?");
  });
});

test("where the question it is asked with was passed over, nobody is asked, and nothing is found", () => {
  const phone = shopper(NONE_ON, TOTAL, [
    "shop.yaml",
    "as: reference,",
    "as: reference, optional: true,",
  ]);
  expect(phone.reply("97")).toContain("No business -\n1. continue");
  expect(phone.reply("1")).toContain("-: 0\n1. send");
  expect(phone.asked).toEqual([]);
});

test("what was found counts for a day to the millisecond", () => {
  const phone = shopper();
  phone.reply(KIOSK);
  const answers = phone.snapshot?.answers ?? {};
  const after = (ms: number) => fit(phone.release, "shop", answers, AT + ms).answers;
  expect(after(HOLDS_MS)).toEqual(answers);
  expect(after(HOLDS_MS + 1)).not.toHaveProperty(["business"]);
});

test("half a letter in an answer is asked with, and compared, as what is sent", () => {
  const phone = shopper(["shop.yaml", "as: reference,", "as: text, max: 20,"]);
  phone.says = () => ({ is: "found", fields: { name: "KIOSK", fee: 1, ends: null } });
  expect(phone.reply("ab\ud800")).toContain("KIOSK");
  expect(phone.reply("0", "ab\ud800")).toContain("KIOSK");
  expect(phone.asked).toHaveLength(1);
});

test.each([
  [
    "a condition",
    ["shop.yaml", "  - { ask: number,", "  - { ask: number, when: \"business.is == 'none'\","],
    "cel",
  ],
  ["a text", pays("{business.is}: {all}"), "unknown-placeholder"],
] as [string, Edit, string][])(
  "what there was instead is for officers: %s cannot name it",
  (_, edit, rule) => {
    const { findings } = buildRelease(edited(GOOD, [edit]));
    expect(findings.map((one) => one.rule)).toContain(rule);
  },
);
