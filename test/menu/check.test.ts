import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { inOrder, showFinding } from "../../src/menu/finding.ts";
import { showInPlace } from "../../src/menu/shown.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { RULES, type Rule } from "../../src/menu/rules.ts";
import {
  BROKEN_RULES,
  changed,
  changesOf,
  expected,
  expectedPath,
  findingsOf,
  GOOD,
} from "./broken-folder.ts";
import { edited } from "./edited.ts";

describe("a faultless folder", () => {
  test("gives a release and no finding", () => {
    const { release, findings } = buildRelease(GOOD);
    expect(findings.map(showFinding)).toEqual([]);
    expect(release?.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test("of the example menus is one", async () => {
    const { release, findings } = buildRelease(await readFolder("menus"));
    expect(findings.map(showFinding)).toEqual([]);
    expect([...(release?.services.keys() ?? [])].sort()).toEqual([
      "birth",
      "bursary",
      "clinic",
      "complaint",
      "feedback",
      "lessons",
      "permit",
      "report",
    ]);
  });
});

const NAMES = Object.keys(RULES) as Rule[]; // Object.keys forgets them

describe("every rule", () => {
  test("has a reason, code that reports it, a heading in the handbook, and a folder of broken menus", () => {
    const sorted = [...NAMES].sort();
    expect(BROKEN_RULES).toEqual(sorted);
    const handbook = readFileSync("docs/menus.md", "utf8");
    const headings = [...handbook.matchAll(/^### rule ([a-z0-9-]+)$/gm)].map(([, rule]) => rule);
    expect(headings).toEqual(NAMES);
    const code = ["src/menu", "src/menu/check"]
      .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
      .filter((path) => path.endsWith(".ts") && !path.endsWith("/rules.ts"))
      .map((path) => readFileSync(path, "utf8"))
      .join("\n");
    expect(NAMES.filter((rule) => !code.includes(`"${rule}"`))).toEqual([]);
  });

  test.each(NAMES)("%s is explained in the handbook: what, why, how to mend it", (rule) => {
    const handbook = readFileSync("docs/menus.md", "utf8");
    const [, below = ""] = handbook.split(`\n### rule ${rule}\n`);
    const text = (below.split(/^##+ /m)[0] ?? "").replace(/\s+/g, " ");
    expect(text).toContain(`*Why:* ${RULES[rule]}`);
    expect(text).toMatch(/^ \S.* \*Mend:\* \S/);
  });

  // UPDATE_BROKEN=1 writes down what is found now; read the difference before you commit it.
  test.each(BROKEN_RULES)("%s: the folder's findings, to the letter", async (rule) => {
    const { shown, findings } = await findingsOf(rule);
    if (process.env["UPDATE_BROKEN"] === "1") writeFileSync(expectedPath(rule), shown);
    expect(shown).toBe(expected(rule));
    expect(findings.map((finding) => finding.rule)).toContain(rule);
  });

  const changes = BROKEN_RULES.flatMap((rule) =>
    changesOf(rule).map((change, index) => ({ rule, change, name: `${rule} ${index + 2}` })),
  );
  test.each(changes)("$name", ({ rule, change }) => {
    const { files, place } = changed(change);
    const { release, findings } = buildRelease(files);
    const found = findings.filter((finding) => finding.rule === rule);
    expect(found, findings.map(showFinding).join("\n")).not.toEqual([]);
    if (place !== "") {
      expect(found.map(({ file, line, column }) => `${file}:${line}:${column}`)).toContain(place);
    }
    expect(found.map(({ mend }) => mend).join("\n")).toContain(change.mend);
    expect(release === null).toBe(findings.some(({ severity }) => severity === "error"));
  });

  test("speaks for lists too large to be read", () => {
    const list = buildRelease(new Map(GOOD).set("data/wards.csv", "a".repeat(5_000_001)));
    expect(list.findings.map(({ rule }) => rule)).toContain("file-too-large");
  });
});

test("all faults of all files come back in one run, in the order of reading", () => {
  const files = edited(GOOD, [
    ["report.yaml", "go: describe", "go: descrbe"],
    ["report.yaml", "\"what == 'road'\"", '"what"'],
    ["report.yaml", "label: What", "label: Wh\u01cet"],
    ["report.yaml", "{ is: water, say:", "{ is: water, sya: x, say:"],
  ]);
  files.set("data/wards.csv", "id\n");
  const findings = inOrder(buildRelease(files).findings);
  const rules = findings.map(({ rule }) => rule);
  for (const rule of ["unknown-key", "not-gsm7", "csv-columns", "target-exists", "cel"])
    expect(rules).toContain(rule);
  const places = findings.map(({ file, line }) => `${file}:${String(line).padStart(5, "0")}`);
  expect(places).toEqual([...places].sort());
});

/** What one change to the service makes of the faultless folder, by place and rule. */
function after(from: string, to: string, file = "report.yaml"): string[] {
  const before = GOOD.get(file) ?? "";
  expect(before).toContain(from);
  const { findings } = buildRelease(
    new Map(GOOD).set(
      file,
      before.replace(from, () => to),
    ),
  );
  return findings.map(({ rule, file: at, line }) => `${at}:${line} ${rule}`);
}

const rulesOf = (files: ReadonlyMap<string, string>) =>
  inOrder(buildRelease(files).findings).map(({ rule }) => rule);

describe("one fault is told once", () => {
  test("a mistyped way is no dead end, and what it missed is not unreachable", () => {
    expect(after("go: describe", "go: descrbe")).toEqual(["report.yaml:16 target-exists"]);
    expect(after("      go: ward,", "      go: wrad,")).toEqual(["report.yaml:38 target-exists"]);
  });

  test("a mistyped connector or list: what it missed is not unused, and its fields are no news", () => {
    const charged = ["charge: all", "charge: business.fee"] as const;
    const printed = ["{business.ends}: {all}", "{business.ends}: {business.fee}"] as const;
    const lookedUp = ["in: register", "in: regster"] as const;
    const files = edited(
      GOOD,
      [charged, printed, lookedUp].map((one) => ["shop.yaml", ...one]),
    );
    expect(rulesOf(files)).toEqual(["look-up"]);
    const both = edited(files, [["shop.yaml", "charge: business.fee", "charge: busines.fee"]]);
    expect(rulesOf(both)).toEqual(["look-up", "charge"]);
    expect(after("from: data/wards.csv", "from: data/wardz.csv")).toEqual([
      "report.yaml:21 data-missing",
    ]);
  });

  test.each(["wards", "depot"])("a question of the channel that is not there, as %s", (use) => {
    const ward =
      (GOOD.get("report.yaml") ?? "").match(/ {2}- \{\n {6}choose: ward,[^]*?\n {4}\}\n/)?.[0] ??
      "";
    const files = edited(GOOD, [
      ["report.yaml", ward, `  - use: ${use}\n`],
      ["channel.yaml", "screens:\n", `questions:\n${ward}screens:\n`],
      ["channel.yaml", ", go: place }", " }"],
    ]);
    expect(rulesOf(files)).toEqual(["question-exists"]);
    const elsewhere = edited(files, [["report.yaml", "go: ward,", "go: words,"]]);
    expect(rulesOf(elsewhere)).toEqual(["question-exists", "target-exists"]);
    const right = edited(files, [["report.yaml", `use: ${use}`, "use: ward"]]);
    expect(rulesOf(right)).toEqual([]);
  });

  test("a refusal without reasons: what prints one, and the reasons, are right", () => {
    expect(after(", reasons: [private] }", " }")).toEqual(["report.yaml:48 refusal"]);
    expect(after("late: { then: closed }", "late: { then: refused }")).toEqual([
      "report.yaml:55 refusal",
    ]);
  });

  test("an amount in a text that cannot be read is no charge that is not told", () => {
    const files = edited(GOOD, [["shop.yaml", "{business.ends}: {all}", "{business.ends: {all}"]]);
    expect(rulesOf(files)).toEqual(["icu-syntax"]);
  });

  test("a computed value that uses itself, and one that is named like an answer", () => {
    const itself = edited(GOOD, [["report.yaml", "what == 'water' ? 2 : 5", "target + 1"]]);
    expect(rulesOf(itself)).toEqual(["cel"]);
    const each = 'target: { be: "other", otherwise: 5 }\n  other: { be: target, otherwise: 5 }';
    const both = edited(GOOD, [
      ["report.yaml", "target: { be: \"what == 'water' ? 2 : 5\", otherwise: 5 }", each],
    ]);
    expect(rulesOf(both)).toEqual(["cel", "cel"]);
    const answer = "what: { be: \"what == 'water' ? 2 : 5\", otherwise: 5 }";
    const alike = edited(GOOD, [["report.yaml", "let:\n", `let:\n  ${answer}\n`]]);
    expect(rulesOf(alike)).toContain("name-twice");
  });

  test("a question that is copied and not renamed: no way is told to be missing", () => {
    const place =
      'ask: place, label: Place, as: text, min: 3, max: 30, say: "({step}/{steps}) Where?"';
    const copied = `  - { ${place} }\n`;
    const files = edited(GOOD, [["report.yaml", copied, copied + copied]]);
    expect(rulesOf(files)).toEqual(["name-twice"]);
  });

  test("a way back to the beginning: what is below is not told to be unreachable", () => {
    const asked = 'label: Place, as: text, min: 3, max: 30, say: "({step}/{steps}) Where?"';
    expect(after(asked, `${asked}, go: ward`)).toEqual(["report.yaml:25 no-way-out"]);
  });

  test.each([
    ["  send: send\n", 'Add `send: "…"` here.'],
    [', to: "07:00"', 'Add `to: "07:00"` here.'],
  ])("a key that is missing in the channel: %j", (gone, mend) => {
    const files = edited(GOOD, [["channel.yaml", gone, ""]]);
    expect(buildRelease(files).findings.map((one) => one.mend)).toContain(mend);
  });

  test("a text that cannot be printed: the other rules tell theirs", () => {
    const files = edited(GOOD, [
      ["report.yaml", "{target} days", "{target, number, currency} days"],
    ]);
    expect(rulesOf(files)).toEqual(["icu-syntax"]);
  });

  test("a language in which nothing is said yet", () => {
    const added = "    say: English\n  - is: so\n    say: Soomaali\n";
    const files = edited(GOOD, [["channel.yaml", "    say: English\n", added]]);
    expect(rulesOf(files)).toEqual(["missing-language"]);
  });

  test("a question of the channel that is asked twice is taken away", () => {
    const ward =
      (GOOD.get("report.yaml") ?? "").match(/ {2}- \{\n {6}choose: ward,[^]*?\n {4}\}\n/)?.[0] ??
      "";
    const files = edited(GOOD, [
      ["report.yaml", ward, "  - use: ward\n  - use: ward\n"],
      ["channel.yaml", "screens:\n", `questions:\n${ward}screens:\n`],
      ["channel.yaml", ", go: place }", " }"],
    ]);
    const [twice] = buildRelease(files).findings;
    expect(twice?.mend).toBe("Remove one of the two: each is asked once.");
  });

  test("a code that begins at a service", () => {
    const files = edited(GOOD, [
      ["channel.yaml", '- dial: "*1#"', '- { dial: "*1#", start: shop }'],
    ]);
    expect(
      buildRelease(files)
        .findings.map(({ mend }) => mend)
        .join(),
    ).toContain("is a service:");
  });

  test("a notice of the channel that tells nothing, however many services print it", () => {
    const own = 'privacy, say: "For {purpose}, kept {keep}"';
    const files = edited(GOOD, [
      ["channel.yaml", 'notice: "For {purpose}, kept {keep}"', "notice: Welcome"],
      ["report.yaml", own, "privacy"],
      ["shop.yaml", own, "privacy"],
    ]);
    const { findings } = buildRelease(files);
    expect(findings.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
      "channel.yaml notice-missing",
    ]);
  });

  test("a mistyped move is told alone: what it missed is not unreachable, nor endless", () => {
    expect(after("{ to: refused, by", "{ to: refusd, by")).toEqual([
      "report.yaml:48 target-exists",
    ]);
    expect(after("yes: closed, no", "yes: clozed, no")).toEqual(["report.yaml:56 target-exists"]);
  });

  test("a move to where the request is leads nowhere, and is no circle", () => {
    const itself = "{ say: closed, may_become: [{ to: closed, by: officer }] }";
    expect(after("{ say: closed }", itself)).toEqual(["report.yaml:60 move"]);
  });

  test("a computed text that is counted", () => {
    const files = edited(GOOD, [
      [
        "report.yaml",
        "what == 'water' ? 2 : 5\", otherwise: 5",
        "what == 'water' ? 'a' : 'b'\", otherwise: b",
      ],
      ["report.yaml", "{target} days", "{target, number} days"],
    ]);
    expect(buildRelease(files).findings.map(({ rule }) => rule)).toEqual(["icu-syntax"]);
  });

  test("an option longer than a screen, and no reason above it", () => {
    const files = edited(GOOD, [["data/wards.csv", "amani,Amani", `amani,${"w".repeat(240)}`]]);
    const { findings } = buildRelease(files);
    expect(findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual([
      "data/wards.csv:6 option-too-long",
    ]);
    expect(findings[0]?.message).toContain("the row `amani` of this list");
  });

  test("what nobody sees is told by its name, and acts on no terminal", () => {
    const files = edited(GOOD, [["report.yaml", "label: What", 'label: "Wh\u202eat\u001b[2J"']]);
    const shown = buildRelease(files).findings.map((one) => showInPlace(one, files.get(one.file)));
    expect(shown.join("\n")).toContain("a right-to-left override, U+202E an escape, U+001B");
    for (const letter of ["\u202e", "\u001b"]) expect(shown.join("\n")).not.toContain(letter);
  });

  test("an answer that decides whether a menu is come to, and one that the menu prints", () => {
    const menu =
      "  - menu: tips\n    when: \"what == 'road'\"\n    say: Tips\n    options: [{ say: Where, go: ward }]";
    const files = edited(GOOD, [
      ["report.yaml", "sw: Barabara } }", "sw: Barabara }, go: tips }"],
      ["report.yaml", "aside:\n", `aside:\n${menu}\n`],
    ]);
    const rules = (one: typeof files) => buildRelease(one).findings.map(({ rule }) => rule);
    expect(rules(files)).not.toContain("asked-later");
    expect(rules(edited(files, [["report.yaml", "say: Tips", 'say: "{what}"']]))).toContain(
      "asked-later",
    );
  });

  test("a letter in a list that only an SMS prints is told where it stands", () => {
    const list = (GOOD.get("data/wards.csv") ?? "").replace(/$/, "last,Last,Ǒffice\n");
    const text = (GOOD.get("report.yaml") ?? "").replace("Ref {ref}. {ward.office}", "Ref {ref}");
    const files = new Map(GOOD).set("data/wards.csv", list).set("report.yaml", text);
    const rules = (all: typeof files) => buildRelease(all).findings.map(({ rule }) => rule);
    expect(rules(files)).toEqual([]);
    const told = text.replace("Report {ref} is late", "Report {ref} is late: {ward.office}");
    expect(rules(files.set("report.yaml", told))).toEqual(["not-gsm7"]);
  });

  test("a reason too long for many screens is told where it stands, and names the worst", () => {
    const long = `  empty: ${"w".repeat(120)}`;
    const text = (GOOD.get("channel.yaml") ?? "").replace("  empty: empty", long);
    const { findings } = buildRelease(new Map(GOOD).set("channel.yaml", text));
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      expect.stringMatching(/^reason-too-long: .* above `\w+`, and above \d+ more$/),
    ]);
  });
});

describe("a reason above a full screen", () => {
  const words = (count: number) => "word ".repeat(count).trim();
  const check = '"{what}, {ward}, {place:10}. {target} days. Send?"';
  const told = "reason-too-long: the reason `not_on_list` does not fit above";
  const rules = (files: Map<string, string>) =>
    buildRelease(files).findings.map(({ rule, message }) => `${rule}: ${message}`);

  test("is told where it leaves no option beside what is sent", () => {
    const full = edited(GOOD, [["report.yaml", check, `"{place:4} ${words(24)}"`]]);
    expect(rules(full)).toEqual([`${told} \`check\``]);
    expect(rules(edited(GOOD, [["report.yaml", check, `"{place:4} ${words(14)}"`]]))).toEqual([]);
  });

  test("is told at each of few full screens, and above more of them at the reason", () => {
    const screens = (count: number) =>
      Array.from({ length: count }, (_screen, at) => {
        const options = "[{ is: a, say: Yes A }, { is: b, say: No B }]";
        return `  - { choose: c${at}, label: C${at}, say: "C${at} ${words(24)}", options: ${options} }`;
      }).join("\n");
    const full = (count: number) =>
      edited(GOOD, [
        ["report.yaml", "  - confirm: check", `${screens(count)}\n  - confirm: check`],
        ["channel.yaml", "  empty: empty", `  empty: ${"r".repeat(70)}`],
      ]);
    const reason = "reason-too-long: the reason `empty` does not fit above";
    expect(rules(full(2))).toEqual([`${reason} \`c0\``, `${reason} \`c1\``]);
    expect(rules(full(4))).toEqual([`${reason} \`c0\`, and above 3 more`]);
  });

  test("is told at the reason where it is the screen's own, and where no page holds all of it", () => {
    const what = '    say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }';
    const own = edited(GOOD, [
      ["report.yaml", what, `    say: ${"w".repeat(58)}\n    wrong: { empty: ${"r".repeat(70)} }`],
    ]);
    expect(buildRelease(own).findings).toMatchObject([{ line: 13, rule: "reason-too-long" }]);
    const typed = 'max: 30, say: "({step}/{steps}) Where?"';
    const long = (letters: number) =>
      edited(GOOD, [
        ["report.yaml", typed, `${typed}, wrong: { too_short: ${"r".repeat(letters)} }`],
      ]);
    expect(rules(long(175))).toEqual([
      "reason-too-long: the reason `too_short` does not fit above `place`",
    ]);
    expect(rules(long(100))).toEqual([]);
  });

  test("is told where one of the two answers to a consent is not beside it", () => {
    const consent = (count: number) =>
      edited(GOOD, [
        [
          "channel.yaml",
          "  continue: continue",
          "  continue: continue\n  agree: agree\n  disagree: disagree",
        ],
        ["report.yaml", "basis: public-task", "basis: consent"],
        ["report.yaml", '"For {purpose}, kept {keep}"', `"${words(count)} {purpose} {keep}"`],
      ]);
    expect(rules(consent(18))).toEqual([`${told} \`privacy\``]);
    expect(rules(consent(14))).toEqual([]);
  });

  test("cuts what a notice said instead, and is not told", () => {
    const notice = `"${words(22)} {purpose} {keep}"`;
    expect(rules(edited(GOOD, [["report.yaml", '"For {purpose}, kept {keep}"', notice]]))).toEqual(
      [],
    );
  });
});

test("a heading of a hundred pages is looked through no more often than one of fifty", () => {
  const looked = (letters: number) => {
    const exec = vi.spyOn(RegExp.prototype, "exec");
    try {
      const long = `- menu: main\n    say: ${"w".repeat(letters)}`;
      const { findings } = buildRelease(
        edited(GOOD, [["channel.yaml", '- menu: main\n    say: "{channel}"', long]]),
      );
      expect(findings.map(({ rule }) => rule)).toContain("question-pages");
      // Those that read on where they stopped, as lexers do, look at a text once in many calls.
      const once = exec.mock.contexts.map((by) => by instanceof RegExp && !by.sticky && !by.global);
      return exec.mock.calls.filter(([of], at) => once[at] === true && of.length >= letters).length;
    } finally {
      exec.mockRestore();
    }
  };
  expect(looked(16_000)).toBe(looked(8000));
});

describe("a charge that was not found is no finding where", () => {
  const leading = (go: string, pay = "") =>
    edited(GOOD, [
      [
        "shop.yaml",
        'broken: { say: "No register now" }',
        `broken: { say: "No register now", go: ${go} }`,
      ],
      ["shop.yaml", "  - confirm: pay", `  - confirm: pay${pay}`],
      [
        "shop.yaml",
        "life:",
        '  - { confirm: ask, say: "{number}?", send: request, done: "{ref}" }\nlife:',
      ],
    ]);
  const rules = (files: Map<string, string>) =>
    buildRelease(files).findings.flatMap(({ rule }) => (rule === "charge" ? [rule] : []));

  test("the way leads to a check screen of its own, or back", () => {
    expect(rules(leading("ask"))).toEqual([]);
    expect(rules(leading("pay"))).toEqual(["charge"]);
  });

  test("a condition passes that screen over", () => {
    expect(rules(leading("dear"))).toEqual(["charge"]);
    expect(rules(leading("dear", `\n    when: "business.fee > 0"`))).toEqual([]);
  });
});

test("days of which none fits are told by the day of the check, and stop nothing", () => {
  const files = edited(GOOD, [["report.yaml", "max: today", "min: today-1m, max: 2026-01-31"]]);
  const on = (day: string) => {
    const { release, findings } = buildRelease(files, null, { at: Date.parse(day) });
    expect(release).not.toBeNull();
    return findings.map(({ rule, severity }) => `${severity} ${rule}`);
  };
  expect(on("2026-02-28")).toEqual([]);
  expect(on("2026-03-02")).toEqual(["warning limits"]);
});

describe("of the example menus is found", () => {
  const WORDS = "\nwords:\n";
  type Edits = [what: string, rule: Rule, edits: [file: string, from: string, to: string][]][];
  const edits: Edits = [
    [
      "a time that nobody can book",
      "book",
      [["clinic.yaml", "before: 2 hours", "before: 999 hours"]],
    ],
    ...(
      [
        ["a time further away than tomorrow, of today and tomorrow", "2 days", "38 hours"],
        ["a time further away than today", "1 day", "30 hours"],
        ["a time that is too near already at midnight", "1 day", "14 hours"],
        ["a place all of whose times are too near", "1 day", "11 hours"],
      ] as const
    ).map(([what, ahead, before]): Edits[number] => [
      what,
      "book",
      [
        [
          "clinic.yaml",
          "ahead: 14 days\n    before: 2 hours",
          `ahead: ${ahead}\n    before: ${before}`,
        ],
      ],
    ]),
    ...["*384*99*3#", "*384*99*61#", "*384*99*3*1#"].flatMap((code): Edits => {
      const own = '  - dial: "*384*99#"\n';
      const more = [`${own}  - dial: "${code}"\n`, `${own}    also: ["${code}"]\n`];
      return more.map((to, also) => [
        `${also === 1 ? "another form" : "a code"} ${code} that a star opens already`,
        "code-twice",
        [["channel.yaml", own, to]],
      ]);
    }),
    [
      "a shared word that asks for a PIN, in an SMS",
      "pin-in-sms",
      [
        [
          "channel.yaml",
          WORDS,
          `${WORDS}  trick: { sw: "Jibu kwa PIN {ref}", en: "Reply with your PIN {ref}" }\n`,
        ],
        ["report.yaml", "sms:\n      sw:", "sms: { word: trick }\n    next:\n      sw:"],
      ],
    ],
  ];
  test.each(edits)("%s", async (_, rule, changes) => {
    const { findings } = buildRelease(edited(await readFolder("menus"), changes));
    expect(findings.map((one) => one.rule)).toContain(rule);
  });

  test("no time that can be booked, though only before sunrise", async () => {
    const ahead = ["clinic.yaml", "ahead: 14 days\n    before: 2 hours"] as const;
    const files = await readFolder("menus");
    const { findings } = buildRelease(
      edited(files, [[...ahead, "ahead: 1 day\n    before: 10 hours"]]),
    );
    expect(findings.map((one) => one.rule)).not.toContain("book");
  });
});

describe("no finding for", () => {
  const fine: [what: string, from: string, to: string][] = [
    [
      "a code to dial beside a plural",
      '"Depth?"',
      '"*1*77#, {target, plural, one {# a} other {# b}}, *1*3#"',
    ],
    [
      "a code in a branch that counts nothing",
      '"Depth?"',
      '"{what.id, select, water {*1*77#} other {Deep}}"',
    ],
    ["a doubled apostrophe", '"({step}/{steps}) Ward?"', "\"Ward ''{step}''?\""],
    ["a quoted bracket", '"({step}/{steps}) Ward?"', "\"Ward '{'?\""],
    ["an apostrophe in a word", '"({step}/{steps}) Ward?"', "\"Ng'ombe {what}, kung'uta?\""],
    ["a time or an amount at a line's start", '"Depth?"', '"8.30 or 5:30? 12 m?"'],
    ["a computed value with a branch to come", '"({step}/{steps}) Ward?"', '"{target} days"'],
    [
      "an answer of the option just picked",
      "go: ward,",
      "go: [{ when: \"describe == 'x'\", to: ward }, { to: ward }],",
    ],
    [
      "a sensitive name in quotes only",
      "- { ask: deep,",
      "- { ask: road, sensitive: true, optional: true, label: R, as: text, say: R? }\n  - { ask: deep,",
    ],
    ["the PIN of a taxpayer", '"Depth?"', '"Your KRA PIN:"'],
    [
      "what is free itself",
      '"Depth?"',
      '"The permit is free. Call for free help. Feel free. Ukaguzi ni bure."',
    ],
    [
      "hours of another clock, a number as a word, other signs between thousands, and what chooses a branch",
      'say: "Depth?"',
      'say: { en: "8am to 5.30pm, two. KES 2,500. {target, plural, =100 {A} other {B}}", sw: "saa 2 hadi 11:30, 2. Sh 2.500. {target}" }',
    ],
    [
      "another number that is free",
      '"Depth?"',
      '"Calling 116 is free of charge. Kupiga 999 ni bure."',
    ],
    [
      "a second notice, about something else",
      "- { ask: deep,",
      "- { notice: again, say: Nearly done }\n  - { ask: deep,",
    ],
    [
      "a notice that says only for how long",
      'privacy, say: "For {purpose}, kept',
      'privacy, say: "Kept',
    ],
    ["a notice that says only what for", "For {purpose}, kept {keep}", "For {purpose}"],
    [
      "a last screen that prints what is asked aside",
      'done: "Ref {ref}. {ward.office}"',
      'done: "Ref {ref}. {ward.office} {describe:20}"',
    ],
    ["limits of which one is today's", "max: today", "min: today, max: 2020-01-31"],
    [
      "letters that only their screen prints",
      '    say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }',
      "    letters: ucs2\n    say: Wh\u01cet?",
    ],
  ];
  test.each(fine)("%s", (_, from, to) => {
    expect(after(from, to)).toEqual([]);
  });
});
