/** What no rehearsal meets: changes of it since the release before are told, each at its place. */
import { expect, test } from "vitest";
import { buildRelease, digestOf } from "../../src/menu/release.ts";
import { partsOf } from "../../src/menu/parts.ts";
import { GOOD } from "./broken-folder.ts";
import { edited, type Edit } from "./edited.ts";

const C = "channel.yaml";
const EDITS: readonly (readonly [Edit, string])[] = [
  [
    [C, 'suspended: "{service} suspended"', 'suspended: "{service} shut"'],
    "unseen-changed: `suspended` was",
  ],
  [
    [C, "apology: apology", "apology: apologies"],
    "unseen-changed: `apology` was `apology`, and is `apologies` now",
  ],
  [[C, "register.example", "registry.example"], "unseen-changed: `url` of `register` was"],
  [
    [C, "repeat: safe", ""],
    "unseen-changed: `repeat` of `register` was `safe`, and is nothing now",
  ],
  [
    [C, "cache: 10m", "cache: 20m"],
    "time-changed: `cache` of `register` was `10m`, and is `20m` now",
  ],
];

function told(edits: readonly Edit[], good = GOOD): string[] {
  const before = partsOf(good, digestOf(good));
  const { findings } = buildRelease(edited(good, edits), before);
  return findings.map(({ file, rule, message }) => `${file}: ${rule}: ${message}`);
}

test("without a change nothing is told", () => {
  expect(told([])).toEqual([]);
});

test.each(EDITS)("%j", (edit, says) => {
  expect(told([edit])).toEqual([expect.stringContaining(says)]);
});

test("a text that may be left out is missed where it was, and is no news where it was not", () => {
  const busy: Edit = [C, "apology: apology\n", "apology: apology\n  busy: Many call\n"];
  const [file, without, with_] = busy;
  expect(told([busy])).toEqual([]);
  expect(told([[file, with_, without]], edited(GOOD, [busy]))).toEqual([
    expect.stringContaining("`busy` was `Many call`, and is nothing now"),
  ]);
});
