import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { inOrder, RULES, showFinding, type Rule } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { BROKEN, type Broken, type Elsewhere } from "./broken.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));

function broken({ file = "report.yaml", from, to }: Broken) {
  const before = GOOD.get(file) ?? "";
  const marked =
    from === null
      ? to
      : typeof from === "string"
        ? before.replace(from, () => to)
        : before.replace(from, to);
  const lines = marked.split("\n");
  const line = lines.findIndex((text) => text.includes("¦"));
  const place = line < 0 ? null : `${file}:${line + 1}:${(lines[line]?.indexOf("¦") ?? 0) + 1}`;
  if (from !== null) {
    const there = typeof from === "string" ? before.includes(from) : from.test(before);
    expect(there, `\`${from}\` is in ${file}`).toBe(true);
  }
  return { files: new Map(GOOD).set(file, marked.replace("¦", "")), place };
}

describe("a faultless folder", () => {
  test("gives a release and no finding", () => {
    const { release, findings } = buildRelease(GOOD);
    expect(findings.map(showFinding)).toEqual([]);
    expect(release?.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test("of the example menus is one", async () => {
    const { release, findings } = buildRelease(await readFolder("menus"));
    expect(findings.map(showFinding)).toEqual([]);
    expect([...(release?.services.keys() ?? [])].sort()).toEqual(["bursary", "lessons", "report"]);
  });
});

/** Before this, any number of questions may stand. */
const PLACE = "  - { ask: place,";

describe("every rule", () => {
  const cases = Object.entries(BROKEN).flatMap(([rule, all]) =>
    all.map((one, index) => ({ rule, one, name: `${rule} ${index + 1}` })),
  );
  test.each(cases.filter(({ rule }) => rule !== "star-twice"))("$name", ({ rule, one }) => {
    const { files, place } = broken(one);
    const { release, findings } = buildRelease(files);
    const found = findings.filter((finding) => finding.rule === rule);
    expect(found, findings.map(showFinding).join("\n")).not.toEqual([]);
    if (place !== null) {
      expect(found.map(({ file, line, column }) => `${file}:${line}:${column}`)).toContain(place);
    }
    expect(found.map(({ mend }) => mend).join("\n")).toContain(one.mend);
    expect(release === null).toBe(findings.some(({ severity }) => severity === "error"));
  });

  test("star-twice", () => {
    const second = (GOOD.get("report.yaml") ?? "").replace("service: report", "service: repair");
    const { findings } = buildRelease(new Map(GOOD).set("repair.yaml", second));
    expect(findings.map(({ rule, file, line }) => `${file}:${line} ${rule}`)).toEqual([
      "repair.yaml:4 star-twice",
    ]);
  });

  test("too-many-ways", () => {
    // 200 questions passed over in a row, from eight options each: 200 * 200 / 2 * 8 ways.
    const ways = Array.from({ length: 8 }, (_, at) => `{ is: a${at}, say: A, go: q0 }`).join(", ");
    const asked = Array.from(
      { length: 200 },
      (_, at) =>
        `  - { choose: q${at}, label: Q, say: Q?, when: "what == 'a'", options: [${ways.replaceAll("q0", `q${at + 1}`)}] }\n`,
    );
    const text = (GOOD.get("report.yaml") ?? "").replace(
      PLACE,
      () => `${asked.join("")}  - { ask: q200, label: Q, as: text, say: Q? }\n${PLACE}`,
    );
    const { findings } = buildRelease(new Map(GOOD).set("report.yaml", text));
    const found = findings.filter(({ rule }) => rule !== "never-true");
    expect(found.map(({ rule, file, line }) => `${file}:${line} ${rule}`)).toEqual([
      "report.yaml:8 too-many-ways",
    ]);
    expect(found[0]?.mend).toContain("fewer");
  });

  test("file-too-large and channel-missing", () => {
    const large = buildRelease(new Map(GOOD).set("report.yaml", "#".repeat(1_000_001)));
    expect(large.findings.map(({ rule }) => rule)).toContain("file-too-large");
    const list = buildRelease(new Map(GOOD).set("data/wards.csv", "a".repeat(5_000_001)));
    expect(list.findings.map(({ rule }) => rule)).toContain("file-too-large");
    const without = buildRelease(new Map([...GOOD].filter(([file]) => file !== "channel.yaml")));
    expect(without.release).toBeNull();
    expect(without.findings.map(({ rule }) => rule)).toEqual(["channel-missing"]);
  });

  test("has an example and a heading in the handbook", () => {
    const elsewhere: Elsewhere[] = [
      "file-too-large",
      "channel-missing",
      "too-many-ways",
      "not-released",
      "pin-words",
      "pin-not-kept",
      "key-moved",
      "star-moved",
    ];
    const shown = new Set<string>([...Object.keys(BROKEN), ...elsewhere]);
    expect([...shown].sort()).toEqual([...RULES].sort());
    const handbook = readFileSync("docs/menus.md", "utf8");
    const explained = [...handbook.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].flatMap(
      ([, rule]) => rule ?? [],
    );
    expect(explained.sort()).toEqual([...RULES].sort());
  });
});

test("all faults of all files come back in one run, in the order of reading", () => {
  const faults: [Rule, number][] = [
    ["target-exists", 0],
    ["cel", 1],
    ["not-gsm7", 0],
    ["unknown-key", 2],
  ];
  let files = GOOD;
  for (const [rule, index] of faults) {
    const one = BROKEN[rule as keyof typeof BROKEN][index];
    if (one === undefined) throw new Error(`${rule} has no example ${index}`);
    const file = one.file ?? "report.yaml";
    const text = (files.get(file) ?? "").replace(one.from ?? "", () => one.to.replace("¦", ""));
    files = new Map(files).set(file, text);
  }
  files = new Map(files).set("data/wards.csv", "id\n");
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

describe("one fault is told once", () => {
  test("a mistyped way is no dead end, and what it missed is not unreachable", () => {
    expect(after("go: describe", "go: descrbe")).toEqual(["report.yaml:16 target-exists"]);
    expect(after("      go: ward,", "      go: wrad,")).toEqual(["report.yaml:38 target-exists"]);
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

describe("no finding for", () => {
  const fine: [what: string, from: string, to: string][] = [
    ["a doubled apostrophe", '"({step}/{steps}) Ward?"', "\"Ward ''{step}''?\""],
    ["a quoted bracket", '"({step}/{steps}) Ward?"', "\"Ward '{'?\""],
    ["an apostrophe in a word", '"({step}/{steps}) Ward?"', "\"Ng'ombe {what}, kung'uta?\""],
    ["a time or an amount at a line's start", '"Depth?"', '"8.30 or 5:30? 12 m?"'],
    ["a computed value with a branch to come", '"({step}/{steps}) Ward?"', '"{target} days"'],
    [
      "an answer of the option just picked",
      "go: ward,",
      "go: [{ when: \"describe == 'x'\", to: place }, { to: ward }],",
    ],
    [
      "a sensitive name in quotes only",
      "- { ask: deep,",
      "- { ask: road, sensitive: true, label: R, as: text, say: R? }\n  - { ask: deep,",
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
