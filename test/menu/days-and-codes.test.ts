/** The calendar of the channel and its codes: what is found there, and what is fair. */
import { describe, expect, test } from "vitest";
import { showFinding } from "../../src/menu/finding.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { GOOD } from "./broken-folder.ts";
import { edited } from "./edited.ts";

const found = (from: string, to: string, now: number | null = null) =>
  buildRelease(edited(GOOD, [["channel.yaml", from, to]]), null, { at: now }).findings.map(
    showFinding,
  );

describe("holidays", () => {
  const NOW = Date.parse("2026-11-27T20:59:00Z");
  const listed = (days: string, now: number | null) =>
    found("codes:\n", `calendar:\n  holidays: ${days}\ncodes:\n`, now);

  test("all of which are over are told", () => {
    expect(listed("[2025-12-25, 2026-11-26]", NOW)).toEqual([
      expect.stringContaining("all of these are over"),
    ]);
  });

  test.each(["[2025-12-25, 2026-12-25]", "[2026-11-27]", "[]"])("%s is fair", (days) => {
    expect(listed(days, NOW)).toEqual([]);
  });

  test("are not told where nobody asks what is over", () => {
    expect(listed("[2025-12-25]", null)).toEqual([]);
  });

  test("of today are over with the day of the channel, and not of UTC", () => {
    expect(listed("[2026-11-27]", NOW + 60_000)).toHaveLength(1);
  });
});

test.each(["13:00", "10:00", "23:59"])("a working day that closes at %s is fair", (closes) => {
  expect(found("codes:\n", `calendar:\n  closes: "${closes}"\ncodes:\n`)).toEqual([]);
});

describe("a code behind that of a menu", () => {
  const HEALTH = `  - menu: health
    say: "{channel}, health"
    options:
      - key: 1
        say: Mine
        go: mine
      - key: 2
        say: Language
        go: tongue
  - requests: mine
`;
  const codes = (dial: string, go: string) => {
    const files = edited(GOOD, [
      [
        "channel.yaml",
        '  - dial: "*1#"\n',
        `  - dial: "*1#"\n  - dial: "${dial}"\n    start: health\n`,
      ],
      ["channel.yaml", "  - requests: mine\n", HEALTH],
      [
        "channel.yaml",
        "go: report\n",
        `go: report\n      - key: 5\n        say: Health\n        go: ${go}\n`,
      ],
    ]);
    return buildRelease(files)
      .findings.filter(({ severity }) => severity === "error")
      .map(({ rule }) => rule);
  };

  test("that its option leads to as well is fair, and so is one that the menu has not", () => {
    expect(codes("*1*5#", "health")).toEqual([]);
    expect(codes("*1*6#", "health")).toEqual([]);
    expect(codes("*15#", "mine")).toEqual([]);
  });

  test("is found where the option leads elsewhere", () => {
    expect(codes("*1*5#", "tongue")).toEqual(["star-shadows-menu"]);
  });
});
