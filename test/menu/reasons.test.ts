/** Where a reason does not fit, which screens and reasons are measured, and what is said of them. */
import { describe, expect, test } from "vitest";
import { reasonsOf } from "../../src/menu/check/reasons.ts";
import { showFinding } from "../../src/menu/finding.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { GOOD } from "./broken-folder.ts";
import { edited, type Edit } from "./edited.ts";
import { Caller, censusOf, releaseOf, REPORT, wardRows } from "./fixture.ts";

const words = (count: number) => "word ".repeat(count).trim();
const found = (edits: readonly Edit[]) => buildRelease(edited(GOOD, edits)).findings;
const reasons = (edits: readonly Edit[]) =>
  found(edits).filter(({ rule }) => rule === "reason-too-long");
const told = (edits: readonly Edit[]) =>
  reasons(edits).map(({ line, message, mend }) => `${line}: ${message}. ${mend}`);

const empty = (letters: number): Edit => [
  "channel.yaml",
  "  empty: empty",
  `  empty: ${"r".repeat(letters)}`,
];
const CHECK = "  - confirm: check\n";
/** One question more, with so many options below so many words. */
const many = (options: number, said: number, label = "No"): Edit => {
  const all = Array.from({ length: options }, (_, at) => `{ is: o${at}, say: "${label} ${at}" }`);
  const asked = `{ choose: many, label: Many, say: "${words(said)}", options: [${all.join(", ")}] }`;
  return ["report.yaml", CHECK, `  - ${asked}\n${CHECK}`];
};

describe("what stays beside a reason", () => {
  test("is what was asked, above nine options; a list of ten does without", () => {
    expect(told([many(9, 14), empty(75)])).toHaveLength(1);
    expect(told([many(10, 14), empty(75)])).toEqual([]);
  });

  test("is what was asked where an answer is typed, and not only which step it is", () => {
    const short = (letters: number): Edit => [
      "report.yaml",
      'max: 30, say: "({step}/{steps}) Where?"',
      `max: 30, say: "({step}/{steps}) Where?", wrong: { too_short: ${"r".repeat(letters)} }`,
    ];
    const by = (letters: number) => told([short(letters)]).map((one) => /by (\d+)/.exec(one)?.[1]);
    const over = Number(by(136)[0]);
    expect(by(136)).toEqual([expect.any(String)]);
    expect(by(136 - over)).toEqual([]);
    expect(by(137 - over)).toEqual(["1"]);
  });

  test("is an option on the last page only: those of a page before it are turned to", () => {
    expect(told([many(2, 20, "Option that is long"), empty(60)])).toEqual([]);
  });
});

describe("a reason stands", () => {
  const full: Edit = [
    "report.yaml",
    '"{what}, {ward}, {place:10}. {target} days. Send?"',
    `"{place:4} ${words(20)}"`,
  ];

  test("above what is said, which is to be shorter, up to half of a screen", () => {
    expect(told([full, empty(78)])).toEqual([
      "28: the reason `empty` does not fit above `check`. Shorten what `check` says by 52, or `empty` under `wrong` of channel.yaml.",
    ]);
  });

  test("in the channel from there on, and is to be shorter itself", () => {
    expect(told([full, empty(79)])).toEqual([
      "58: the reason `empty` does not fit above `check`. Shorten the reason by 53, or what `check` says.",
    ]);
  });

  test("above one screen, where two services share its question", () => {
    const shared = `  - { choose: many, label: Many, say: "W ${words(24)}", options: [{ is: a, say: Yes A }, { is: b, say: No B }] }\n`;
    const twice: Edit[] = [
      ["channel.yaml", "screens:\n", `questions:\n${shared}screens:\n`],
      ["report.yaml", CHECK, `  - use: many\n${CHECK}`],
      ["shop.yaml", "  - look_up: business", "  - use: many\n  - look_up: business"],
    ];
    const [one = "", ...more] = told([...twice, empty(80)]);
    expect(one).toContain("the reason `empty` does not fit above `many`. ");
    expect(more).toEqual([]);
  });

  test("above a screen of Njia's own, which is named as its text is", () => {
    const phone: Edit = [
      "channel.yaml",
      "not_a_phone: not_a_phone",
      `not_a_phone: ${"r".repeat(150)}`,
    ];
    expect(told([phone])).toEqual([
      expect.stringContaining("the reason `not_a_phone` does not fit above `assist`. "),
    ]);
    const agreed: Edit = ["channel.yaml", "{phone} agrees?", words(12)];
    expect(told([agreed, empty(78)])).toEqual([
      "136: the reason `empty` does not fit above `agreed`. Shorten what `agreed` says by 3, or `empty` under `wrong` of channel.yaml.",
    ]);
  });
});

test.each(["stuck", "stuck_saved"])("%s is measured, and told at its own line", (text) => {
  const long: Edit = ["channel.yaml", `  ${text}: ${text}`, `  ${text}: ${words(80)}`];
  const line = (GOOD.get("channel.yaml") ?? "").split("\n").indexOf(`  ${text}: ${text}`);
  expect(found([long]).map((one) => `${one.line} ${one.rule}`)).toEqual([
    `${line + 1} question-pages`,
  ]);
});

test("answers that can be changed are as many as there are, and their labels have a rule", () => {
  const asked = Array.from(
    { length: 14 },
    (_, at) =>
      `  - { ask: q${at}, label: ${String.fromCharCode(97 + at).repeat(40)}, as: text, say: "Q${at}?" }\n`,
  );
  expect(found([["report.yaml", CHECK, `${asked.join("")}${CHECK}`]]).map(showFinding)).toEqual([]);
  const label: Edit = ["report.yaml", "label: Place", `label: ${words(40)}`];
  expect(found([label]).map(({ rule }) => rule)).toEqual(["option-too-long"]);
});

test("a notice in the channel's words is to get its own: the service cannot shorten those", () => {
  const consent = (notice: string, say: string): Edit[] => [
    [
      "channel.yaml",
      "continue: continue",
      "continue: continue\n  agree: agree\n  disagree: disagree",
    ],
    ["channel.yaml", "For {purpose}, kept {keep}", notice],
    ["report.yaml", "basis: public-task", "basis: consent"],
    ["report.yaml", 'privacy, say: "For {purpose}, kept {keep}"', `privacy${say}`],
  ];
  const notice = `${words(18)} {purpose} {keep}`;
  expect(told(consent(notice, ""))).toEqual([
    "9: the reason `not_on_list` does not fit above `privacy`. Give it a `say` that is shorter by 2, or shorten `purpose`, or `not_on_list` under `wrong` of channel.yaml.",
  ]);
  const shorter = notice.slice(2);
  expect(found(consent(notice, `, say: "${shorter}"`)).map(showFinding)).toEqual([]);
  expect(told(consent(notice, `, say: "${notice}"`))).toEqual([
    expect.stringContaining("Shorten what `privacy` says by 2, or"),
  ]);
});

describe("a reason is measured with the limits of its question", () => {
  const PLACE = 'max: 30, say: "({step}/{steps}) Where?"';
  const shorten = (limits: string, said: string) =>
    told([
      [
        "report.yaml",
        `min: 3, ${PLACE}`,
        `${limits}say: Where?, wrong: { too_long: "${"r".repeat(150)} ${said}" }`,
      ],
    ]).map((one) => /by (\d+)/.exec(one)?.[1]);

  test.each([
    ["min: 12, max: 34, ", "{min} {min}", "12 12"],
    ["min: 12, max: 34, ", "{max} {max}", "34 34"],
    ["", "{min} {min}", "1 1"],
    ["", "{max} {max}", "160 160"],
  ])("%s%s", (limits, printed, typed) => {
    const by = shorten(limits, printed);
    expect(by).toEqual([expect.any(String)]);
    expect(by).toEqual(shorten(limits, typed));
  });
});

describe("the reasons that are measured are those that a reply can be refused for", () => {
  /** Why the screen where the call stands refuses these replies. */
  const refused = (caller: Caller, replies: readonly string[]) => {
    const { snapshot } = caller;
    const codes = replies.flatMap((reply) => {
      caller.snapshot = snapshot;
      caller.reply(reply);
      const code = caller.snapshot?.wrong?.code ?? [];
      // The same with other words, where one option is there or none.
      return code === "no_choice" || code === "only_one" ? "not_on_list" : code;
    });
    caller.snapshot = snapshot;
    return [...new Set(codes)].sort();
  };
  const atOne = (as: string, limits: string) => {
    const asked = `  - { ask: one, label: One, as: ${as}, ${limits}say: One? }\n`;
    const caller = new Caller(releaseOf([censusOf([asked], "Send?")]), {
      drafts: [],
      requests: [],
    });
    caller.dial("55");
    caller.reply("1");
    return caller;
  };
  const measured = ({ release, snapshot }: Caller) => {
    const screen = release.screens.get(snapshot?.screen ?? "");
    return screen === undefined ? [] : [...reasonsOf(screen)].sort();
  };
  const LONG = "a".repeat(161);

  test.each([
    ["text", "min: 3, max: 9, pattern: '[a-z]+', ", ["", "a", LONG, "1234"]],
    ["letters", "min: 3, max: 9, pattern: '[a-z]+', ", ["", "a", LONG, "1234", "ABC"]],
    ["code", "min: 3, max: 9, pattern: '[A-Z]+', ", ["", "A", LONG, "AB+*C", "1234"]],
    ["number", "min: 3, max: 90, pattern: '[3-5]+', ", ["", "1", "99", "a", "78"]],
    ["money", "min: 30, max: 90, pattern: '[3-5]+', ", ["", "1", "99", "a", "78"]],
    [
      "date",
      "min: 2026-02-01, max: 2026-02-20, pattern: '0.*', ",
      ["", "a", "1/1/2026", "1/3/2026", "11/2/2026"],
    ],
    ["phone", "pattern: '.*9', ", ["", "a", "0712345678"]],
    ["national_id", "pattern: '.*9', ", ["", "a", "12345678"]],
    ["reference", "pattern: '0.*', ", ["", "a", "48210373", "48210372"]],
    ["yes_no", "pattern: '2', ", ["", "a", "1"]],
  ])("of %s", (as, limits, replies) => {
    const caller = atOne(as, limits);
    expect(refused(caller, replies)).toEqual(measured(caller));
  });

  test.each([
    ["text", ["", "a", LONG]],
    ["letters", ["", "a", LONG, "1"]],
    ["code", ["", "a", LONG, "+*"]],
    ["number", ["", "0", "9".repeat(15), "a"]],
    ["money", ["", "0", "9".repeat(15), "a"]],
    ["date", ["", "1/1/0001", "31/12/9999", "a"]],
    ["phone", ["", "a"]],
  ])("of %s without limits", (as, replies) => {
    const caller = atOne(as, "");
    expect(refused(caller, replies)).toEqual(measured(caller));
  });

  test("of a pattern, where there is one", () => {
    const long: Edit = [
      "channel.yaml",
      "not_like_that: not_like_that",
      `not_like_that: ${"r".repeat(150)}`,
    ];
    expect(told([long])).toEqual([]);
    const pattern: Edit = [
      "report.yaml",
      "min: 3, max: 30,",
      "min: 3, max: 30, pattern: '[a-z ]+',",
    ];
    expect(told([long, pattern])).toEqual([expect.stringContaining("not fit above `place`. ")]);
  });

  test("of one option, where there can be one", () => {
    const long: Edit = ["channel.yaml", "  only_one: only_one", `  only_one: ${"r".repeat(150)}`];
    expect(told([long])).toEqual([expect.stringMatching(/above `(change|request)`, and/)]);
  });

  test("of a list that asks for no letters", () => {
    const caller = new Caller(releaseOf([REPORT], wardRows(60)), { drafts: [], requests: [] });
    caller.dial("77");
    caller.reply("1", "1");
    expect(measured(caller)).toEqual(["empty", "no_match", "not_on_list"]);
    expect(refused(caller, ["", "99", "zzz"])).toEqual(measured(caller));
  });

  test("of options, and of a list by letters", () => {
    const report = REPORT.replace(
      "from: data/wards.csv,",
      "from: data/wards.csv, letters_first: 3,",
    );
    const caller = new Caller(releaseOf([report], wardRows(60)), { drafts: [], requests: [] });
    caller.dial("77");
    caller.reply("1");
    expect(refused(caller, ["", "8"])).toEqual(measured(caller));
    caller.reply("1");
    expect(refused(caller, ["", "99", "u", "zzz"])).toEqual(measured(caller));
  });

  test("of a place where references are asked about", () => {
    const look =
      "  - { verify: look, say: Number?, found: [{ status: received, say: Sent }], not_found: None }\n";
    const question = "  - { ask: one, label: One, as: text, say: One?, go: look }\n";
    const service = censusOf([question], "Send?").replace("life:", `aside:\n${look}life:`);
    const caller = new Caller(releaseOf([service]), { drafts: [], requests: [] });
    caller.dial("55");
    caller.reply("1", "word");
    expect(refused(caller, ["", "a", "48210373"])).toEqual(measured(caller));
  });
});
