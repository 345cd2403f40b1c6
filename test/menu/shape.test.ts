/** What the mend of a value that does not fit says to type: words and examples, never a pattern. */
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { readMenus } from "../../src/menu/read.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));
const good = (file: string) => GOOD.get(file) ?? "";

function findings(file: string, from: string, to: string) {
  expect(good(file)).toContain(from);
  return readMenus(
    new Map(GOOD).set(
      file,
      good(file).replace(from, () => to),
    ),
  ).findings;
}

describe("one fault, one mend, and what to type in it", () => {
  test.each([
    ["max: 30", 'max: "80"', "Write it without quotes: 80."],
    ["max: today", "max: 31/1/2026", "Write the year first: 2026-01-31."],
    [
      "max: today",
      "max: tomorrow",
      "Write a whole number such as 80, or a date such as 2026-01-31",
    ],
    ["max: 30", "max: 3.5", "Write a whole number such as 80"],
    ["max: 30", "max: true", "Write a whole number such as 80"],
    ["from: data/wards.csv", "from: data/Wards.csv", "Write data/wards.csv, and name the file so"],
    ["from: data/wards.csv", "from: Our wards", "Write data/our_wards.csv, and name the file so"],
    ["from: data/wards.csv", "from: ../$.csv", "such as data/wards.csv"],
    ["star: 77", 'star: "77"', "Write it without quotes: 77."],
    ["star: 77", 'star: "*384*77#"', "Write only its last number: 77."],
    ["star: 77", "star: seventy", "Write a number."],
    ["format: 1", 'format: "1"', "Write it without quotes: 1."],
    ["optional: true", 'optional: "true"', "Write it without quotes: true."],
    ["optional: true", "optional: yes", "Write true or false."],
    ["shared_with: []", "shared_with: Water works", 'Write a list: ["Water works"].'],
    ["is: water", "is: Water leak!", "small letters, digits and _: water_leak."],
    ["is: water", "is: 5", "Write a name: small letters"],
    ["when: \"what == 'road'\"", "when: true", 'Put it in quotes: "true".'],
    ["as: number", "as: numbr", "Did you mean `number`?"],
    ["as: number", "as: x", "Write `text` or `letters`"],
    ["basis: public-task", "basis: public task", "Did you mean `public-task`?"],
    ["go: describe", "go: [describe]", "Write { to: describe }."],
    ["go: describe", "go: { to: describe }", "Write a screen's name, or a list such as"],
    ["key: 9", "key: nine", "Write a number from 1 to 999."],
    ["key: 9", "key: 0", "Write a number from 1 to 999."],
    ["title: Report", "title: 5", 'Write a text or a map of languages such as { en: "Report" }.'],
    ["title: Report", "title: {ward}", 'Put the text in quotes: "{ward}".'],
    ["title: Report\n", "", 'Add `title: "Library"` here.'],
    ["as: text, min: 3", "as:text, min: 3", "Put a space after the colon: `as: text`."],
    ["    label: What", "    lable: What", "Did you mean `label`?"],
    ["  private: { en", "  - { en", "Write `key: value` lines, without the dashes"],
    ["within: 1 working day", "within: soon", "12 hours, 7 days or 3 working days"],
    ["within: 1 working day", "within: 3", "12 hours, 7 days or 3 working days"],
    ["to: mended, by: officer", "to: mended, by: oficer", "Did you mean `officer`?"],
    ["to: mended, by: officer", "to: mended", "Add `by: officer` here."],
    ["{ then: closed }", "{ thne: closed }", "Did you mean `then`?"],
    ["late: { then: closed }", "late: {}", "Add `then: escalate` here."],
    ["late: { then: closed }", "late: 7", "`key: value` lines"],
  ])("%s as %s", (from, to, mend) => {
    const found = findings("report.yaml", from, to);
    expect(found.map(showFinding)).toHaveLength(1);
    expect(found[0]?.mend).toContain(mend);
  });

  test.each([
    ["texts:", "keys: { back: 0 }\ntexts:", 'Put it in quotes: "0".'],
    ["texts:", "keys: { back: zero }\ntexts:", 'Write one to three digits in quotes, such as "0".'],
    ["country: KE", "country: Kenya", "Write two capital letters such as KE."],
    ["currency: KES", "currency: Ksh", "Write three capital letters such as KES."],
    ['dial: "*1#"', 'dial: "384"', 'Write a code in quotes, such as "*384*99#".'],
    ["other: 160", "safaricom: 160", "a network code of 5 or 6 digits in quotes"],
    ["other: 160", 'other: "160"', "Write it without quotes: 160."],
    ["other: 160", "other: 900", "Write a number of at most 184."],
  ])("of the channel: %s as %s", (from, to, mend) => {
    const found = findings("channel.yaml", from, to);
    expect(found.map(showFinding)).toHaveLength(1);
    expect(found[0]?.mend).toContain(mend);
  });
});

test("a mistyped key is read as the one that was meant, so its screen stays", () => {
  const found = readMenus(
    new Map(GOOD).set("report.yaml", good("report.yaml").replace("label: What", "lable: What")),
  );
  expect(found.findings.map(({ rule }) => rule)).toEqual(["unknown-key"]);
  expect(found.source?.services.get("report")?.screens[1]).toMatchObject({ label: "What" });
  expect(found.source?.unread.size).toBe(0);
});

test("a mistyped key beside the right one leaves that as it is", () => {
  const text = good("report.yaml").replace("label: What", "label: What\n    lable: Other");
  const { source, findings: found } = readMenus(new Map(GOOD).set("report.yaml", text));
  expect(found.map(({ rule }) => rule)).toEqual(["unknown-key"]);
  expect(source?.services.get("report")?.screens[1]).toMatchObject({ label: "What" });
});

describe("whatever stands where it does not fit", () => {
  const values = "null 0 -1 5 9.5 99999 true x X_Y 31/01/2026 '' '5' [] [1] {} {a:b} {a} { a: b }"
    .split(/ (?![ab:}])/)
    .concat("data/X.csv", "'*1'", `"${"x".repeat(600)}"`);
  test.each(["report.yaml", "channel.yaml"])("in %s, the mend has no pattern in it", (file) => {
    const places = [...good(file).matchAll(/(?<=: )[^ ,{}[\]\n]+/g)];
    expect(places.length).toBeGreaterThan(30);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...values), (place, put) => {
        const before = good(file).slice(0, place.index);
        const text = before + put + good(file).slice(place.index + place[0].length);
        for (const { mend } of readMenus(new Map(GOOD).set(file, text)).findings) {
          expect(mend).not.toMatch(/\/\^|\$\/|\\d|Invalid|undefined|a map of keys/);
          expect(mend).toMatch(/[.?]$/);
          expect(mend.length).toBeLessThan(300);
        }
      }),
      { numRuns: 400 },
    );
  });
});
