/** Reading is total: whatever the files hold, a release or findings with a place come back. */
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { showFinding, type Finding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { RULES } from "../../src/menu/rules.ts";
import { buildRelease, type Built } from "../../src/menu/release.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { FINDINGS_MAX } from "../../src/menu/tally.ts";
import { edited } from "./edited.ts";
import { censusOf } from "./fixture.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));
const FILES = ["report.yaml", "channel.yaml", "data/wards.csv"] as const;
type File = (typeof FILES)[number];
const good = (file: File) => GOOD.get(file) ?? "";

/** Builds with one file replaced, and holds what comes back to what every caller relies on. */
function build(file: File, content: string): Built {
  const files = new Map(GOOD).set(file, content);
  const built = buildRelease(files);
  const errors = built.findings.filter(({ severity }) => severity === "error");
  expect(built.release === null).toBe(errors.length > 0);
  for (const finding of built.findings) expectPlaced(finding, files);
  return built;
}

function expectPlaced(finding: Finding, files: MenuFiles): void {
  const lines = (files.get(finding.file) ?? "").replace(/^\uFEFF/, "").split(/\r\n?|\n/);
  const shown = showFinding(finding);
  expect(finding.line, shown).toBeGreaterThanOrEqual(1);
  expect(finding.line, shown).toBeLessThanOrEqual(lines.length);
  expect(finding.column, shown).toBeGreaterThanOrEqual(1);
  // A fault at the end of a line stands right behind its last letter.
  expect(finding.column, shown).toBeLessThanOrEqual((lines[finding.line - 1]?.length ?? 0) + 1);
  expect(Object.keys(RULES), shown).toContain(finding.rule);
  expect(finding.mend, shown).not.toBe("");
  expect(finding.message, shown).toMatch(/^[^\n]+$/);
}

const rulesOf = ({ findings }: Built) => findings.map(({ rule }) => rule);
const shownOf = ({ findings }: Built) => findings.map(showFinding);

test("a channel file under another name is the one thing that is told", () => {
  const files = new Map(GOOD).set("kanal.yaml", good("channel.yaml"));
  files.delete("channel.yaml");
  expect(buildRelease(files).findings.map(showFinding)).toEqual([
    "channel.yaml:1:1 error channel-missing: there is no channel.yaml\n    Is kanal.yaml the channel? Name it channel.yaml.",
  ]);
});

test.each([
  ["caps: { phone: 50, day: 50000 }", "caps: { phone: 50, day: 1 }"],
  ["working_days: [mon, tue, wed, thu, fri]", "working_days: []"],
  ["  other: 160", "  other: 10"],
  ['quiet: { from: "19:00"', 'quiet: { from: "7pm"'],
])("a wrong value of the channel is the one thing that is told: %s", async (from, to) => {
  const files = edited(await readFolder("menus"), [["channel.yaml", from, to]]);
  const { findings } = buildRelease(files);
  expect(findings.map(({ file, rule }) => `${file} ${rule}`)).toEqual(["channel.yaml wrong-value"]);
});

describe("whatever a file holds", () => {
  const letter = fc.constantFrom(..."{}[]:,-?&*!|>'\"%@`#~<= \t\n\r\0\uFEFFaZ09.é€ǎ😀");
  const junk = fc.oneof(
    fc.string({ unit: letter, maxLength: 60 }),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString("utf8")),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  );

  test("nothing but junk", () => {
    fc.assert(
      fc.property(fc.constantFrom(...FILES), junk, (file, content) => {
        build(file, content);
      }),
      { numRuns: 200 },
    );
  });

  type Change = (text: string) => string;
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const at = (length: number, where: number) => Math.min(length, Math.floor(where * (length + 1)));
  const inLetters = fc
    .tuple(share, fc.constantFrom("delete", "insert", "double"), junk)
    .map(([where, what, put]): Change => (text) => {
      const from = at(text.length, where);
      const to = what === "delete" ? from + 1 + (put.length % 5) : from;
      const between = what === "insert" ? put.slice(0, 3) : "";
      const again = what === "double" ? text.slice(from, from + put.length) : "";
      return text.slice(0, from) + again + between + text.slice(to);
    });
  const inLines = fc
    .tuple(share, share, fc.constantFrom("delete", "move", "double", "indent"))
    .map(([where, whither, what]): Change => (text) => {
      const lines = text.split("\n");
      const from = at(lines.length - 1, where);
      const line = lines[from] ?? "";
      if (what === "delete" || what === "move") lines.splice(from, 1);
      if (what === "indent") lines[from] = whither < 0.5 ? `  ${line}` : line.slice(1);
      if (what === "move" || what === "double") lines.splice(at(lines.length, whither), 0, line);
      return lines.join("\n");
    });
  const changes = fc.array(fc.oneof(inLetters, inLines), { minLength: 1, maxLength: 4 });

  test.each(FILES)("a good %s with letters and lines gone, moved and doubled", (file) => {
    fc.assert(
      fc.property(changes, (all) => {
        build(
          file,
          all.reduce((text, change) => change(text), good(file)),
        );
      }),
      { numRuns: 100 },
    );
  });

  const value = fc.constantFrom(
    ..."null|~|''|5|-1|9.5|true|[]|{}|[1]|{a: b}|yes|.inf|x y|constructor|99999999".split("|"),
    "main",
    "report",
    `"${"x".repeat(600)}"`,
  );

  test.each(["report.yaml", "channel.yaml"] as const)("a good %s with a value changed", (file) => {
    const places = [...good(file).matchAll(/(?<=: )[^ ,{}[\]\n]+/g)];
    expect(places.length).toBeGreaterThan(30);
    fc.assert(
      fc.property(fc.constantFrom(...places), value, (place, put) => {
        const before = good(file).slice(0, place.index);
        build(file, before + put + good(file).slice(place.index + place[0].length));
      }),
      { numRuns: 100 },
    );
  });
});

describe("the same menus written otherwise", () => {
  const otherwise: [string, (text: string) => string][] = [
    ["with a byte order mark", (text) => `\uFEFF${text}`],
    ["with the line ends of Windows", (text) => text.replaceAll("\n", "\r\n")],
    ["with the line ends of old Macs", (text) => text.replaceAll("\n", "\r")],
    ["with both", (text) => `\uFEFF${text.replaceAll("\n", "\r\n")}`],
    ["without the last line end", (text) => text.trimEnd()],
    ["with empty lines at the end", (text) => `${text}\n\n\n`],
  ];
  test.each(otherwise.flatMap(([how, change]) => FILES.map((file) => ({ how, change, file }))))(
    "$file $how",
    ({ change, file }) => {
      expect(shownOf(build(file, change(good(file))))).toEqual([]);
    },
  );

  test("with the line ends of Windows, a fault has the same place", () => {
    const broken = good("report.yaml").replace("go: describe", "go: nowhere");
    const places = ({ findings }: Built) => findings.map(({ line, column }) => [line, column]);
    expect(places(build("report.yaml", `\uFEFF${broken.replaceAll("\n", "\r\n")}`))).toEqual(
      places(build("report.yaml", broken)),
    );
  });
});

describe("a file that is made to break something", () => {
  const laughs = Array.from({ length: 20 }, (_, index) => {
    const nine = Array.from({ length: 9 }, () => `*b${index - 1}`).join(",");
    return `b${index}: &b${index} [${index === 0 ? "x" : nine}]\n`;
  }).join("");
  const stairs = (step: string) =>
    Array.from({ length: 1000 }, (_, depth) => `${" ".repeat(depth)}${step}`).join("\n");
  const cases: [string, string, string][] = [
    ["aliases of aliases", laughs, "alias"],
    ["a merge of itself", "a: &a\n  <<: *a\n", "alias"],
    ["5 MB", "#".repeat(5_000_000), "file-too-large"],
    ["5 MB of letters of three bytes", "\u20ac".repeat(1_700_000), "file-too-large"],
    ["100,000 brackets", "[".repeat(100_000), "too-deep"],
    ["100,000 braces", `a: ${"{".repeat(100_000)}`, "too-deep"],
    ["100,000 pairs of brackets", "[".repeat(100_000) + "]".repeat(100_000), "too-deep"],
    ["brackets on lines of their own", "[\n".repeat(100_000), "too-deep"],
    ["20,000 closing brackets", "]".repeat(20_000), "yaml"],
    ["a million closing brackets", "]".repeat(1_000_000), "yaml"],
    ["a million closing braces behind pairs", "{}}".repeat(333_333), "yaml"],
    ["100,000 dashes", "- ".repeat(100_000), "too-deep"],
    ["100,000 question marks", "? ".repeat(100_000), "too-deep"],
    ["20,000 colons", "a: ".repeat(20_000), "yaml"],
    ["20,000 tags", "! ".repeat(20_000), "yaml"],
    ["20,000 anchors", "&a ".repeat(20_000), "yaml"],
    ["20,000 quotes", '"'.repeat(20_001), "yaml"],
    ["100,000 documents", "---\n".repeat(100_000), "yaml"],
    ["keys 1,000 deep", stairs("a:"), "too-deep"],
    ["lists 1,000 deep", stairs("-"), "too-deep"],
    ["the same key 20,000 times", "a: 1\n".repeat(20_000), "duplicate-key"],
    [
      "10,000 keys",
      Array.from({ length: 10_000 }, (_, index) => `k${index}: 1\n`).join(""),
      "unknown-key",
    ],
    ["20,000 screens", `screens:\n${"  - {}\n".repeat(20_000)}`, "wrong-value"],
  ];
  test.each(cases)("%s", (_, content, rule) => {
    const built = build("report.yaml", content);
    expect(rulesOf(built)).toContain(rule);
    expect(built.findings.length).toBeLessThanOrEqual(2 * FINDINGS_MAX);
    expect(build("channel.yaml", content).release).toBeNull();
  });

  test("tells a hundred faults, and how many more there are", () => {
    const built = build("report.yaml", "a: 1\n".repeat(5000));
    const findings = built.findings.filter(({ rule }) => rule === "duplicate-key");
    expect(findings).toHaveLength(FINDINGS_MAX);
    expect(findings.at(-1)?.message).toContain("4899 more");
  });

  test("points at the bracket that is one too many", () => {
    const deep = `format: 1\ntitle: ${"[".repeat(60)}`;
    expect(build("report.yaml", deep).findings[0]).toMatchObject({ line: 2, column: 48 });
  });
});

describe("the names of JavaScript's own", () => {
  const own = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];
  const put: [string, File, (name: string) => [string, string]][] = [
    ["a key of a service", "report.yaml", (name) => ["star: 77", `star: 77\n${name}: { a: b }`]],
    ["a quoted key", "report.yaml", (name) => ["star: 77", `star: 77\n"${name}": { a: b }`]],
    ["a key of a screen", "report.yaml", (name) => ["label: Ward,", `label: Ward, ${name}: x,`]],
    ["a language", "report.yaml", (name) => ["sw: Barabara", `sw: Barabara, ${name}: x`]],
    ["a computed value", "report.yaml", (name) => ["let:\n", `let:\n  ${name}: { be: "1" }\n`]],
    ["a status", "report.yaml", (name) => ["life:\n", `life:\n  ${name}: { say: x }\n`]],
    ["a reason", "report.yaml", (name) => ["max: 30,", `max: 30, wrong: { ${name}: x },`]],
    ["a shared word", "report.yaml", (name) => ["title: Report", `title: { word: ${name} }`]],
    ["a way", "report.yaml", (name) => ["go: describe", `go: ${name}`]],
    ["a column", "report.yaml", (name) => ["{ward.office}", `{ward.${name}}`]],
    ["a placeholder", "report.yaml", (name) => ["{ward.office}", `{${name}}`]],
    ["a condition", "report.yaml", (name) => ["what == 'road'", `${name} == 'road'`]],
    ["a word", "channel.yaml", (name) => ["texts:", `words: { ${name}: x }\ntexts:`]],
    ["a text", "channel.yaml", (name) => ["texts:", `texts:\n  ${name}: x`]],
    ["a reason of the channel", "channel.yaml", (name) => ["wrong:", `wrong:\n  ${name}: x`]],
    ["a navigation key", "channel.yaml", (name) => ["texts:", `keys: { ${name}: 5 }\ntexts:`]],
    ["a budget", "channel.yaml", (name) => ["other: 160", `other: 160\n  ${name}: 160`]],
    ["an id", "data/wards.csv", (name) => ["umoja,Umoja", `${name},Umoja`]],
  ];
  const cases = put.flatMap(([what, file, change]) =>
    own.map((name) => ({ what, file, name, change: change(name) })),
  );
  test.each(cases)("$name as $what", ({ what, file, name, change: [from, to] }) => {
    const text = good(file).replace(from, () => to);
    expect(text).not.toBe(good(file));
    const { release } = build(file, text);
    // An id is only a value: letters and digits, so those without underscores in front are fine.
    expect(release === null).toBe(what !== "an id" || name === "__proto__");
    expect(Reflect.ownKeys(Object.prototype)).toEqual(OWN_KEYS);
  });

  test.each(["__proto__", "constructor", "prototype"])("%s as a heading of a list", (name) => {
    const text = good("data/wards.csv").replace("office", name);
    expect(rulesOf(build("data/wards.csv", text))).toContain("forbidden-key");
  });

  test("toString as a heading of a list is a column like others", () => {
    const text = good("data/wards.csv").replace("office", "office,toString").replace(/e$/gm, "e,x");
    expect(shownOf(build("data/wards.csv", text))).toEqual([]);
  });

  test.each(["choose", "ask", "show", "menu"])("constructor as the name of a %s", (kind) => {
    const screen = `  - { ${kind}: constructor, say: x }\n`;
    const text = good("report.yaml").replace("aside:\n", `aside:\n${screen}`);
    expect(rulesOf(build("report.yaml", text))).toContain("forbidden-key");
  });
});

const OWN_KEYS = Reflect.ownKeys(Object.prototype);

describe("what other YAML readers take for something else", () => {
  const title = (value: string) => good("report.yaml").replace("title: Report", `title: ${value}`);

  test.each([
    "yes",
    "no",
    "on",
    "off",
    "Yes",
    "NO",
    "y",
    "12:30",
    "1:20:30",
    "2026-01-31",
    "1_000",
  ])("%s is a text", (value) => {
    const built = build("report.yaml", title(value));
    expect(shownOf(built)).toEqual([]);
    expect(
      built.release?.services
        .get("report")
        ?.title.get("en")
        ?.format(() => ""),
    ).toBe(value);
  });

  test.each(["010", "0o10", "0x1F", "1e3", "+5", ".5", ".inf", "-.inf", ".nan", "9."])(
    "the number %s is refused, as it is not read as it is written",
    (value) => {
      const text = good("report.yaml").replace("key: 9,", `key: ${value},`);
      const { findings } = build("report.yaml", text);
      const numbers = findings.filter(({ message }) => message.includes("would be read as"));
      expect(numbers.map(({ rule, line, column }) => [rule, line, column])).toEqual([
        ["wrong-value", 16, 27],
      ]);
      const quoted = title(`"${value}"`);
      expect(shownOf(build("report.yaml", quoted))).toEqual([]);
    },
  );

  test("yes, no and on are keys, answers and words", () => {
    const channel = good("channel.yaml").replace(
      "texts:",
      "words: { yes: Yes, no: No, on: On }\ntexts:",
    );
    expect(shownOf(build("channel.yaml", channel))).toEqual([]);
    const text = good("report.yaml")
      .replaceAll("is: water", "is: yes")
      .replaceAll("'water'", "'yes'")
      .replace("is: road", "is: no")
      .replaceAll("'road'", "'no'");
    expect(shownOf(build("report.yaml", text))).toEqual([]);
  });

  test.each(["%YAML 1.1\n---\n", "# first\n\n%YAML 1.2\n---\n", "%TAG ! tag:x,2000:\n---\n"])(
    "the directive %j is refused",
    (directive) => {
      const built = build("report.yaml", directive + good("report.yaml"));
      expect(rulesOf(built)).toEqual(["yaml"]);
    },
  );

  test.each(["!!str x", "!!merge x", "!!set { a }", "!!binary aGk=", "!<tag:yaml.org,2002:str> x"])(
    "the tag in %s is refused",
    (value) => {
      const built = build("report.yaml", title(value));
      expect(rulesOf(built)).toContain("tag");
      expect(built.findings[0]).toMatchObject({ line: 3, column: 8 });
    },
  );

  test.each(['1: x\n"1": y', "a: x\n'a': y", "{ a: 1, a: 2 }"])("the key of %j twice", (twice) => {
    expect(rulesOf(build("report.yaml", twice))).toContain("duplicate-key");
  });

  test.each(["null: x", ": x", "~: x"])("%j has no key", (line) => {
    const text = good("report.yaml").replace("title:", `${line}\ntitle:`);
    const built = build("report.yaml", text);
    expect(rulesOf(built)).toEqual(["key-form"]);
    expect(built.findings[0]).toMatchObject({ line: 3, column: 1 });
  });
});

describe("a file that is empty", () => {
  test.each(["", "\n \n", "# nothing yet\n", "null", "---\n"])("%j", (content) => {
    for (const file of ["report.yaml", "channel.yaml"] as const) {
      expect(build(file, content).findings[0]?.message).toBe("this file is empty");
    }
  });
});

describe("settings of the channel that no schema knows", () => {
  test.each([
    ["time_zone: Africa/Nairobi", "time_zone: Mars/Base", 6, 12],
    ["country: KE", "country: ZZ", 4, 10],
  ])("%s as %s", (from, to, line, column) => {
    const { findings } = build("channel.yaml", good("channel.yaml").replace(from, to));
    expect(findings).toMatchObject([{ rule: "wrong-value", line, column }]);
  });
});

test.each([
  ["min: 3, max: 30", "min: 3, max: -1", "max"],
  ["min: 3, max: 30", "min: -3, max: 30", "min"],
  ["min: 3, max: 30", "min: 3, max: 9007199254740991", "max"],
  ["min: 1, max: 500", "min: 1, max: 9007199254740991", "max"],
])("%s as %s is no limit", (from, to, key) => {
  const text = good("report.yaml").replace(from, to);
  const line = text.split("\n").findIndex((one) => one.includes(to)) + 1;
  const column = (text.split("\n")[line - 1] ?? "").indexOf(`${key}: `) + key.length + 3;
  expect(build("report.yaml", text).findings).toMatchObject([{ rule: "limits", line, column }]);
});

describe("a list", () => {
  const wards = (rows: string) => build("data/wards.csv", `id,name,office\n${rows}`);

  test("of 10,000 columns", () => {
    const columns = Array.from({ length: 10_000 }, (_, index) => `c${index}`).join(",");
    const row = ",x".repeat(10_000);
    const { findings } = build("data/wards.csv", `id,name,${columns}\na,A${row}\n`);
    expect(findings).toMatchObject([{ rule: "csv", line: 1 }]);
    expect(findings[0]?.message).toContain("10,000 letters");
  });

  test.each([
    ["NUL in a name", "a,Am\0ani,o\n", 2],
    ["NUL in a column", "a,A,o\nb,B,o\0\n", 3],
    ["a line break in a name", 'a,A,o\nb,"B\nb",o\n', 4],
    ["Latin-1", Buffer.from("a,A,o\nb,B\xe9,o\n", "latin1").toString("utf8"), 3],
    ["no id", ",A,o\n", 2],
  ])("with %s", (_, rows, line) => {
    expect(wards(rows).findings).toMatchObject([{ rule: "csv-row", line }]);
  });

  test.each([
    ["a quote that is not closed", 'a,"A,o\nb,B,o\n', "never closed"],
    ["a quote inside a name", 'a,A"b"c,o\n', "unreadable"],
    ["too few columns", "a,A\n", "columns"],
    ["a row without end", `a,${"x".repeat(20_000)},o\n`, "10,000 letters"],
  ])("with %s", (_, rows, words) => {
    const { findings } = wards(rows);
    expect(findings).toMatchObject([{ rule: "csv" }]);
    expect(findings[0]?.message).toContain(words);
  });

  test("of 100,001 rows, and of 99,999 with the same id", () => {
    const rows = Array.from({ length: 100_001 }, (_, index) => `w${index},Ward,o\n`).join("");
    expect(wards(rows).findings).toMatchObject([{ rule: "csv" }]);
    const { findings } = wards("a,A,o\n".repeat(99_999));
    expect(findings).toHaveLength(FINDINGS_MAX);
    expect(findings.at(-1)?.message).toContain("99898 more");
  });

  test("with letters outside GSM-7 in what a screen prints", () => {
    const fancy = "a,A,o\nb,B\u2019s,o\n";
    expect(wards(fancy).findings).toMatchObject([{ rule: "not-gsm7", line: 3 }]);
    expect(wards("a,A,o\nb,B,\u201co\u201d\n").findings).toMatchObject([{ rule: "not-gsm7" }]);
    // A column that no text prints may hold what it likes.
    const unprinted = build("data/wards.csv", "id,name,office,note\na,A,o,\u201cx\u201d\n");
    expect(shownOf(unprinted)).toEqual([]);
  });

  test("with such letters, on a screen that declares them", () => {
    const text = good("report.yaml").replace("label: Ward,", "label: Ward, letters: ucs2,");
    const files = new Map(GOOD).set("report.yaml", text);
    const list = "id,name,office\na,A,o\nb,B\u2019s,o\n";
    expect(shownOf(buildRelease(files.set("data/wards.csv", list)))).toEqual([]);
  });
});

test("a service of 500 screens builds", () => {
  const questions = Array.from(
    { length: 498 },
    (_, index) =>
      `  - { ask: q${index}, label: Q${index}, as: number, min: 1, max: 9, say: "({step}/{steps}) How many?" }\n`,
  );
  const text = censusOf(questions, "{q1} to {q497}");
  const built = buildRelease(new Map(GOOD).set("census.yaml", text));
  expect(shownOf(built)).toEqual([]);
  const own = [...(built.release?.screens.values() ?? [])].filter(({ file }) =>
    file.startsWith("census"),
  );
  expect(own).toHaveLength(500);
});

test("a service whose file ends in capitals is told, and not passed over", () => {
  const files = new Map([...GOOD].filter(([file]) => file !== "report.yaml"));
  const built = buildRelease(files.set("report.YAML", GOOD.get("report.yaml") ?? ""));
  const found = built.findings.filter(({ rule }) => rule === "file-name");
  expect(found.map(({ file, mend }) => [file, mend])).toEqual([
    ["report.YAML", "Name it report.yaml."],
  ]);
});
