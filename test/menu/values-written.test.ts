/** Values as people write them: each is one finding, whose mend is what to type. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { inOrder } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { edited, type Edit } from "./edited.ts";

const good = await readFolder(fileURLToPath(new URL("good", import.meta.url)));
const shipped = await readFolder(fileURLToPath(new URL("../../menus", import.meta.url)));

/** What stands there, what is written for it, and what is to be typed. */
type Slip = readonly [file: string, from: string, to: string, mend: string];

function findings(files: ReadonlyMap<string, string>, edit: Edit) {
  return inOrder(buildRelease(edited(files, [edit])).findings);
}

const PIN_MEND = "Write `pin: true` on the screen that is to be kept behind it";
const TYPES: Slip[] = [
  ["string", "Write text."],
  ["Integer", "Write number."],
  ["amount", "Write money."],
  ["tel", "Write phone."],
  ["dob", "Write date."],
  ["id number", "Write national_id."],
  ["boolean", "Write yes_no."],
  ["pin", PIN_MEND],
  ["decimal", "Write `text` with a `pattern`"],
  ["select_one", "Write a `choose` with `options`"],
].map(([type = "", mend = ""]) => ["report.yaml", "as: text", `as: ${type}`, mend]);

const IN_GOOD: Slip[] = [
  ["report.yaml", "max: 500, say", "max: 500,000, say", "without the comma: 500000."],
  ["report.yaml", "max: 500, say", "max: 5,400, say", "without the comma: 5400."],
  ["report.yaml", "max: 9000, label", "max: 1,000,000, label", "without the comma: 1000000."],
  ["report.yaml", "max: 9000, label", "max: KES 5,000, label", "the number alone: 5000."],
  ["report.yaml", "max: 9000, label", "max: KSh 5000/=, label", "the number alone: 5000."],
  ["report.yaml", "max: 9000, label", "max: '5,000', label", "without the commas: 5000."],
  ["channel.yaml", "as: text, max: 20", "as: text, max: 99999999", "Write at most 160."],
  ["report.yaml", "max: 500, say", "max: 1e3, say", "Write it plainly: 1000."],
  ["report.yaml", "is: road", "is: 2", "Write a name: small letters"],
  ["report.yaml", "is: road", "is: true", 'Put it in quotes: "true".'],
  ["report.yaml", "choose: what", "choose: 4", "Write a name: small letters"],
  ["report.yaml", "star: 77", "star: 99999999999999999999", "at most 9999."],
];

const IN_SHIPPED: Slip[] = [
  ["channel.yaml", 'home: "00"', "home: 00", 'Put it in quotes: "00".'],
  ["channel.yaml", "assist:\n  key: 7\n", "assist:\n", "Add `key: 7` here."],
  ["channel.yaml", "as: text, max: 20", "as: tel, max: 20", "Write text."],
  ["clinic.yaml", "ahead: 14 days", "ahead: 14", "Write 14 days."],
  ["clinic.yaml", "ahead: 14 days", "ahead: 1", "Write 1 day."],
  ["clinic.yaml", "ahead: 14 days", "ahead: 2 weeks", "Write 14 days."],
  ["clinic.yaml", "ahead: 14 days", "ahead: 9 weeks", "Write at most 60 days."],
  ["clinic.yaml", "ahead: 14 days", "ahead: soon", "Write a time such as 14 days"],
  ["report.yaml", "otherwise: 5", 'otherwise: "5"', "Write it without quotes: 5."],
  ["voucher.yaml", "otherwise: 2500", 'otherwise: "2,500"', "without the commas: 2500."],
  ["voucher.yaml", "otherwise: 2500", "otherwise: 2,500", "without the comma: 2500."],
  ["birth.yaml", "otherwise: 180", "otherwise: KES 180", "the number alone: 180."],
  ["bursary.yaml", "otherwise: true", 'otherwise: "true"', "Write it without quotes: true."],
];

test.each([
  ...IN_GOOD.map((slip) => [good, slip] as const),
  ...[...IN_SHIPPED, ...TYPES].map((slip) => [shipped, slip] as const),
])("one slip is one finding where it stands: %#, $1", (files, [file, from, to, mend]) => {
  const found = findings(files, [file, from, to]);
  expect(found.map((one) => one.mend)).toEqual([expect.stringContaining(mend)]);
  const line = (files.get(file) ?? "").split(from)[0]?.split("\n").length;
  expect(found).toMatchObject([{ file, severity: "error", line }]);
});

test("a text that `be` gives too is no slip, whatever it looks like", () => {
  const be = `be: "category == 'other' ? ': ' + describe : ''", otherwise: ""`;
  const fine = `be: "category == 'other' ? ': ' + describe : ''", otherwise: "5"`;
  expect(findings(shipped, ["report.yaml", be, fine])).toEqual([]);
});

test.each([
  ["mon,08:00,3", "mon,08:00,", "nothing stands under `capacity` here"],
  ["mon,08:00,3", "mon,,3", "nothing stands under `time` here"],
  ["mon,08:00,3", ",08:00,3", "nothing stands under `weekday` here"],
  ["mon,08:00,3", "mon,08:00,many", "`many` is no capacity"],
  ["mon,08:00,3", "mon,8am,3", "`8am` is no time of day"],
  ["mon,08:00,3", "mo,08:00,3", "`mo` is no weekday"],
])("a timetable with %s as %s", (from, to, message) => {
  expect(findings(shipped, ["data/clinic_hours.csv", from, to])).toMatchObject([
    { rule: "csv-row", line: 2, message },
  ]);
});
