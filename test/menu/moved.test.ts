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
function against(before: MenuFiles, now: MenuFiles): string[] {
  const parts = partsOf(before, digestOf(before));
  const { release, findings } = buildRelease(now, parts);
  const errors = findings.filter(({ severity }) => severity === "error");
  expect(release === null).toBe(errors.length > 0);
  return errors.map(showFinding);
}

const OTHER = "{ is: other, key: 9,";
const R = "report.yaml";

test("without a change, and with an option at a free number, nothing moved", () => {
  expect(against(GOOD, GOOD)).toEqual([]);
  const more = edited(GOOD, [[R, OTHER, `{ is: lamp, key: 5, say: Lamp }\n      - ${OTHER}`]]);
  expect(against(GOOD, more)).toEqual([]);
  // Less is no move either.
  expect(against(more, GOOD)).toEqual([]);
});

test("a number that is given to another answer is an error with its place and the line to write", () => {
  const now = edited(GOOD, [
    [R, OTHER, `{ is: lamp, key: 9, say: Lamp }\n      - { is: other, key: 10,`],
  ]);
  const found = against(GOOD, now);
  expect(found).toEqual([
    "report.yaml:16:26 error key-moved: 9 was `other` and is `lamp` now\n" +
      "    Use a number that was free, or write `moved: [{ screen: what, key: 9, was: other, is: lamp }]`.",
    "report.yaml:17:27 error key-moved: 10 was nothing and is `other` now\n" +
      "    Give it back its key 9, or write `moved: [{ screen: what, key: 10, is: other }]`.",
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
      "    Give it back, or write `moved: [{ star: 77, was: report, is: repair }]`.",
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
