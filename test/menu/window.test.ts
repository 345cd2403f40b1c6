/** When a service is open: on every day of a window, once or of every year. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { showFinding } from "../../src/menu/finding.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { standingOn } from "../../src/menu/window.ts";
import { GOOD } from "./broken-folder.ts";

test.each([
  ["2027-01-03", "early"],
  ["2027-01-04", "open"],
  ["2027-01-31", "open"],
  ["2027-02-01", "over"],
])("once: %s is %s", (today, is) => {
  const standing = standingOn({ from: "2027-01-04", to: "2027-01-31" }, today);
  expect(standing).toEqual({ is, opens: "2027-01-04", closes: "2027-01-31" });
});

test.each([
  ["11-01", "01-31", "2026-10-31", "early", "2026-11-01", "2027-01-31"],
  ["11-01", "01-31", "2026-11-01", "open", "2026-11-01", "2027-01-31"],
  ["11-01", "01-31", "2027-01-31", "open", "2026-11-01", "2027-01-31"],
  ["11-01", "01-31", "2027-02-01", "early", "2027-11-01", "2028-01-31"],
  ["03-01", "03-31", "2027-04-01", "early", "2028-03-01", "2028-03-31"],
  ["03-01", "03-31", "2027-03-31", "open", "2027-03-01", "2027-03-31"],
  ["12-12", "12-12", "2027-12-12", "open", "2027-12-12", "2027-12-12"],
  ["12-12", "12-12", "2027-12-13", "early", "2028-12-12", "2028-12-12"],
])("every year from %s to %s: %s is %s", (from, to, today, is, opens, closes) => {
  expect(standingOn({ from, to }, today)).toEqual({ is, opens, closes });
});

test("of every year, there is a day before it closes on every day there is", () => {
  const day = fc
    .integer({ min: 0, max: 20_000 })
    .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
  fc.assert(
    fc.property(day, day, day, (from, to, today) => {
      const window = { from: from.slice(5), to: to.slice(5) };
      const { is, opens, closes } = standingOn(window, today);
      expect(is).not.toBe("over");
      expect(closes >= today).toBe(true);
      expect(opens <= closes).toBe(true);
      expect(is === "open").toBe(opens <= today);
      expect([opens.slice(5), closes.slice(5)]).toEqual([window.from, window.to]);
    }),
  );
});

test("one that ends on the day before it begins is always open", () => {
  for (let at = Date.UTC(2027, 0, 1); at < Date.UTC(2029, 0, 1); at += 86_400_000) {
    const today = new Date(at).toISOString().slice(0, 10);
    expect(standingOn({ from: "02-01", to: "01-31" }, today).is).toBe("open");
  }
});

const opened = (open: string) => {
  const file = GOOD.get("report.yaml") ?? "";
  return new Map(GOOD).set("report.yaml", file.replace("star: 77", `star: 77\nopen: ${open}`));
};

test("what was over before today is a warning, to whoever asks for the present", () => {
  const files = opened("{ from: 2027-01-04, to: 2027-01-31 }");
  const found = (at: number | null) =>
    buildRelease(files, null, { at }).findings.map(({ rule, severity }) => `${severity} ${rule}`);
  expect(found(Date.UTC(2027, 0, 31, 20))).toEqual([]);
  // In Nairobi it is February already.
  expect(found(Date.UTC(2027, 0, 31, 22))).toEqual(["warning open"]);
  expect(found(null)).toEqual([]);
});

test("words for whoever comes at another time are needed: the channel's, or its own", () => {
  const bare = (open: string) => {
    const files = opened(open);
    const channel = (files.get("channel.yaml") ?? "").replace(
      / {2}(not|no_longer)_open: .*\n/g,
      "",
    );
    return buildRelease(files.set("channel.yaml", channel)).findings.map(showFinding).join("\n");
  };
  expect(bare("{ from: 2027-01-04, to: 2027-01-31 }")).toMatch(/`not_open`[^]*`no_longer_open`/);
  expect(bare("{ from: 01-04, to: 01-31 }")).not.toContain("no_longer_open");
  const own = 'early: "From {opens}.", over: "Over since {closes}."';
  expect(bare(`{ from: 2027-01-04, to: 2027-01-31, ${own} }`)).toBe("");
});
