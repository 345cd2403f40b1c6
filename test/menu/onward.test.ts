import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { follow } from "../../src/menu/machine.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { censusOf, releaseOf, REPORT } from "./fixture.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));

test("498 questions that may each be passed over build, and lead where their answers say", () => {
  const questions = Array.from(
    { length: 498 },
    (_, at) =>
      `  - { ask: q${at}, label: Q, as: number, min: 1, max: 999, say: "Now?"${at === 0 ? "" : `, when: "q0 == ${at}"`} }\n`,
  );
  const text = censusOf(questions, "{q0}");
  const { release, findings } = buildRelease(new Map(GOOD).set("census.yaml", text));
  expect(findings.map(showFinding)).toEqual([]);
  const first = release?.screens.get("census/q0")?.edges ?? [];
  expect(first).toHaveLength(498);
  expect(follow(first, { q0: 1 })).toBe("census/q1");
  expect(follow(first, { q0: 400 })).toBe("census/q400");
  expect(follow(first, { q0: 900 })).toBe("census/check");
  // The ways of one screen are those of the one above, less the first: not 124,000 of their own.
  const [, ...rest] = first;
  const second = release?.screens.get("census/q1")?.edges ?? [];
  expect(second).toHaveLength(rest.length);
  expect(second.every((edge, at) => edge === rest[at])).toBe(true);
});

test("a screen that chooses or ends leads to none below it", () => {
  const service = REPORT.replace(
    "  - { notice: privacy",
    `  - { menu: pick, say: Pick, options: [{ say: A, go: told }, { say: B, go: privacy }] }
  - { show: told, say: Told, end: true }
  - { notice: privacy`,
  );
  const { screens } = releaseOf([service]);
  expect(screens.get("report/pick")?.edges).toEqual([]);
  expect(screens.get("report/told")?.edges).toEqual([]);
  expect(screens.get("report/check")?.edges).toEqual([]);
  expect(screens.get("report/privacy")?.edges.map(({ to }) => to)).toEqual(["report/what"]);
});

test("a guarded way goes on, guarded, where its target is passed over", () => {
  const service = REPORT.replace(
    "go: ward }",
    `go: [{ when: "describe == 'deep'", to: deep }, { to: ward }] }`,
  );
  const edges = releaseOf([service]).screens.get("report/describe")?.edges ?? [];
  expect(edges.map(({ to }) => to)).toEqual(["report/deep", "report/place", "report/ward"]);
  expect(follow(edges, { describe: "deep", what: "road" })).toBe("report/deep");
  expect(follow(edges, { describe: "deep", what: "other" })).toBe("report/place");
  expect(follow(edges, { describe: "other", what: "road" })).toBe("report/ward");
});
