/** Who answers and is not told that nothing is sent (`unsent`): where it is found, and where it is silent. */
import { expect, test } from "vitest";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { apartIn } from "../../src/menu/check/unsent.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { GOOD } from "./broken-folder.ts";
import { edited } from "./edited.ts";

const SHIPPED = await readFolder("menus");

const found = (files: MenuFiles) => buildRelease(files).findings.map(showFinding);

const ROAD = "{ is: road, say: { en: Road, sw: Barabara } }";
const LEADS_OUT = "{ is: road, say: { en: Road, sw: Barabara }, go: main }";
const CHECK = `  - confirm: check
    say: "{what}, {ward}, {place:10}. {target} days. Send?"
    send: request
    done: "Ref {ref}. {ward.office}"
`;
const onlyIf = (name: string, when: string) =>
  CHECK.replace("confirm: check\n", `confirm: ${name}\n    when: "${when}"\n`);

test("a check screen that a number passes over is found", () => {
  const files = edited(SHIPPED, [
    ["bursary.yaml", "  - confirm: check\n", '  - confirm: check\n    when: "balance > 1"\n'],
  ]);
  expect(found(files)).toEqual([expect.stringContaining("comes past `check`")]);
});

test("check screens of which one holds for every answer are none", () => {
  const both = `${onlyIf("check", "what == 'water'")}${onlyIf("others", "what != 'water'")}`;
  expect(found(edited(GOOD, [["report.yaml", CHECK, both]]))).toEqual([]);
});

test("an option that leads out is found, and can be accepted or keep no answer", () => {
  expect(found(edited(GOOD, [["report.yaml", ROAD, LEADS_OUT]]))).toEqual([
    expect.stringContaining("unsent"),
  ]);
  const accepted = "  - choose: what\n    accept: { unsent: The words of the option say it. }\n";
  const files = edited(GOOD, [
    ["report.yaml", ROAD, LEADS_OUT],
    ["report.yaml", "  - choose: what\n", accepted],
  ]);
  expect(found(files)).toEqual([]);
  const kept = LEADS_OUT.replace("go: main", "keep: false, go: main");
  expect(found(edited(GOOD, [["report.yaml", ROAD, kept]]))).toEqual([]);
});

test("a text that ends the call is the citizen's answer", () => {
  const files = edited(GOOD, [
    [
      "report.yaml",
      CHECK,
      `${onlyIf("check", "what != 'water'")}  - { show: no, say: No, end: true }\n`,
    ],
  ]);
  expect(found(files)).toEqual([]);
});

test("a question that is asked only of some is not answered by the others", () => {
  const road = `  - { confirm: road, when: "what == 'road'", say: "{what}?", send: request, done: "Ref {ref}" }\n`;
  const deep = 'say: "Depth?", when: "what == \'road\'"';
  const files = edited(GOOD, [
    ["report.yaml", CHECK, CHECK + road],
    ["report.yaml", deep, `${deep}, go: road`],
  ]);
  expect(found(files).filter((line) => line.includes("unsent"))).toEqual([]);
});

test("of screens in a row with the same condition one is looked at, and all that differ are", () => {
  const [one, two] = [() => true, () => false];
  const same = Array.from({ length: 400 }, (_, index) => ({ to: `q${index}`, guards: [one] }));
  const edges = [...same, { to: "both", guards: [one, two] }, { to: "two", guards: [two] }];
  const last = { to: "check", guards: [] };
  const apart = apartIn([...edges, last, { to: "never", guards: [] }]);
  expect(apart.map(({ to, index }) => [to, index])).toEqual([
    ["q0", 0],
    ["both", 400],
    ["two", 401],
    ["check", 402],
  ]);
});

test("an appointment that is passed over is found where it is printed, and where time is reckoned from it", () => {
  const files = edited(SHIPPED, [
    ["clinic.yaml", "  - book: slot\n", "  - book: slot\n    when: \"care != 'general'\"\n"],
  ]);
  const told = found(files);
  expect(told.filter((line) => line.includes("warning until"))).toHaveLength(3);
  expect(told.filter((line) => line.includes("warning unasked"))).toHaveLength(1);
});
