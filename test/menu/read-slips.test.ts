/** One slip of the keyboard is one finding, and does not hide the other faults of its file. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { inOrder, showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));
const good = (file: string) => GOOD.get(file) ?? "";

function check(file: string, ...changes: (readonly [from: string, to: string])[]) {
  let text = good(file);
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, () => to);
  }
  const { release, findings } = buildRelease(new Map(GOOD).set(file, text));
  expect(release).toBeNull();
  return inOrder(findings);
}

/** Two faults further down, of the shape and of the ways: lines 26 and 16 as nothing moves them. */
const OTHERS = [
  ["optional: true", "optionl: true"],
  ["go: describe", "go: describ"],
] as const;

describe("one slip is one finding, and the others are told too", () => {
  test.each([
    ["    label: What", "\tlabel: What", 11, 1, "Indent with spaces"],
    ["    label: What", "  \tlabel: What", 11, 1, "Indent with spaces"],
    ["    label: What", "    label:What", 11, 5, "`label: What`"],
    ["    label: What", "   label: What", 11, 1, "Put 4 spaces in front"],
    ["    label: What", "      label: What", 11, 1, "Put 4 spaces in front"],
    ["    label: What", '    label: "What', 11, 12, 'Put a " at the end'],
    ["    label: What", "    label: What: now", 11, 12, 'quotes: "What: now"'],
    ["    label: What", '    label: "What, en: now', 11, 12, '`What, en: now"`'],
    ["    label: What", '    label: "What "now""', 11, 12, 'Write \\" for a quote'],
    ["    label: What", "    label: 'What's'", 11, 12, 'double quotes: "What\'s"'],
    ["    label: What", "    label: @what", 11, 12, 'in quotes: "@what"'],
    ["    label: What", "    label What", 11, 5, "`label: What`"],
    ["    label: What", "    label = What", 11, 5, "`label: What`"],
    ["  - choose: what", "  -choose: what", 10, 3, "space after the dash: `- choose:`"],
    ["title: Report", "title Report", 3, 1, "`title: Report`"],
    ["star: 77", "star:77", 4, 1, "`star: 77`"],
  ] as [string, string, number, number, string][])("%j as %j", (from, to, line, column, mend) => {
    const found = check("report.yaml", [from, to], ...OTHERS);
    expect(found.map(({ rule }) => rule)).toEqual(["yaml", "target-exists", "unknown-key"]);
    expect(found[0]).toMatchObject({ line, column });
    expect(found[0]?.mend).toContain(mend);
    expect(found[1]).toMatchObject({ line: 16, column: 67 });
    expect(found[2]).toMatchObject({ line: 26, column: 55 });
  });

  test.each([
    [
      'say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }',
      'say:\n      en: "({step}/{steps}) What?"\n      sw: "({step}/{steps}) Nini?\n\n    # A note.',
      14,
      11,
      'Put a " at the end of the text: `({step}/{steps}) Nini?"`.',
      4,
    ],
    ["{ en: Road, sw", '{ en: "Road, sw', 15, 32, '`Road"`', 0],
    ["sw: Barabara }", 'sw: "Barabara }', 15, 42, '`Barabara"`', 0],
    ["{ en: Road, sw", "{ en: 'Road, sw", 15, 32, "`Road'`", 0],
    ["{ en: Road, sw", '{ en: "The "main" road", sw', 15, 32, '"The \\"main\\" road"', 0],
    ["{ en: Road, sw", "{ en: 'Peter's road', sw", 15, 32, 'double quotes: "Peter\'s road"', 0],
  ] as const)("%j as %j", (from, to, line, column, mend, more) => {
    const found = check("report.yaml", [from, to], ...OTHERS);
    expect(found.map(({ rule }) => rule)).toEqual(["yaml", "target-exists", "unknown-key"]);
    expect(found[0]).toMatchObject({ line, column });
    expect(found[0]?.mend).toContain(mend);
    expect(found[2]).toMatchObject({ line: 26 + more });
  });

  test("words behind a text in quotes: the text is closed, and what follows is too much", () => {
    const [found] = check("report.yaml", ["    label: What", '    label: "What" now'], ...OTHERS);
    expect(found).toMatchObject({ rule: "yaml", line: 11, column: 19 });
    expect(found?.message).toBe("this stands behind a value that has ended already");
  });

  test("a line further in than the next ones, below a key at the edge: the key stands right", () => {
    const [privacy = ""] = /^privacy: .*$/m.exec(good("report.yaml")) ?? [];
    const apart =
      "privacy:\n      purpose: mending\n  basis: public-task\n  keep: 1y\n  shared_with: []\n  automated: none";
    const found = check("report.yaml", [privacy, apart]);
    expect(found[0]).toMatchObject({ rule: "yaml", line: 7, column: 1 });
    expect(found[0]?.message).toBe("this line does not line up with those it belongs to");
  });

  test("a text of the last line that is not closed", () => {
    const text = `${good("report.yaml").trimEnd()}\nend: "Asante`;
    const { findings } = buildRelease(new Map(GOOD).set("report.yaml", text));
    const [slip] = findings.filter(({ rule }) => rule === "yaml");
    expect(slip).toMatchObject({ line: text.split("\n").length, column: 6 });
    expect(slip?.mend).toContain('`Asante"`');
  });

  test.each([
    ['"\\d{8}"', "Write it in single quotes: '\\d{8}'."],
    ['"[a-z\\d\\\\]\\"\\.\'"', "Write it in single quotes: '[a-z\\d\\]\"\\.'''."],
    ['"It\\\'s here"', 'Leave out the \\: "It\'s here".'],
  ])("letters behind a \\ that YAML does not have: %s", (written, mend) => {
    const found = check("report.yaml", ["title: Report", `title: ${written}`], ...OTHERS);
    const [slip] = found.filter(({ rule }) => rule === "yaml");
    expect(slip).toMatchObject({ line: 3, column: 8, mend });
    expect(found.map(({ rule }) => rule)).toContain("target-exists");
  });

  test.each([
    ["title: Report", 'title: Report"', 3, 8, 'Write "Report"'],
    ["say: Cancel it", 'say: Cancel it"', 49, 44, 'Write "Cancel it"'],
    ["{ en: Road, sw: Barabara }", '{ en: Road, sw: Barabara" }', 15, 42, 'Write "Barabara"'],
  ])("the quote of %s lost at its start: %s", (from, to, line, column, mend) => {
    const found = check("report.yaml", [from, to], ...OTHERS);
    expect(found.map(({ rule }) => rule).sort()).toEqual(["target-exists", "unknown-key", "yaml"]);
    const slip = found.find(({ rule }) => rule === "yaml");
    expect(slip).toMatchObject({ line, column });
    expect(slip?.mend).toContain(mend);
  });

  test("quotes in pairs are no slip, and neither is one inside of quotes", () => {
    const text = good("report.yaml")
      .replace("title: Report", 'title: The "desk"')
      .replace("say: Cancel it", "say: '5\" of it'");
    const found = buildRelease(new Map(GOOD).set("report.yaml", text)).findings;
    expect(found.map(({ rule }) => rule)).not.toContain("yaml");
  });

  test("a code without quotes", () => {
    const found = check("report.yaml", ["title: Report", "title: *384*77#"], ...OTHERS);
    expect(found[0]).toMatchObject({ rule: "alias", line: 3, column: 8 });
    expect(found[0]?.mend).toBe('Put it in quotes: "*384*77#".');
    expect(found.map(({ rule }) => rule)).toEqual(["alias", "target-exists", "unknown-key"]);
  });

  test("a code of the channel without quotes is told once", () => {
    const found = check("channel.yaml", ['dial: "*1#"', "dial: *384*99#"]);
    expect(found.map(showFinding)).toHaveLength(1);
    expect(found[0]?.mend).toBe('Put it in quotes: "*384*99#".');
  });
});

describe("a screen that is not understood is left out", () => {
  test.each([
    ["sw: Barabara } }", "sw: Barabara }", "Put a } at the end"],
    ["sw: Barabara } }", "sw: Barabara } } }", "Take it away"],
    ["{ en: Road, sw", "{ en: Road sw", "Put a comma"],
    ["{ en: Road, sw", '{ en: "Road" sw', "Put a comma"],
    ["      - { is: road", "    - { is: road", "the same spaces in front"],
    ["say: { en: Road, sw: Barabara } }", "say: {what} there }", "Put the whole text in quotes"],
  ])("%s as %s", (from, to, mend) => {
    const found = check("report.yaml", [from, to], ["optional: true", "optionl: true"]);
    expect(found.map(({ rule }) => rule)).toEqual(["yaml", "unknown-key"]);
    expect(found[0]?.mend).toContain(mend);
    expect(found[1]).toMatchObject({ line: 26, column: 55 });
  });

  test("and several are told each", () => {
    const found = check(
      "report.yaml",
      ["{ en: Road, sw", "{ en: Road sw"],
      ["label: Depth,", "label: Depth"],
      ["      go: ward,\n    }", "      go: ward,"],
    );
    expect(found.map(({ rule }) => rule)).toEqual(["yaml", "yaml", "yaml"]);
    expect(found.map(({ line }) => line)).toEqual([15, 24, 39]);
  });
});

test("a text that begins with a bracket and has no quotes is told so", () => {
  const found = check("report.yaml", [
    '"{what}, {ward}, {place:10}. {target} days. Send?"',
    "{what} of {ward}. Send?",
  ]);
  expect(found[0]).toMatchObject({ rule: "yaml", line: 28 });
  expect(found[0]?.mend).toContain("Put the whole text in quotes");
});

test("a slip below an empty line and a note is found there", () => {
  const from = "  - confirm: check";
  const found = check(
    "report.yaml",
    [from, "\n  # Read it aloud.\n\n  -confirm: check"],
    ...OTHERS,
  );
  expect(found.map(({ rule }) => rule)).toEqual(["target-exists", "unknown-key", "yaml"]);
  expect(found[2]).toMatchObject({ line: 30, column: 3 });
});

test("a tab on the very first line is told", () => {
  const found = check("report.yaml", ["format: 1", "\tformat: 1"], ...OTHERS);
  expect(found[0]).toMatchObject({ rule: "yaml", line: 1, column: 1 });
});

test("reading leaves the traces of errors as they are", () => {
  const before = Error.stackTraceLimit;
  check("report.yaml", ["title: Report", "title: [Report"]);
  expect(Error.stackTraceLimit).toBe(before);
});

test("lines that all begin with tabs are one slip, told once a block", () => {
  const tabbed = good("channel.yaml").replace(/^ +/gm, (lead) => "\t".repeat(lead.length / 2));
  const { findings } = buildRelease(new Map(GOOD).set("channel.yaml", tabbed));
  expect(new Set(findings.map(({ message }) => message))).toEqual(
    new Set(["this line begins with a tab"]),
  );
  expect(findings.length).toBeLessThan(10);
});

test.each([
  ["    label: What", "\u00a0   label: What", 11, 1, "U+00A0", "Type 4 spaces there instead."],
  ["    label: What", "  \u2003 label: What", 11, 3, "U+2003", "Type 4 spaces there instead."],
  ["    label: What", "    \u200blabel: What", 11, 5, "U+200B", "Type 4 spaces there instead."],
  ["  - choose: what", "  -\u3000choose: what", 10, 4, "U+3000", "anew, with plain spaces"],
  [
    "  - choose: what\n    label",
    "\u202f\u202f- choose: what\n\u202f   label",
    10,
    1,
    "U+202F",
    "anew, with plain spaces",
  ],
] as const)("a space that is not plain: %j as %j", (from, to, line, column, code, mend) => {
  const found = check("report.yaml", [from, to], ...OTHERS);
  expect(found.map(({ rule }) => rule)).toEqual(["yaml", "target-exists", "unknown-key"]);
  expect(found[0]).toMatchObject({ line, column });
  expect(found[0]?.message).toContain(code);
  expect(found[0]?.mend).toContain(mend);
});

test("a key at the edge is told itself, and not the next one that stands right", () => {
  const found = check("report.yaml", ["\n  mended:\n", "\nmended:\n"], ...OTHERS);
  expect(found.map(({ rule }) => rule)).toEqual(["target-exists", "unknown-key", "yaml"]);
  expect(found[2]).toMatchObject({ line: 50, column: 1, mend: "Put 2 spaces in front of it." });
});

test("text below |- is left as it is", () => {
  const text = "say: |-\n      -ask: this\n      label:What\n    label: What";
  const from = 'say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }';
  const changed = good("report.yaml").replace(from, text.replace(/\n {4}label: What$/, ""));
  expect(changed).not.toBe(good("report.yaml"));
  const files = new Map(GOOD).set("report.yaml", changed);
  expect(buildRelease(files).findings.map(showFinding)).toEqual([]);
  const broken = changed.replace("star: 77", "star:77");
  const { findings } = buildRelease(files.set("report.yaml", broken));
  expect(findings.map(({ line }) => line)).toEqual([4]);
});

test("a space that is not plain is a text's own below |-", () => {
  const from = 'say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }';
  const text = "say: |-\n      What\n      \u00a0 is it?";
  const found = check("report.yaml", [from, text], ["star: 77", "star:77"]);
  expect(found.filter(({ rule }) => rule === "yaml").map(({ line }) => line)).toEqual([4]);
});

describe("a menu that was saved otherwise", () => {
  test("as Latin-1: each line, with the place of its first letter", () => {
    const text = good("report.yaml")
      .replace("Report", "R\u00e9p\u00e9")
      .replace("Depth,", "D\u00e9,");
    const read = Buffer.from(text, "latin1").toString("utf8");
    const { findings } = buildRelease(new Map(GOOD).set("report.yaml", read));
    expect(findings.map(({ rule, line, column }) => [rule, line, column])).toEqual([
      ["yaml", 3, 9],
      ["yaml", 24, 26],
    ]);
    expect(findings[0]?.mend).toContain("Save the file as UTF-8");
  });

  test.each(["utf16le", "a workbook"])("as %s: one finding", (how) => {
    const bytes = Buffer.from(`\uFEFF${good("report.yaml")}`, "utf16le");
    const text = how === "utf16le" ? bytes.toString("utf8") : "PK\u0003\u0004\u0014\0\u0006";
    const { findings } = buildRelease(new Map(GOOD).set("report.yaml", text));
    const own = findings.filter(({ file }) => file === "report.yaml");
    expect(own.map(({ rule }) => rule)).toEqual(["yaml"]);
    expect(own[0]?.mend).toContain("UTF-8");
  });
});
