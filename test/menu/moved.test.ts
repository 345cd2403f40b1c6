import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { partsOf } from "../../src/menu/parts.ts";
import { buildRelease, digestOf } from "../../src/menu/release.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { edited } from "./edited.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));

/** Findings against the files before. */
function findingsOf(before: MenuFiles, now: MenuFiles) {
  const { release, findings } = buildRelease(now, partsOf(before, digestOf(before)));
  expect(release === null).toBe(findings.some(({ severity }) => severity === "error"));
  return findings;
}

function against(before: MenuFiles, now: MenuFiles, severity = "error"): string[] {
  return findingsOf(before, now)
    .filter((one) => one.severity === severity)
    .map(showFinding);
}

/** Writes what the mends of both rules say, all under one `moved:` at the end of each file. */
function mended(before: MenuFiles, now: MenuFiles): MenuFiles {
  const after = new Map(now);
  const found = findingsOf(before, now).filter(({ rule }) => /^(?:key|star)-moved$/.test(rule));
  for (const [file, all] of Map.groupBy(found, (one) => one.file)) {
    const entries = all.flatMap(({ mend }) => mend.match(/- \{[^}]*\}/g) ?? []);
    const lines = [...new Set(entries)].map((entry) => `  ${entry}\n`);
    after.set(file, `${now.get(file) ?? ""}\nmoved:\n${lines.join("")}`);
  }
  return after;
}

const OTHER = "{ is: other, key: 9,";
const R = "report.yaml";

test("without a change, and with an option at a free number, nothing moved", () => {
  expect(against(GOOD, GOOD)).toEqual([]);
  const more = edited(GOOD, [[R, OTHER, `{ is: lamp, key: 5, say: Lamp }\n      - ${OTHER}`]]);
  expect(against(GOOD, more)).toEqual([]);
  // Less stops no release, and is told.
  expect(against(more, GOOD)).toEqual([]);
  expect(against(more, GOOD, "warning")).toEqual([
    "report.yaml:10:5 warning key-moved: 5 was `lamp` and is nothing now\n" +
      "    Give it back, or write under `moved:` the line `- { screen: what, key: 5, was: lamp }`.",
  ]);
});

test("a number that is given to another answer is an error with its place and the line to write", () => {
  const now = edited(GOOD, [
    [R, OTHER, `{ is: lamp, key: 9, say: Lamp }\n      - { is: other, key: 10,`],
  ]);
  const found = against(GOOD, now);
  expect(found).toEqual([
    "report.yaml:16:26 error key-moved: 9 was `other` and is `lamp` now\n" +
      "    Use a number that was free, or write under `moved:` the line `- { screen: what, key: 9, was: other, is: lamp }`.",
    "report.yaml:17:27 error key-moved: 10 was nothing and is `other` now\n" +
      "    Give it back its key 9, or write under `moved:` the line `- { screen: what, key: 10, is: other }`.",
  ]);
  const moved =
    "title: Report\nmoved: [{ screen: what, key: 9, was: other, is: lamp }, { screen: what, key: 10, is: other }]\n";
  expect(against(GOOD, edited(now, [[R, "title: Report\n", moved]]))).toEqual([]);
});

test("an acknowledgement is of one move, and of no other", () => {
  const now = edited(GOOD, [
    [R, OTHER, "{ is: lamp, key: 9, say: Lamp }\n      - { is: other, key: 8,"],
  ]);
  const wrong = [
    "{ screen: what, key: 9, was: road, is: lamp }",
    "{ screen: what, key: 9, is: lamp }",
    "{ screen: what, key: 9, was: other }",
    "{ screen: ward, key: 9, was: other, is: lamp }",
    "{ screen: what, key: 7, was: other, is: lamp }",
    "{ star: 9, was: other, is: lamp }",
  ];
  for (const entry of wrong) {
    const moved = `title: Report\nmoved: [{ screen: what, key: 8, is: other }, ${entry}]\n`;
    const found = against(GOOD, edited(now, [[R, "title: Report\n", moved]]));
    expect(
      found.map((line) => line.split("\n")[0]),
      entry,
    ).toEqual(["report.yaml:17:26 error key-moved: 9 was `other` and is `lamp` now"]);
  }
});

test("options that are counted move when one comes before them", () => {
  const now = edited(GOOD, [
    [R, "- { is: water,", "- { is: lamp, say: Lamp }\n      - { is: water,"],
  ]);
  expect(against(GOOD, now).map((line) => line.split("\n")[0])).toEqual([
    "report.yaml:14:9 error key-moved: 1 was `water` and is `lamp` now",
    "report.yaml:15:9 error key-moved: 2 was `road` and is `water` now",
    "report.yaml:16:9 error key-moved: 3 was nothing and is `road` now",
  ]);
});

test("the same words at the same number are the same, whatever they are stored as", () => {
  expect(
    against(
      GOOD,
      edited(GOOD, [
        [R, "is: water, say: { en: Water leak", "is: leak, say: { en: Water leak"],
        [R, "what == 'water'", "what == 'leak'"],
      ]),
    ),
  ).toEqual([]);
  // Other words and another answer are another thing.
  const other = edited(GOOD, [
    [R, "is: water, say: { en: Water leak", "is: leak, say: { en: Leak"],
    [R, "what == 'water'", "what == 'leak'"],
  ]);
  expect(against(GOOD, other)[0]).toContain("1 was `water` and is `leak` now");
});

test("the way out of a list and the main menu have numbers too, the latter under any name", () => {
  const out = edited(GOOD, [[R, "is: elsewhere, key: 7", "is: elsewhere, key: 8"]]);
  expect(against(GOOD, out)[0]).toContain("8 was nothing and is `elsewhere` now");
  const menu: [string, string, string][] = [
    ["channel.yaml", "key: 3\n        say: Report", "key: 4\n        say: Report"],
  ];
  const found = against(GOOD, edited(GOOD, menu));
  expect(found[0]).toMatch(/^channel\.yaml:\d+:14 error key-moved: 4 was nothing and is `report`/);
  const renamed = edited(GOOD, [
    ...menu,
    ["channel.yaml", "- menu: main", "- menu: first"],
    ["channel.yaml", '- dial: "*1#"', '- dial: "*1#"\n    start: first'],
  ]);
  expect(against(GOOD, renamed)[0]).toContain("4 was nothing and is `report` now");
  const acknowledged = edited(renamed, [
    ["channel.yaml", "country: KE", "country: KE\nmoved: [{ screen: first, key: 4, is: report }]"],
  ]);
  expect(against(GOOD, acknowledged)).toEqual([]);
});

test("a star that leads nowhere, elsewhere or is another's now is an error; one that came is not", () => {
  const star = (to: string) => edited(GOOD, [[R, "star: 77\n", to]]);
  expect(against(star(""), GOOD)).toEqual([]);
  const [gone = "", ...more] = against(GOOD, star(""));
  expect(gone).toContain("error star-moved: star 77 was `report` and is nothing now");
  expect(more).toEqual([]);
  expect(against(GOOD, star("star: 78\n"))).toHaveLength(2);
  const both = "star: 78\nmoved: [{ star: 77, was: report }, { star: 78, is: report }]\n";
  expect(against(GOOD, star(both))).toEqual([]);
  const others = "star: 78\nmoved: [{ star: 76, was: report }, { star: 79, is: report }]\n";
  expect(against(GOOD, star(others))).toHaveLength(2);
});

test("a star of a service that went is never another's", () => {
  const second = (GOOD.get(R) ?? "").replace("service: report", "service: repair");
  const files = new Map([...GOOD].filter(([file]) => file !== R)).set("repair.yaml", second);
  const menu: [string, string, string][] = [["channel.yaml", "go: report", "go: repair"]];
  const now = edited(files, menu);
  expect(against(GOOD, now)).toEqual([
    "repair.yaml:4:7 error star-moved: star 77 was `report` and is `repair` now\n" +
      "    Give it back, or write under `moved:` the line `- { star: 77, was: report, is: repair }`.",
  ]);
  const meant = "star: 77\nmoved: [{ star: 77, was: report, is: repair }]\n";
  expect(against(GOOD, edited(now, [["repair.yaml", "star: 77\n", meant]]))).toEqual([]);
});

test("the officers' option moves where the file says so, and nowhere else", () => {
  const C = "channel.yaml";
  const now = edited(GOOD, [[C, "assist:\n  key: 7", "assist:\n  key: 8"]]);
  expect(against(GOOD, now)).toEqual([
    expect.stringMatching(
      /^channel\.yaml:129:8 error key-moved: 8 was nothing and is `assist` now/,
    ),
  ]);
  const name = "name: Test County\n";
  const said = (is: string) =>
    edited(now, [[C, name, `${name}moved: [{ screen: main, key: 8, is: ${is} }]\n`]]);
  expect(against(GOOD, said("assist"))).toEqual([]);
  expect(against(GOOD, said("report"))).toHaveLength(1);
});

/** A second service, in the menu and with a star. */
const WITH = edited(
  new Map(GOOD).set(
    "parks.yaml",
    "format: 1\nservice: parks\ntitle: Parks\nstar: 76\nscreens:\n  - { show: hours, say: Open., end: true }\n",
  ),
  [["channel.yaml", "      - key: 9", "      - { key: 4, say: Parks, go: parks }\n      - key: 9"]],
);

test("a service that went leaves its star and its number behind, whether it is deleted or held back", () => {
  const number = "warning key-moved: 4 was `parks` and is nothing now";
  const star = "error star-moved: star 76 was `parks` and is nothing now";
  const deleted = findingsOf(WITH, GOOD).map(showFinding);
  expect(deleted).toEqual([
    expect.stringContaining(number),
    `channel.yaml:2:10 ${star}\n    Give it back, or write under \`moved:\` the line \`- { star: 76, was: parks }\`.`,
  ]);
  const held = edited(WITH, [["parks.yaml", "star: 76\n", "star: 76\nreleased: false\n"]]);
  expect(findingsOf(WITH, held).map(showFinding)).toEqual([
    expect.stringContaining(number),
    expect.stringContaining(`parks.yaml:5:11 ${star}`),
  ]);
  // What was never offered is known to nobody.
  expect(findingsOf(held, GOOD)).toEqual([]);
  expect(findingsOf(held, WITH)).toEqual([]);
});

test.each<[string, MenuFiles, MenuFiles]>([
  ["a service that is deleted", WITH, GOOD],
  ["a new star", GOOD, edited(GOOD, [[R, "star: 77", "star: 78"]])],
  ["a number that went", WITH, edited(WITH, [["channel.yaml", "{ key: 4,", "{ key: 5,"]])],
  [
    "numbers that were swapped, beside a new star",
    GOOD,
    edited(GOOD, [
      [R, "{ is: water,", "{ is: water, key: 2,"],
      [R, "{ is: road,", "{ is: road, key: 1,"],
      [R, "star: 77", "star: 78"],
    ]),
  ],
])("who does what all mends of %s say is done", (_, before, now) => {
  expect(findingsOf(before, now)).not.toEqual([]);
  const rules = findingsOf(before, mended(before, now)).map(({ rule }) => rule);
  expect(rules.filter((rule) => rule.endsWith("-moved"))).toEqual([]);
});

test("a service or a menu that cannot be read is not taken for one that went", () => {
  const rules = (now: MenuFiles) => findingsOf(WITH, now).map(({ rule }) => rule);
  expect(rules(edited(WITH, [["parks.yaml", "star: 76", "star: six"]]))).toEqual(["wrong-value"]);
  const menu = edited(WITH, [["channel.yaml", "key: 4, say: Parks", "key: 4, sya: Parks"]]);
  expect(rules(menu)).not.toContain("key-moved");
});
