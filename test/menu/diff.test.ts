import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { diff } from "../../src/menu/diff/diff.ts";
import { showDifferences } from "../../src/menu/diff/show.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { partsOf } from "../../src/menu/parts.ts";
import { digestOf } from "../../src/menu/release.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { edited, type Edit } from "./edited.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));
const MENUS = await readFolder("menus");
const R = "report.yaml";

function between(before: MenuFiles, now: MenuFiles) {
  const [was, is] = [before, now].map((files) => partsOf(files, digestOf(files)));
  if (was == null || is == null) throw new Error("no channel file");
  return diff(was, is);
}

const shown = (before: MenuFiles, now: MenuFiles) => showDifferences(between(before, now));
const after = (...edits: Edit[]) => shown(GOOD, edited(GOOD, edits));

test("notes, quotes and empty lines are no difference", () => {
  expect(after([R, "title: Report", 'title: "Report" # a note\n'])).toEqual([]);
});

test("a service that is let go, or not, is told in words", () => {
  const held = edited(GOOD, [[R, "title: Report", "released: false\ntitle: Report"]]);
  expect(shown(held, GOOD)).toEqual([
    "report",
    "  ~ is offered to citizens now (released: false is gone)",
  ]);
  expect(shown(GOOD, held)).toEqual([
    "!! Numbers that people know mean something else now:",
    "!! channel, main, key 3: was report, is nothing now",
    "!! star 77: was report, is nothing now",
    "report",
    "  ~ is not offered to citizens any more (released: false)",
  ]);
  const without = new Map(held);
  without.delete(R);
  expect(shown(without, held)).toContain(
    '  + new "Report", not offered to citizens (released: false)',
  );
});

test.each<[string, Edit[], string[]]>([
  [
    "an option and its words",
    [
      [
        R,
        "- { is: other, key: 9,",
        "- { is: lamp, key: 5, say: Lamp }\n      - { is: other, key: 9,",
      ],
    ],
    ["report", '  + what, option lamp: new 5. "Lamp"'],
  ],
  [
    "a text in one language",
    [[R, "en: Water leak", "en: A leak"]],
    ["report", '  ~ what, option water, say, en: "Water leak" → "A leak"'],
  ],
  [
    "a text that was the same in every language",
    [[R, "title: Report", "title: { en: Report, sw: Ripoti }"]],
    ["report", '  ~ title, sw: "Report" → "Ripoti"'],
  ],
  ["a limit", [[R, "max: 500", "max: 400"]], ["report", "  ~ deep, max: 500 → 400"]],
  [
    "a screen that is called otherwise",
    [
      [R, "ask: deep", "ask: depth"],
      [R, "min: 1", "min: 2"],
    ],
    ["report", "  ~ deep is called depth now", "  ~ depth, min: 1 → 2"],
  ],
  [
    "a screen that came and one that went",
    [
      [
        R,
        '{ ask: deep, label: Depth, as: number, min: 1, max: 500, say: "Depth?"',
        '{ ask: wide, label: Width, as: number, min: 1, max: 500, say: "Width?"',
      ],
    ],
    ["report", '  - deep: gone "Depth?"', '  + wide: new "Width?"'],
  ],
  [
    "the life of a request",
    [
      [R, "within: 7 days", "within: 9 days"],
      [R, "- { to: cancelled, by: citizen, say: Cancel it }", "- { to: closed, by: officer }"],
    ],
    [
      "report",
      '  - life, received, may_become, cancelled citizen: gone { to: "cancelled", by:',
      '    "citizen", say: "Cancel it" }',
      '  + life, received, may_become, closed officer: new { to: "closed", by:',
      '    "officer" }',
      '  ~ life, mended, within: "7 days" → "9 days"',
    ],
  ],
  [
    "the channel",
    [["channel.yaml", "other: 160", "other: 150"]],
    ["channel", "  ~ budgets, other: 160 → 150"],
  ],
])("%s", (_, edits, lines) => {
  expect(after(...edits)).toEqual(lines);
});

test("numbers and stars that moved stand first and loudest", () => {
  const lines = after([R, "is: other, key: 9", "is: other, key: 8"], [R, "star: 77", "star: 78"]);
  expect(lines.slice(0, 4)).toEqual([
    "!! Numbers that people know mean something else now:",
    "!! report, what, key 8: was free, is other now",
    "!! star 77: was report, is nothing now",
    "!! star 78: was free, is report now",
  ]);
});

test("a screen at another place is told once, and none that stayed", () => {
  const line =
    '  - { ask: place, label: Place, as: text, min: 3, max: 30, say: "({step}/{steps}) Where?" }\n';
  const now = edited(GOOD, [
    [R, line, ""],
    [R, "  - choose: what\n", `${line}  - choose: what\n`],
  ]);
  expect(shown(GOOD, now)).toEqual(["report", "  ~ place: behind privacy now"]);
});

test("rows are counted, and the first few are shown", () => {
  const rows = Array.from({ length: 5 }, (_, at) => `w${at},Ward ${at},Office ${at}\n`).join("");
  const wards = GOOD.get("data/wards.csv") ?? "";
  const [heading = "", first = ""] = wards.split("\n");
  const now = new Map(GOOD).set(
    "data/wards.csv",
    `${wards.trimEnd()}\n${rows}`.replace(`${first}\n`, ""),
  );
  const lines = shown(GOOD, now);
  expect(heading).toBe("id,name,office");
  expect(lines[0]).toBe("data/wards.csv");
  expect(lines[1]).toMatch(/^ {2}- \w+: gone \{ id:/);
  expect(lines.filter((line) => line.startsWith("  + "))).toEqual([
    '  + w0: new { id: "w0", name: "Ward 0", office: "Office 0" }',
    '  + w1: new { id: "w1", name: "Ward 1", office: "Office 1" }',
    '  + w2: new { id: "w2", name: "Ward 2", office: "Office 2" }',
    "  + ...: new 2 more of 5",
  ]);
});

test("services that came and went are one line each, the other way round too", () => {
  const without = new Map(
    [...MENUS].filter(([file]) => file !== "bursary.yaml" && file !== "data/schools.csv"),
  );
  const [gone, came] = [shown(MENUS, without), shown(without, MENUS)];
  expect(gone).toEqual([
    "!! Numbers that people know mean something else now:",
    "!! star 21: was bursary, is nothing now",
    "bursary",
    expect.stringMatching(/^ {2}- gone \{ sw: ".*", en: "/),
    "data/schools.csv",
    "  - gone 120 rows",
  ]);
  expect(came).toEqual(gone.slice(2).map((line) => line.replace("- gone", "+ new")));
});

test("no line is longer than 80 letters, whatever changed", () => {
  const long = "Ufadhili wa masomo wa wadi zote za kaunti hii kubwa";
  const bursary = (MENUS.get("bursary.yaml") ?? "").replaceAll("Basari", long);
  const lines = shown(MENUS, new Map(MENUS).set("bursary.yaml", bursary));
  expect(lines.join("\n")).toContain("Ufadhili");
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
});
