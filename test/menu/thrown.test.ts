/** A rule that fails stops the release, and every other rule is still told. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { showFinding } from "../../src/menu/finding.ts";
import type { buildRelease } from "../../src/menu/release.ts";
import { GOOD } from "./broken-folder.ts";
import { edited, type Edit } from "./edited.ts";

const RULE = "../../src/menu/check/currency.ts";

let build: typeof buildRelease;

// Other files of this process have read the rules already, and others will again.
beforeAll(async () => {
  vi.resetModules();
  vi.doMock(RULE, () => ({
    checkCurrency: () => {
      throw new RangeError("what a citizen typed");
    },
  }));
  ({ buildRelease: build } = await import("../../src/menu/release.ts"));
});

afterAll(() => {
  vi.doUnmock(RULE);
  vi.resetModules();
});

const shown = (edits: Edit[]) => {
  const { release, findings } = build(edited(GOOD, edits));
  return { release, shown: findings.map(showFinding) };
};
const FAILED = [
  "channel.yaml:1:1 error machine: `checkCurrency` failed: RangeError",
  "    The fault is Njia's and not yours: send us these files.",
].join("\n");

test("where nothing else is wrong, that a rule failed is told and stops the release", () => {
  expect(shown([])).toEqual({ release: null, shown: [FAILED] });
});

test("beside a warning it is told as well", () => {
  const twice: Edit = ["report.yaml", "label: Place", "label: Ward"];
  const { release, shown: told } = shown([twice]);
  expect(release).toBeNull();
  expect(told).toEqual([expect.stringContaining("warning option-twice"), FAILED]);
});

test("beside an error that alone is told, by a rule before it and one behind it", () => {
  const way: Edit = ["report.yaml", "go: describe", "go: descrbe"];
  const words: Edit = [
    "channel.yaml",
    "start: { sw: [anza], en: [start] }",
    "start: { sw: [stop], en: [start] }",
  ];
  for (const [edit, rule] of [
    [way, "target-exists"],
    [words, "sms-word"],
  ] as const) {
    const { release, shown: told } = shown([edit]);
    expect(release).toBeNull();
    expect(told).toEqual([expect.stringContaining(`error ${rule}`)]);
  }
});
