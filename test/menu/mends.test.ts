/** A mend names the real slip and its place, and whoever does what it says is done. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { habit } from "../../src/menu/check/cel-habits.ts";
import { inOrder, showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));

function findingsOf(file: string, from: string, to: string) {
  const before = GOOD.get(file) ?? "";
  expect(before).toContain(from);
  const text = before.replace(from, () => to);
  return inOrder(buildRelease(new Map(GOOD).set(file, text)).findings);
}

interface Slip {
  file?: string;
  from: string;
  /** ¦ marks the place of the finding. */
  to: string;
  rule: string;
  /** What the mend says to type. */
  mend: string;
  /** The text after that. */
  mended: string;
}

const WHEN = `when: "what == 'road'"`;
const DAYS = 'say: "Depth?"';
const when = (to: string, mend: string, mended: string): Slip => {
  return { from: WHEN, to: `when: ${to}`, rule: "cel", mend, mended: `when: ${mended}` };
};
const said = (to: string, mend: string, mended: string): Slip => {
  return { from: DAYS, to: `say: ${to}`, rule: "icu-syntax", mend, mended: `say: ${mended}` };
};
const plain = (from: string, to: string, mend: string, mended: string, file = "report.yaml") => {
  return { file, from, to, rule: "wrong-value", mend, mended };
};

const guessed = (from: string, to: string, mend: string): Slip => {
  return { from, to, rule: "unknown-key", mend, mended: from };
};

const PLACE = "as: text, min: 3, max: 30, say";
const pattern = (to: string, mend: string, mended: string): Slip => {
  const asked = (written: string) => `as: text, min: 3, max: 30, pattern: ${written}, say`;
  return { from: PLACE, to: asked(`¦${to}`), rule: "pattern", mend, mended: asked(mended) };
};

const CHANNEL = "channel.yaml";
const SLIPS: Slip[] = [
  pattern("'[A-Za-z +'", "Put a ] behind", "'[A-Za-z ]+'"),
  pattern("'([A-Za-z ]+'", "Put a ) where", "'([A-Za-z ]+)'"),
  pattern("'[A-Za-z ]+)'", "Take the ) away", "'[A-Za-z ]+'"),
  pattern("'*[A-Za-z ]+'", "Put before the *", "'[A-Za-z ]+'"),
  pattern("'[A-Za-z ]**'", "Leave one of the two", "'[A-Za-z ]*'"),
  pattern("'[A-Za-z ]{3,2000}'", "at most 1000 times", "'[A-Za-z ]{3,1000}'"),
  pattern("'[z-aA-Z ]+'", "the smaller sign first", "'[a-zA-Z ]+'"),
  pattern("'[A-Za-z ]+\\'", "at the end away", "'[A-Za-z ]+'"),
  pattern("'(?=a)[A-Za-z ]+'", "no look-around", "'[A-Za-z ]+'"),
  plain("keep: 1y", "keep: ¦2 weeks", "Write 14d.", "keep: 14d"),
  plain("keep: 1y", "keep: ¦9999 weeks", "a period such as", "keep: 2y"),
  plain("keep: 1y", "keep: ¦18 months", "Write 18m.", "keep: 18m"),
  {
    ...plain(
      "max: 500, say",
      'max: ¦"500,000", say',
      "without the commas: 500000.",
      "max: 500000, say",
    ),
  },
  plain("max: 40", "max: ¦40 letters", "Write the number alone: 40.", "max: 40"),
  plain("within: 7 days", "within: ¦1 week", "Write 7 days.", "within: 7 days"),
  plain("within: 7 days", "within: ¦1000 days", "Write at most 999 days.", "within: 999 days"),
  plain(
    "star: 77",
    "star: 77\nopen: { from: ¦1 Feb, to: 02-28 }",
    "a day such as 2027-01-31",
    "star: 77\nopen: { from: 02-01, to: 02-28 }",
  ),
  plain(
    "- { is: road, say: { en: Road, sw: Barabara } }",
    "- ¦Bad road",
    'Write - { is: bad_road, say: "Bad road" }',
    '- { is: road, say: "Bad road" }',
  ),
  {
    from: 'say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }',
    to: 'say:\n    ¦en: "({step}/{steps}) What?"\n    sw: "({step}/{steps}) Nini?"',
    rule: "unknown-key",
    mend: "Put 2 more spaces in front of `en` and `sw`.",
    mended: 'say:\n      en: "({step}/{steps}) What?"\n      sw: "({step}/{steps}) Nini?"',
  },
  guessed("when: \"what == 'road'\" }", "¦if: \"what == 'road'\" }", "Did you mean `when`?"),
  guessed("as: number", "¦type: number", "Did you mean `as`?"),
  guessed("max: 30", "¦maximum: 30", "Did you mean `max`?"),
  guessed("go: describe", "¦next: describe", "Did you mean `go`?"),
  guessed("optional: true", "¦required: false", "Write `optional: true`."),
  guessed("life:", "¦lives:", "Did you mean `life`?"),
  {
    ...guessed("otherwise: 5", "otherwise: 1,¦500", "without the comma: 1500."),
    rule: "wrong-value",
    mended: "otherwise: 1500",
  },
  {
    ...guessed("  - choose: what", "  - ¦question: what", "Did you mean `choose`?"),
    rule: "screen-kind",
  },
  {
    ...guessed("  - { ask: place", "  - ¦{ question: place", "Did you mean `ask`?"),
    rule: "screen-kind",
  },
  {
    ...guessed("as: number,", 'as: number, wrong: { ¦en: "Wrong" },', "for which reason"),
    mended: 'as: number, wrong: { empty: { en: "Wrong", sw: "Kosa" } },',
  },
  {
    from: "      - { is: road, say",
    to: "      ¦2. { is: road, say",
    rule: "yaml",
    mend: "Begin it with a dash",
    mended: "      - { is: road, say",
  },
  {
    from: "{ en: Road, sw: Barabara }",
    to: '{ en: "Road"¦; sw: "Barabara" }',
    rule: "yaml",
    mend: "Write a comma for it.",
    mended: '{ en: "Road", sw: "Barabara" }',
  },
  plain(
    'once: { by: [what, place, target], say: "{place:10} is known already" }',
    "once: ¦[what, place, target]",
    "Write { by: [what, place, target],",
    'once: { by: [what, place, target], say: "{place:10} is known already" }',
  ),
  plain(
    "star: 77",
    "star: 77\nopen: ¦2027-01-01 to 2027-01-31",
    "{ from: 2027-01-01, to: 2027-01-31 }",
    "star: 77\nopen: { from: 2027-01-01, to: 2027-01-31 }",
  ),
  ...["$.quote.fee", "$.quote['fee']", "quote/fee"].map((path): Slip => {
    const quoted = `at: ¦"${path}",`;
    const slip = { file: CHANNEL, from: "at: quote.fee,", to: quoted };
    return { ...slip, rule: "connector", mend: "Write quote.fee.", mended: "at: quote.fee," };
  }),
  {
    file: CHANNEL,
    from: "at: quote.fee,",
    to: "at: ¦$.quotes[0].fee,",
    rule: "yaml",
    mend: "Write quotes.0.fee.",
    mended: "at: quotes.0.fee,",
  },
  plain("late: { then: closed }", "late: ¦closed", "{ then: closed }", "late: { then: closed }"),
  plain("shared_with: []", "shared_with: ¦none", "Write []", "shared_with: []"),
  plain("star: 77", "star: ¦77#", "Write the number alone: 77.", "star: 77"),
  {
    from: "    label: What",
    to: "    ¦Label: What",
    rule: "unknown-key",
    mend: "Did you mean `label`?",
    mended: "    label: What",
  },
  {
    from: "go: describe",
    to: "go: ¦describe.yaml",
    rule: "wrong-value",
    mend: "digits and _: describe.",
    mended: "go: describe",
  },
  plain("key: 9, say", "key: ¦0, say", "a number from 1 to 999", "key: 4, say"),
  plain("- key: 9", "- key: ¦0", "a number from 1 to 999", "- key: 8", "channel.yaml"),
  plain("key: 9, say", "key: ¦09, say", "Write it plainly: 9.", "key: 9, say"),
  plain("- key: 9", "- key: ¦09", "Write it plainly: 9.", "- key: 9", "channel.yaml"),
  plain("star: 77", "star: ¦*384*99*77#", "only its last number: 77", "star: 77"),
  plain("star: 77", 'star: ¦"*384*99*77#"', "only its last number: 77", "star: 77"),
  plain("star: 77", 'star: ¦"077"', "Write it without quotes: 77.", "star: 77"),
  plain(
    'from: "19:00"',
    'from: ¦"7pm"',
    'a time in quotes such as "17:00"',
    'from: "19:00"',
    CHANNEL,
  ),
  plain('from: "19:00"', 'from: ¦"24:00"', "a time in quotes", 'from: "00:00"', CHANNEL),
  {
    file: CHANNEL,
    from: "is: en\n    say: English",
    to: "is: ¦sw\n    say: English",
    rule: "name-twice",
    mend: "Write the code of the other language",
    mended: "is: en\n    say: English",
  },
  {
    file: CHANNEL,
    from: "say: English",
    to: "say: ¦Kiswahili",
    rule: "option-twice",
    mend: "its own name",
    mended: "say: English",
  },
  plain("star: 77", "star: ¦*384*99#*77", "only its last number: 77", "star: 77"),
  {
    from: "privacy: { purpose: mending, basis: public-task,",
    to: "¦privacy: { purpose: mending,",
    rule: "missing-key",
    mend: "Add `basis:` here: public-task, consent or legal-obligation, whichever",
    mended: "privacy: { purpose: mending, basis: legal-obligation,",
  },
  {
    from: "shared_with: [], automated",
    to: "automated",
    rule: "missing-key",
    mend: "the list of whoever gets the answers",
    mended: "shared_with: [Police], automated",
  },

  said(
    '"{target, plural, one ¦{# day other {# days}}"',
    "Write one {# day}.",
    '"{target, plural, one {# day} other {# days}}"',
  ),
  said(
    '"{target, plural, one ¦{# of {what} other {# days}}"',
    "Write one {# of {what}}.",
    '"{target, plural, one {# of {what}} other {# days}}"',
  ),
  said(
    '"{target, plural, one ¦# day} other {# days}}"',
    "Write one {# day}.",
    '"{target, plural, one {# day} other {# days}}"',
  ),
  said(
    '"¦{target, plural, one {# day} other {# days}"',
    "one more } behind `other {# days}`.",
    '"{target, plural, one {# day} other {# days}}"',
  ),
  said(
    '"In ¦{target, plural, one {# day} other {# days}. Depth of {what} now?"',
    "one more } behind `other {# days}`.",
    '"In {target, plural, one {# day} other {# days}}. Depth of {what} now?"',
  ),
  said(
    '"In ¦{target, plural, one {# day} other {# days} of work"',
    "one more } behind `other {# days}`.",
    '"In {target, plural, one {# day} other {# days}} of work"',
  ),
  said(
    '"¦{what.id, select, water {Pipe} road {Road} other {It} in {ward}: deep?"',
    "one more } behind `other {It}`.",
    '"{what.id, select, water {Pipe} road {Road} other {It}} in {ward}: deep?"',
  ),
  said(
    '"¦{what.id, select, other {It} road {Road} in {ward}: deep?"',
    "one more } behind `road {Road}`.",
    '"{what.id, select, other {It} road {Road}} in {ward}: deep?"',
  ),
  said(
    '"{target, plural, one {# day} other ¦{# days. {what}?"',
    "Write other {# days}}.",
    '"{target, plural, one {# day} other {# days}}. {what}?"',
  ),
  said(
    '"{target, plural, one {# day}¦}"',
    "Add `other {…}`",
    '"{target, plural, one {# day} other {# days}}"',
  ),
  said(
    '"{target, ¦plurl, one {# day} other {# days}}"',
    "`plural`",
    '"{target, plural, one {# day} other {# days}}"',
  ),
  said(
    '"¦{target plural, one {# day} other {# days}}"',
    "{target, plural, …",
    '"{target, plural, one {# day} other {# days}}"',
  ),
  said('"{what:5} ¦{ward.office: far"', "Write {ward.office};", '"{what:5} {ward.office}: far"'),
  said('"How deep is ¦{what?"', "Write {what};", '"How deep is {what}?"'),
  said('"How deep is what¦}?"', "Write {what},", '"How deep is {what}?"'),
  said('"How deep ¦{ is it?"', "stands in apostrophes: '{'", "\"How deep '{' is it?\""),
  said('"How deep } is it?"', "stands in apostrophes: '}'", "\"How deep '}' is it?\""),
  said('"How deep is ¦{}?"', "the name of a value in the brackets", '"How deep is {what}?"'),
  said('"How deep is ¦{What:9}?"', "Write {what:9}.", '"How deep is {what:9}?"'),
  said('"{target} {ward}: ¦{what: 9}?"', "Write {what:9}.", '"{target} {ward}: {what:9}?"'),
  said('"How deep is ¦{Ward. office}?"', "Write {ward.office}.", '"How deep is {ward.office}?"'),
  said('"How deep is ¦{{what}}?"', "Write {what}.", '"How deep is {what}?"'),
  said(
    '"{target, plural, one {a day} other {¦{What:9}}}"',
    "Write {what:9}.",
    '"{target, plural, one {a day} other {{what:9}}}"',
  ),
  said('"How deep is ¦{the hole}?"', "A name is one word", '"How deep is {what}?"'),

  when(`"¦ward > 5"`, "compare with an answer, as in ward == 'umoja'.", `"ward == 'umoja'"`),
  when(
    `"what == 'road' && ¦5 < ward"`,
    "as in ward == 'umoja'.",
    `"what == 'road' && ward == 'umoja'"`,
  ),
  when(`"¦ward > '5'"`, "as in ward == 'umoja'.", `"ward == 'umoja'"`),
  when(`"¦target == '5'"`, "Write it without quotes: target == 5.", `"target == 5"`),
  when(`"what == ¦road"`, "Put the answer in quotes: 'road'.", `"what == 'road'"`),
  when(`"what == ¦yes"`, "Its answers, in quotes: 'water', 'road', 'other'.", `"what == 'water'"`),
  when(`"what == ¦‘road’"`, "Write straight quotes: 'road'.", `"what == 'road'"`),
  when(`'what == ¦“road”'`, "Write straight quotes: 'road'.", `"what == 'road'"`),
  when(`"what == 'road' ¦and target > 2"`, "Write && for it.", `"what == 'road' && target > 2"`),
  when(`"¦not (what == 'road')"`, "Write ! for it.", `"! (what == 'road')"`),
  when(`"target < ¦3,000"`, "Write it without: 3000.", `"target < 3000"`),
  when(`"target == ¦2.5"`, "Write a whole number, such as 2.", `"target == 2"`),
  when(`"¦if what == 'road' then target > 2"`, "Write what must hold", `"what == 'road'"`),
  when(`"what ¦is 'road'"`, "Write == for it.", `"what == 'road'"`),
  when(
    `"what == 'road' ? target > 2¦"`,
    "Write what it is otherwise",
    `"what == 'road' ? target > 2 : true"`,
  ),
  when(
    `"target in [5,200] && ¦wat == 'road'"`,
    "Did you mean `what`?",
    `"target in [5,200] && what == 'road'"`,
  ),
  when(`"¦{what} == 'road'"`, "Write what for it.", `"what == 'road'"`),
  when(`"target > ¦2 KES"`, "Write the number alone: 2.", `"target > 2"`),
  when(`"target > ¦KES 2"`, "Write the number alone: 2.", `"target > 2"`),
  when(`"target ¦=> 2"`, "Write >= for it.", `"target >= 2"`),
  when(`"what ¦= 'road'"`, "Compare with ==.", `"what == 'road'"`),
  when(`"(what == 'road'¦"`, "Put a ) where it ends", `"(what == 'road')"`),
  when(`"what == 'road'¦)"`, "Take it away", `"what == 'road'"`),
  when(`"what.¦matches('ro.*')"`, "as in name.startsWith('A')", `"what.startsWith('ro')"`),
  when(
    `"${"(".repeat(30)}¦${"(".repeat(10)}what == 'road'${")".repeat(40)}"`,
    "Take away those",
    `"what == 'road'"`,
  ),
  when(`"what == ¦'road"`, "Quotes come in pairs", `"what == 'road'"`),

  {
    from: "title: Report",
    to: "title: ¦“Report”",
    rule: "yaml",
    mend: 'quotes: "Report".',
    mended: 'title: "Report"',
  },
  {
    from: "title: Report",
    to: "title: ¦“Report: it”",
    rule: "yaml",
    mend: 'quotes: "Report: it".',
    mended: 'title: "Report: it"',
  },
  {
    from: "{ en: Road, sw",
    to: "{ en: ¦‘Road, here’, sw",
    rule: "yaml",
    mend: 'quotes: "Road, here".',
    mended: '{ en: "Road, here", sw',
  },
  {
    from: WHEN,
    to: "when: ¦“what == 'road'”",
    rule: "yaml",
    mend: `quotes: "what == 'road'".`,
    mended: WHEN,
  },

  {
    from: "{ en: Road, sw: Barabara }",
    to: '{ en: Road, ¦sw:"Barabara" }',
    rule: "yaml",
    mend: 'a space after the colon: `sw: "Barabara"`',
    mended: '{ en: Road, sw: "Barabara" }',
  },
  {
    from: "{ en: Road, sw: Barabara }",
    to: "{ en: Road, ¦sw:Barabara }",
    rule: "yaml",
    mend: "a space after the colon: `sw: Barabara`",
    mended: "{ en: Road, sw: Barabara }",
  },
  {
    from: "{ en: Road, sw: Barabara }",
    to: "{ en: Road ¦#1, sw: Barabara }",
    rule: "yaml",
    mend: 'Put the text in quotes: "Road #1".',
    mended: '{ en: "Road #1", sw: Barabara }',
  },
  {
    from: "{ en: Road, sw: Barabara } }",
    to: "{ en: Road, sw: Barabara ¦# 1 } }",
    rule: "yaml",
    mend: 'Put the text in quotes: "Barabara # 1".',
    mended: '{ en: Road, sw: "Barabara # 1" } }',
  },
  {
    from: "{ en: Road, sw: Barabara }",
    to: "{ en: ¦Road: this, sw: Barabara }",
    rule: "yaml",
    mend: 'Put it in quotes: "Road: this".',
    mended: '{ en: "Road: this", sw: Barabara }',
  },
  {
    from: "{ en: Road, sw: Barabara }",
    to: "{ en: Road, sw: ¦Barabara: hii }",
    rule: "yaml",
    mend: 'Put it in quotes: "Barabara: hii".',
    mended: '{ en: Road, sw: "Barabara: hii" }',
  },
  {
    from: 'label: What\n    say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }',
    to: "label: What\n    say:\n      en: What¦ # now\n      sw: Nini",
    rule: "yaml",
    mend: 'Write "What # now", or',
    mended: 'label: What\n    say:\n      en: "What # now"\n      sw: "Nini" # which',
  },

  {
    from: "      go: ward,\n    }\nlife",
    to: "    }\nlife",
    rule: "dead-end",
    mend: "Add `go:`: below `aside` a screen leads on only by it.",
    mended: "      go: ward,\n    }\nlife",
  },
  {
    from: 'aside:\n  - {\n      ask: describe,\n      label: Describe,\n      as: text,\n      max: 40,\n      say: "({step}/{steps}) Describe:",\n      go: ward,\n    }',
    to: "aside:\n  - choose: describe\n    label: L\n    say: Which?\n    options:\n      - { is: a, say: A, go: ward }\n      - ¦{ is: b, say: B }",
    rule: "dead-end",
    mend: "Add `go:` to the option or to the question.",
    mended:
      "aside:\n  - choose: describe\n    label: L\n    say: Which?\n    options:\n      - { is: a, say: A, go: ward }\n      - { is: b, say: B, go: place }",
  },
  {
    from: 'aside:\n  - {\n      ask: describe,\n      label: Describe,\n      as: text,\n      max: 40,\n      say: "({step}/{steps}) Describe:",\n      go: ward,\n    }',
    to: "aside:\n  - ¦{ choose: describe, label: L, say: Which?, from: data/wards.csv, other: { is: no, say: No, go: ward } }",
    rule: "dead-end",
    mend: "Add `go:`: below `aside`",
    mended:
      "aside:\n  - { choose: describe, label: L, say: Which?, from: data/wards.csv, other: { is: no, say: No, go: ward }, go: ward }",
  },
];

test("a name that is a word of other languages stays one", () => {
  expect(habit("else == nowhere", { else: "string" })).toBeNull();
  expect(habit("else == nowhere", {})?.message).toBe("`else` is no word here");
});

describe("an empty text, and keys that nobody knows", () => {
  const WHAT = '    say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }';
  const rules = (from: string, to: string) =>
    findingsOf("report.yaml", from, to).map(({ rule }) => rule);

  test("stay what they are where no language stands beside it", () => {
    expect(rules(WHAT, "    say:\n    hint: What?").sort()).toEqual(["unknown-key", "wrong-value"]);
  });

  test("stay what they are where the language stands in another option", () => {
    const options = [
      "      - { is: water, say: { en: Water leak, sw: Maji } }",
      "      - { is: road, say: { en: Road, sw: Barabara } }",
    ];
    const to = "      - { is: water, say: }\n      - { is: road, say: Road, sw: Barabara }";
    expect(rules(options.join("\n"), to).sort()).toEqual(["unknown-key", "wrong-value"]);
  });
});

describe("one slip is one finding at its place, and its mend mends it", () => {
  test.each(SLIPS)("$to", ({ file = "report.yaml", from, to, rule, mend, mended }) => {
    const found = findingsOf(file, from, to.replace("¦", ""));
    expect(
      found.map((one) => one.rule),
      found.map(showFinding).join("\n"),
    ).toEqual([rule]);
    expect(found[0]?.mend).toContain(mend);
    if (to.includes("¦")) {
      const marked = (GOOD.get(file) ?? "").replace(from, () => to).split("\n");
      const line = marked.findIndex((one) => one.includes("¦"));
      const place = { line: line + 1, column: (marked[line]?.indexOf("¦") ?? 0) + 1 };
      expect(found[0]).toMatchObject(place);
    }
    const after = findingsOf(file, from, mended);
    expect(after.filter(({ severity }) => severity === "error").map(showFinding)).toEqual([]);
  });

  test("curly quotes within a text, and below |, are left to the rules about texts", () => {
    const found = findingsOf("report.yaml", DAYS, 'say: "The “deep” end: “here”"');
    expect(found.map(({ rule }) => rule)).toEqual(["not-gsm7"]);
    const below = findingsOf(
      "report.yaml",
      'say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }',
      "say: |-\n      “What”\n      is it?",
    );
    expect(below.map(({ rule }) => rule)).toEqual(["not-gsm7"]);
  });

  test("a list whose ending is in capitals is told to be named otherwise, alone", () => {
    const files = new Map(GOOD);
    files.set("data/wards.CSV", files.get("data/wards.csv") ?? "");
    const beside = buildRelease(files).findings.map(showFinding);
    expect(beside).toEqual([
      "data/wards.CSV:1:1 error file-name: lists end in .csv\n    Remove it: there is data/wards.csv too.",
    ]);
    files.delete("data/wards.csv");
    expect(buildRelease(files).findings.map(showFinding)).toEqual([
      "data/wards.CSV:1:1 error file-name: lists end in .csv\n    Name it data/wards.csv.",
    ]);
  });
});

describe("a way that was forgotten is to lead to a screen that is there", () => {
  test.each([
    ["channel.yaml", "\n        go: report", "report"],
    ["channel.yaml", "\n        go: tongue", "tongue"],
    ["report.yaml", ", go: fees", "fees"],
    ["report.yaml", ", go: privacy", "privacy"],
    ["report.yaml", "to: hours", "hours"],
  ])("%s without %j", (file, way, mended) => {
    const start = `screens:
  - menu: start
    say: Start
    options:
      - { key: 1, say: New, go: privacy }
      - { key: 2, say: Fees, go: fees }
      - { key: 3, say: Hours, go: [{ to: hours }] }
      - { key: 4, say: Go on, go: privacy }
`;
    const aside = 'aside:\n  - { show: fees, say: "No fee" }\n  - { show: hours, say: "8 to 5" }\n';
    const files = new Map(GOOD);
    const report = files.get("report.yaml")?.replace("screens:\n", start) ?? "";
    files.set("report.yaml", report.replace("aside:\n", aside));
    const whole = files.get(file) ?? "";
    const errors = (text: string) => {
      const { findings } = buildRelease(new Map(files).set(file, text));
      return findings.filter(({ severity }) => severity === "error");
    };
    expect(errors(whole)).toEqual([]);
    const key = way.includes("to:") ? "to" : "go";
    // Of two ways to one screen, one leads there still.
    const [found, ...others] = errors(whole.replace(way, ""));
    expect(others).toEqual([]);
    expect(found?.mend).toContain(`Add \`${key}: ${mended}\` here`);
    const typed = way.replace(/\w+$/, mended);
    expect(errors(whole.replace(way, typed))).toEqual([]);
  });
});

describe("a finding about a placeholder stands at the placeholder", () => {
  test.each([
    ["Where?", "Where is {whta}?", "unknown-placeholder"],
    ["Where?", "Where is {ward.offce}?", "unknown-placeholder"],
    ["Where?", "Where is {until}?", "asked-later"],
    ["Where?", "See www.example.com", "link-in-text"],
  ])("%s as %s: %s", (from, to, rule) => {
    const found = findingsOf("report.yaml", from, to);
    expect(found.map((one) => one.rule)).toEqual([rule]);
    const line = (GOOD.get("report.yaml") ?? "").replace(from, to).split("\n")[24] ?? "";
    const mark = rule === "link-in-text" ? "www" : to.slice(to.indexOf("{"));
    expect(found[0]).toMatchObject({ line: 25, column: line.indexOf(mark) + 1 });
  });

  test("and at the word that says it, where that is a shared one", () => {
    const files = new Map(GOOD);
    const channel = (files.get("channel.yaml") ?? "").replace(
      "\ntexts:",
      "\nwords:\n  where: Where {whta}?\ntexts:",
    );
    const report = (files.get("report.yaml") ?? "").replace(
      '"({step}/{steps}) Where?"',
      "{ word: where }",
    );
    const { findings } = buildRelease(
      files.set("channel.yaml", channel).set("report.yaml", report),
    );
    const line = report.split("\n")[24];
    expect(findings.map(({ file, rule, column }) => [file, rule, column])).toEqual([
      ["report.yaml", "unknown-placeholder", (line?.indexOf("where }") ?? 0) + 1],
    ]);
  });
});
