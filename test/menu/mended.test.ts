/** Whoever does what the mend of a warning says is warned no more, and who is right is not warned. */
import { describe, expect, test } from "vitest";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";
import type { Rule } from "../../src/menu/rules.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { GOOD } from "./broken-folder.ts";
import { edited, type Edit } from "./edited.ts";

const MENUS = readFolder("menus");
const found = (edits: readonly Edit[]) => buildRelease(edited(GOOD, edits)).findings;

const LATE = 'late: { then: escalate, sms: "Report {ref} is late" }\n    may_become:\n';
const byClock = (late: string, moves: string): Edit => [
  "report.yaml",
  LATE,
  `late: { then: ${late} }\n    may_become:\n${moves}`,
];
const CLOSED = "      - { to: closed, by: officer }\n";
const tells = (more: string): Edit => [
  "report.yaml",
  "closed: { say: closed }",
  `closed: { say: closed, sms: "{ref}"${more} }`,
];

/** The rows of a list, of which a screen prints names and offices. */
const row = (from: string, to: string): Edit => ["data/wards.csv", from, to];

/** A notice that asks for consent, with so many words more than it needs. */
const consent = (words: number): Edit[] => [
  [
    "channel.yaml",
    "  continue: continue",
    "  continue: continue\n  agree: agree\n  disagree: disagree",
  ],
  ["report.yaml", "basis: public-task", "basis: consent"],
  ["report.yaml", '"For {purpose}, kept {keep}"', `"${"word ".repeat(words)}{purpose} {keep}"`],
];
const NO_SUCH = 'not_on_list: "{typed} is not {choices}"';

const late = (words: string): Edit => ["report.yaml", "Report {ref} is late", `{ref}: ${words}`];
/** A computed text. */
const computed = (be: string): Edit => [
  "report.yaml",
  "what == 'water' ? 2 : 5\", otherwise: 5",
  `what == 'water' ? ${be} : 'b'", otherwise: "b"`,
];
const CHECK = "{target} days. Send?";
const DONE = 'done: "Ref {ref}. ';
const DATE = "as: date, max: today, optional: true";
const asked = (how: string): Edit => [
  "report.yaml",
  'as: text, min: 3, max: 30, say: "({step}',
  `${how}, say: "({step}`,
];

const done = (code: string): Edit => ["report.yaml", "Ref {ref}.", `Ref {ref}. ${code}`];
const short = (words: string): Edit => [
  "report.yaml",
  'max: 30, say: "({step}/{steps}) Where?"',
  `max: 30, say: "({step}/{steps}) Where?", wrong: { too_short: "${words}" }`,
];
const big = (words: string): Edit => [
  "report.yaml",
  'say: "Depth?"',
  `say: "Depth?", wrong: { too_big: "${words}" }`,
];
const PLACE: Edit = ["report.yaml", "label: Place", "label: Ward"];
const where = (words: string): Edit => ["report.yaml", "({step}/{steps}) Where?", words];
const OWN = "For {purpose}, kept {keep}";
const notice = (words: string): Edit => ["report.yaml", `say: "${OWN}"`, `say: "${words}"`];
/** The notice of the channel, without words of its own. */
const SHARED: Edit = ["report.yaml", `privacy, say: "${OWN}"`, "privacy"];

/** A second code, with the same main menu. */
const SECOND: Edit = ["channel.yaml", '- dial: "*1#"', '- dial: "*1#"\n  - dial: "*2#"'];

/** What prints as it stands, and what was meant. */
const SIGNS: [written: string, right: string][] = [
  ["$what", "{what}"],
  ["%what%", "{what}"],
  ["[what]", "{what}"],
  ["[ward.office]", "{ward.office}"],
  ["<what:5>", "{what:5}"],
  ["<What>", "{what}"],
  ["[code]", "{code}"],
  ["<b>where</b>", "where"],
  ["<font color=red>where</font>", "where"],
  ["here<br/>where", "here where"],
  ["here&nbsp;where", "here where"],
  ["here &amp; where", "here & where"],
  ["**where**", "where"],
];

const keep = (period: string): Edit => ["report.yaml", "keep: 1y", `keep: ${period}`];

/** Edits of `good/` with this one finding, and those after which there is none. */
const MENDED: [what: string, rule: Rule, broken: Edit[], mended: Edit[]][] = [
  ["what is kept longer than anybody lives", "keep", [keep("101y")], [keep("99y")]],
  [
    "a new line in single quotes",
    "quoted-placeholder",
    [["report.yaml", 'say: "Depth?"', "say: 'How\\nDepth?'"]],
    [["report.yaml", 'say: "Depth?"', 'say: "How\\nDepth?"']],
  ],
  [
    "a sign for a value in a computed text",
    "quoted-placeholder",
    [computed("'in $place'")],
    [computed("'in ' + place + ''")],
  ],
  [
    "a sign for a value in the text it is otherwise",
    "quoted-placeholder",
    [computed("'a'"), ["report.yaml", 'otherwise: "b"', 'otherwise: "in <place>"']],
    [computed("'a'"), ["report.yaml", 'otherwise: "b"', 'otherwise: "somewhere"']],
  ],
  [
    "a sign for a value in a cell",
    "quoted-placeholder",
    [row("Neema office", "Office of $ward")],
    [row("Neema office", "Office of Neema")],
  ],
  [
    "brackets in a cell",
    "quoted-placeholder",
    [row("neema,Neema", "neema,{place:9}")],
    [row("neema,Neema", "neema,Neema")],
  ],
  ["two labels", "option-twice", [PLACE], [["report.yaml", "label: Place", "label: Where"]]],
  ["a question that counts", "wrong-value", [where("({step}/{steps})")], [where("{step} Where?")]],
  ["a text to come", "wrong-value", [where("TBD: ask")], [where("Where?")]],
  ["words to come", "wrong-value", [where("xxx")], [where("Where?")]],
  [
    "an option of dots",
    "wrong-value",
    [["report.yaml", "{ en: Road, sw: Barabara }", '"..."']],
    [["report.yaml", "{ en: Road, sw: Barabara }", '"Road"']],
  ],
  ["a reason with another limit", "limits", [short("6 letters")], [short("{min} letters")]],
  ["a reason with a greater limit", "limits", [big("Up to 900")], [big("Up to {max}")]],
  ["a code that nobody has", "target-exists", [done("*1*78#")], [done("*1*77#")]],
  ["a code that nobody has: ours alone", "target-exists", [done("*1*78#")], [done("{code}")]],
  ["the code typed by hand", "target-exists", [done("*1#")], [done("{code}")]],
  ["the code typed in an SMS", "target-exists", [late("dial *1#")], [late("dial {code}")]],
  [
    "the code typed on a screen of the channel",
    "target-exists",
    [["channel.yaml", "stuck_help: stuck_help", 'stuck_help: "Dial *1#"']],
    [["channel.yaml", "stuck_help: stuck_help", 'stuck_help: "Dial {code}"']],
  ],
  [
    "the code typed in a word",
    "target-exists",
    [
      ["channel.yaml", "\ntexts:", '\nwords:\n  again: "Again: *1#"\ntexts:'],
      ["channel.yaml", "stuck_help: stuck_help", "stuck_help: { word: again }"],
    ],
    [
      ["channel.yaml", "\ntexts:", '\nwords:\n  again: "Again: {code}"\ntexts:'],
      ["channel.yaml", "stuck_help: stuck_help", "stuck_help: { word: again }"],
    ],
  ],
  [
    "the first of two codes typed in a service",
    "target-exists",
    [SECOND, done("*1#")],
    [SECOND, done("{code}")],
  ],
  ["a code one digit off", "target-exists", [done("*2*77#")], [done("*1*77#")]],
  ["a notice of nobody", "recipients", [notice("{purpose} {keep} {shared_with}")], [notice(OWN)]],
  [
    "a notice of nobody: somebody",
    "recipients",
    [notice("{purpose} {keep} {shared_with}")],
    [
      notice("{purpose} {keep} {shared_with}"),
      ["report.yaml", "shared_with: []", "shared_with: [x]"],
    ],
  ],
  ["another period than is kept", "notice-missing", [notice("{purpose}, miaka 2")], [notice(OWN)]],
  [
    "another period than is kept: keep it so",
    "notice-missing",
    [notice("{purpose}, miaka 2")],
    [notice("{purpose}, miaka 2"), ["report.yaml", "keep: 1y", "keep: 2y"]],
  ],
  [
    "a notice of the channel of nobody: words of its own",
    "recipients",
    [SHARED, ["channel.yaml", OWN, `${OWN} {shared_with}`]],
    [["channel.yaml", OWN, `${OWN} {shared_with}`]],
  ],
  [
    "the clock grants where officers may refuse: it escalates",
    "refusal",
    [byClock("closed", CLOSED), tells("")],
    [byClock("escalate", CLOSED), tells("")],
  ],
  [
    "the clock grants where officers may refuse: nothing was granted",
    "refusal",
    [byClock("closed", CLOSED), tells("")],
    [byClock("closed", CLOSED), tells(", resolved: false")],
  ],
  [
    "a notice under a reason: shorter by what the mend says",
    "reason-too-long",
    consent(19),
    consent(17),
  ],
  [
    "a notice under a reason: or the reason",
    "reason-too-long",
    consent(19),
    [...consent(19), ["channel.yaml", NO_SUCH, "not_on_list: No"]],
  ],
  [
    "a pattern that takes keys: more digits",
    "key-is-answer",
    [asked('as: code, max: 9, pattern: "[0-9]+"')],
    [asked('as: code, min: 3, max: 9, pattern: "[0-9]+"')],
  ],
  [
    "a pattern that takes keys: without them",
    "key-is-answer",
    [asked('as: code, pattern: "[0-9]{2}"')],
    [asked('as: code, pattern: "[1-9][0-9]"')],
  ],
  [
    "a pattern that takes the skip key: not optional",
    "key-is-answer",
    [["report.yaml", DATE, 'as: code, optional: true, pattern: "[1-9][0-9]"']],
    [["report.yaml", DATE, 'as: code, pattern: "[1-9][0-9]"']],
  ],
  [
    "a computed value that prints a placeholder: computed",
    "quoted-placeholder",
    [computed("'in {place}'")],
    [computed("'in ' + place + ''")],
  ],
  [
    "a computed value below 0: as the mend writes it",
    "wrong-value",
    [["report.yaml", "what == 'water' ? 2 : 5", "what == 'water' ? -2 : 5"]],
    [["report.yaml", "what == 'water' ? 2 : 5", "deep > 2 ? deep - 2 : 0"]],
  ],
  [
    "a computed value beyond all numbers: a smaller max",
    "wrong-value",
    [["report.yaml", "what == 'water' ? 2 : 5", "deep * deep * deep * deep * deep * deep"]],
    [
      ["report.yaml", "what == 'water' ? 2 : 5", "deep * deep * deep * deep * deep * deep"],
      ["report.yaml", "max: 500", "max: 400"],
    ],
  ],
  [
    "an amount that only the last screen asks for",
    "charge",
    [["report.yaml", DONE, `${DONE}Pay KES 300, `]],
    [
      ["report.yaml", DONE, `${DONE}Pay KES 300, `],
      ["report.yaml", CHECK, "{target} days, KES 300. Send?"],
    ],
  ],
  [
    "an SMS that asks to pay what nobody told",
    "charge",
    [late("lipa ofisini")],
    [late("lipa ofisini"), ["report.yaml", CHECK, "{target} days. Fee: at the office. Send?"]],
  ],
  [
    "an amount whose thousands stand wrong, of which a part was told",
    "charge",
    [late("lipa KES 1234,500"), ["report.yaml", CHECK, "{target} days, KES 500. Send?"]],
    [late("lipa KES 1234,500"), ["report.yaml", CHECK, "{target} days, KES 1234,500. Send?"]],
  ],
  [
    "a number that does something else: left out",
    "number-in-text",
    [["report.yaml", CHECK, "{target} days. 1 for No"]],
    [["report.yaml", CHECK, "{target} days."]],
  ],
  [
    "a letter in a part of a computed text",
    "not-gsm7",
    [computed("'a ' + '漢'")],
    [computed("'a ' + 'b'")],
  ],
  [
    "a pattern that nothing matches, which is no key either",
    "limits",
    [asked('as: code, pattern: "[a-z]+"')],
    [asked('as: code, pattern: "[A-Z]+"')],
  ],
  [
    "a reason that says nothing",
    "wrong-value",
    [["report.yaml", "private: { en: private land", 'private: { en: "."']],
    [["report.yaml", "private: { en: private land", 'private: { en: "private"']],
  ],
  ...SIGNS.map(([written, right]): (typeof MENDED)[number] => [
    written,
    "quoted-placeholder",
    [where(`At ${written}?`)],
    [where(`At ${right}?`)],
  ]),
  [
    "a value in round brackets",
    "quoted-placeholder",
    [["report.yaml", "Report {ref} is late", "Report {ref} (ref) is late"]],
    [["report.yaml", "Report {ref} is late", "Report {ref} {ref} is late"]],
  ],
];

/** Edits of `good/` that are right as they are. */
const FINE: [what: string, edits: Edit[]][] = [
  [
    "a label of a question that is asked by a condition",
    [["report.yaml", "label: Depth", "label: Place"]],
  ],
  ["a label of the question in its stead", [["report.yaml", "label: Describe", "label: Kind"]]],
  ...[
    "At $5, $what5 or US$?",
    "Which (what)?",
    "Where [optional]?",
    "10% what%?",
    "<6 or >6 <here>?",
    "R&B; Q&A?",
    "A ** b, **21*07#?",
  ].map((words): (typeof FINE)[number] => [`the question: ${words}`, [where(words)]]),
  [
    "a value that this text cannot print",
    [["report.yaml", "title: Report", "title: Report [place]"]],
  ],
  ...["{ward}?", "2 + 2 =", "Todo el dia?"].map((words): (typeof FINE)[number] => [
    `the question: ${words}`,
    [where(words)],
  ]),
  ...["3 letters", "more than 2", "two", "call 0800 720", "as in KE 48210372"].map(
    (words): (typeof FINE)[number] => [`too short: ${words}`, [short(words)]],
  ),
  ...["Up to 500", "less than 501", "digits only, as 45"].map((words): (typeof FINE)[number] => [
    `too big: ${words}`,
    [big(words)],
  ]),
  ...["*1*3#", "*1*77*5#", "*144#", "*384*99*5#"].map((code): (typeof FINE)[number] => [
    `the code ${code}`,
    [done(code)],
  ]),
  ...[
    "For {purpose}, kept 12 months",
    "{purpose}, mwaka 1",
    "{purpose}, kept for one year",
    "{purpose}, for those over 18 years, kept one year",
    "{purpose}, from 18 years on",
    "{purpose}; an answer in 14 days",
    "For mending alone, kept 1 year, then erased",
  ].map((words): (typeof FINE)[number] => [`the notice: ${words}`, [notice(words)]]),
  [
    "the clock leads on to where officers may still refuse",
    [
      byClock("vetting", "      - { to: vetting, by: officer }\n"),
      [
        "report.yaml",
        "  mended:\n    say: mended",
        "  vetting:\n    say: vetting\n    sms: '{ref}'\n    may_become: [{ to: mended, by: officer, gives: [cost, team] }, { to: refused, by: officer, reasons: [private] }]\n  mended:\n    say: mended",
      ],
    ],
  ],
  ["the clock ends what nobody came back to", [byClock("closed", ""), tells("")]],
  [
    "the clock gives back what was held",
    [
      byClock("cancelled", "      - { to: cancelled, by: officer }\n"),
      ["report.yaml", "cancelled: { say: cancelled,", "cancelled: { say: cancelled, sms: '{ref}',"],
    ],
  ],
  ["a code in which letters may stand", [asked('as: code, pattern: "[A-Z]?[0-9]{1,3}"')]],
  [
    "a number whose pattern leaves the keys out",
    [
      [
        "report.yaml",
        "min: 1, max: 500",
        'min: 1, max: 99, optional: true, pattern: "[1-8][0-9]?"',
      ],
    ],
  ],
  ...[
    "never send your PIN or OTP to anybody",
    "Usitume PIN wala OTP kwa mtu",
    "we ask nobody for a PIN, whatever they send",
    "your PIN is locked",
    "a PIN is 4 digits",
    "to change the PIN: {code}",
    "verification code: {ref}",
    "bring your KRA PIN, or enter it there",
    "tuma PIN ya KRA",
    "dial {code} with your PIN",
  ].map((words): (typeof FINE)[number] => [`an SMS that says: ${words}`, [late(words)]]),
  [
    "a question for a code on paper",
    [["report.yaml", '"Depth?"', '"Verification code of the certificate:"']],
  ],
  [
    "a screen that tells how to keep a PIN",
    [["channel.yaml", "say: Yours", 'say: "To see them, enter your PIN"']],
  ],
  [
    "a computed value below 0 that a condition tells apart",
    [
      ["report.yaml", "? 2 : 5", "? -1 : 5"],
      ["report.yaml", "when: \"what == 'road'\"", 'when: "target > 0"'],
    ],
  ],
  [
    "letters and links that are compared, and not printed",
    [["report.yaml", "what == 'water' ? 2 : 5", "describe == '漢 www.example.org {what}' ? 2 : 5"]],
  ],
  ...[
    "pay nobody",
    "usilipe mtu",
    "hulipi KES 300",
    "we pay KES 300 to you",
    "tutakulipa KES 300",
    "the award is KES 300",
    "pay {cost} at the office, the fee is KES {cost}",
  ].map((said): (typeof FINE)[number] => [
    `an SMS that says: ${said}`,
    said.includes("{cost}")
      ? [
          [
            "report.yaml",
            'sms: { en: "Report {ref}: mended on {date}", sw: "Ripoti {ref}, {date}" }',
            `sms: "{ref}: ${said}"`,
          ],
          ["report.yaml", CHECK, "{target} days. There is a fee. Send?"],
        ]
      : [late(said)],
  ]),
  [
    "a computed text that only chooses the words",
    [computed("'漢'"), ["report.yaml", "{target} days", "{target, select, b {B} other {O}} days"]],
  ],
  [
    "letters on a screen that declares them",
    [
      computed("'漢'"),
      ["report.yaml", "- confirm: check\n", "- confirm: check\n    letters: ucs2\n"],
      ["report.yaml", "{what}, {ward}, {place:10}. {target} days. Send?", "{place:4} {target}"],
    ],
  ],
  ...["class 1. No other fee. Send?", "press 1 to send it", "one of 3 wards, 2 kg. Send?"].map(
    (said): (typeof FINE)[number] => [
      `a check screen that says: ${said}`,
      [["report.yaml", CHECK, `{target}, ${said}`]],
    ],
  ),
  [
    "what the number does",
    [["report.yaml", 'en: "({step}/{steps}) What?"', 'en: "({step}/{steps}) What? 2 for Road"']],
  ],
  [
    "a sum, and an option that prints a number alone",
    [
      [
        "report.yaml",
        "  - confirm: check",
        '  - { choose: sum, label: Sum, say: "5 + 2 = {target}?", options: [{ is: y, say: "{target}" }, { is: n, say: Not so }] }\n  - confirm: check',
      ],
    ],
  ],
  [
    "steps that are typed in all of a service",
    (["What?", "Nini?", "Ward?", "Where?", "Describe:"] as const).map((say): Edit => [
      "report.yaml",
      `({step}/{steps}) ${say}`,
      `(1/2) ${say}`,
    ]),
  ],
  [
    "a computed text that nothing prints",
    [computed("'漢'"), ["report.yaml", "{target} days", "days"]],
  ],
  ["signs of a computed text that name no value", [computed("'$5 (where) <b'")]],
  ["signs of a cell that name no value", [row("Neema office", "Office (ward) $5")]],
  ["money that one does not pay", [done("Hulipi KES 500, leta kitambulisho.")]],
  ["a number to call on a screen alone", [computed("'0711 000 111'")]],
  ["an option of stars", [["report.yaml", "{ en: Road, sw: Barabara }", '"***"']]],
  ["a sign", [["report.yaml", 'say: "Depth?"', 'say: "+"']]],

  [
    "an outcome of which officers tell how, and which the clock comes to as well",
    [
      [
        "report.yaml",
        "{ to: mended, by: officer, gives",
        "{ to: mended, by: officer, reasons: [private], gives",
      ],
      byClock("closed", "      - { to: closed, by: officer, reasons: [private] }\n"),
      tells(", resolved: false"),
    ],
  ],
  ["both codes in one text", [SECOND, done("*1# or *2#")]],
  ["another code of the channel", [SECOND, done("*2#")]],
  [
    "a menu that sends to the other code",
    [SECOND, ["channel.yaml", "stuck_help: stuck_help", 'stuck_help: "Dial *1#"']],
  ],
];

describe("a warning whose mend is followed is gone", () => {
  test.each(MENDED)("%s", (_, rule, broken, mended) => {
    const before = found(broken);
    expect(
      before.map((one) => one.rule),
      before.map(showFinding).join("\n"),
    ).toEqual([rule]);
    expect(found(mended).map(showFinding)).toEqual([]);
  });
});

describe("no finding for", () => {
  test.each(FINE)("%s", (_, edits) => {
    expect(found(edits).map(showFinding)).toEqual([]);
  });
});

test("a link in a computed value stops a release where an SMS prints it", () => {
  const link = computed("'www.example.org'");
  const severities = (edits: Edit[]) =>
    found(edits).map(({ rule, severity }) => `${severity} ${rule}`);
  expect(severities([link])).toEqual(["warning link-in-text"]);
  expect(severities([link, late("{target}")])).toEqual(["error link-in-text"]);
});

describe("of the example menus", () => {
  const asks = (file: string, sw: string, en: string): Edit[] => [
    [file, sw, "Asante. Lipa KES 300."],
    [file, en, "Thank you. Pay KES 300."],
  ];

  test("steps typed above a list of times are told", async () => {
    const said = '{ sw: "({step}/{steps}) {clinic}", en: "({step}/{steps}) {clinic}" }';
    const typed: Edit = ["clinic.yaml", said, '"(2/4) {clinic}"'];
    const { findings } = buildRelease(edited(await MENUS, [typed]));
    expect(findings.map(({ rule }) => rule)).toEqual(["number-in-text"]);
  });

  test("an amount told last is news where a request was sent, and not where answers are counted", async () => {
    const rules = (edits: Edit[], files: MenuFiles) =>
      buildRelease(edited(files, edits)).findings.map(({ rule }) => rule);
    const counted = asks(
      "feedback.yaml",
      "Asante, majibu yako yamehesabiwa, bila jina.",
      "Thank you, your answers are counted, with no name.",
    );
    expect(rules(counted, await MENUS)).toEqual([]);
    const sent = asks("clinic.yaml", "Leta kitabu cha kliniki.", "Bring the clinic book.");
    expect(rules(sent, await MENUS)).toEqual(["charge", "charge"]);
  });
});

describe("an appointment at night among those by day is told, and its row", () => {
  test.each([
    ["03:00", ["data/clinic_hours.csv:2 book"]],
    ["22:30", ["data/clinic_hours.csv:2 book"]],
    ["05:00", []],
    ["21:30", []],
  ])("%s", async (time, told) => {
    const first: Edit = ["data/clinic_hours.csv", "umoja,mon,08:00", `umoja,mon,${time}`];
    const { findings } = buildRelease(edited(await MENUS, [first]));
    expect(findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual(told);
  });

  test("and of a clinic that is open at night, none", async () => {
    const files = new Map(await MENUS);
    const hours = files.get("data/clinic_hours.csv") ?? "";
    files.set("data/clinic_hours.csv", hours.replaceAll(",10:00,", ",23:00,"));
    expect(buildRelease(files).findings.map(showFinding)).toEqual([]);
  });
});

describe("two languages that were exchanged are told where their words show it", () => {
  const swap = async (sw: string, en: string) => {
    const edits: Edit[] = [
      ["report.yaml", `sw: "${sw}"`, `sw: "¦"`],
      ["report.yaml", `en: "${en}"`, `en: "${sw}"`],
      ["report.yaml", `sw: "¦"`, `sw: "${en}"`],
    ];
    const { findings } = buildRelease(edited(await MENUS, edits));
    return findings.map(({ rule, mend }) => `${rule}: ${mend}`);
  };

  test.each([
    ["Kikosi kitakuja kuangalia.", "The team will come and look.", 0],
    [
      "Mtu mwingine aliripoti tatizo hili mapema. Yanashughulikiwa pamoja.",
      "Someone reported this problem before you. They are worked on together.",
      1,
    ],
  ])("%s", async (sw, en, told) => {
    expect(await swap(sw, en)).toEqual(told === 0 ? [] : ["untranslated: Exchange the two texts."]);
  });

  test.each([
    ["Omba au huisha", "Apply or renew", ["untranslated"]],
    ["Masomo", "Lessons", []],
  ])("an option: %s", async (sw, en, rules) => {
    const edits: Edit[] = [
      ["channel.yaml", `{ sw: "${sw}", en: "${en}" }`, `{ sw: "${en}", en: "${sw}" }`],
    ];
    const { findings } = buildRelease(edited(await MENUS, edits));
    expect(findings.map(({ rule }) => rule)).toEqual(rules);
  });
});
