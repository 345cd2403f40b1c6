/**
 * A mutation of any shipped menu is caught: by the checker, against the menus before it, or else by the
 * journeys; or it is proved that nobody who dials meets it.
 *
 * A sample in every run; those of one file with `MUTATIONS=birth.yaml npx vitest run
 * test/menu/mutations.test.ts`, and of all with `MUTATIONS=all`, which print what became of them.
 */
import { expect, test } from "vitest";
import { journeysOf } from "../../src/cli/journeys/files.ts";
import { partsOf } from "../../src/menu/parts.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { edited, type Edit } from "./edited.ts";
import { allMutations } from "./mutations/all.ts";
import { proofOf } from "./mutations/harmless.ts";
import { openJudge } from "./mutations/judge.ts";
import type { Mutation } from "./mutations/mutation.ts";
import { OPERATORS } from "./mutations/operators.ts";
import { sampled } from "./mutations/sample.ts";
import { tablesOf, type Row } from "./mutations/table.ts";
import { judgeAll } from "./mutations/whole.ts";

/** `all`, or files of the menus: `birth.yaml,data/wards.csv`. */
const WHICH = process.env["MUTATIONS"];
const SAMPLE = 40;
const SEED = 20261127;

const judge = await openJudge("menus");
const mutations = allMutations(judge.files, judge.languages);
const show = ({ name }: Mutation, { verdict, by }: Row[1]) => `${name}: ${verdict} ${by}`.trim();

test("every kind of mutation has its places, in every file", () => {
  const kinds = [...OPERATORS.map(({ kind }) => kind), "drop a row", "drop a column"];
  expect(new Set(mutations.map(({ kind }) => kind))).toEqual(new Set(kinds));
  expect(new Set(mutations.map(({ file }) => file))).toEqual(new Set(judge.files.keys()));
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  const numbers = sampled(mutations, SAMPLE, SEED);
  expect(sampled(mutations, SAMPLE, SEED)).toEqual(numbers);
  expect(new Set(numbers.map((index) => mutations[index]?.kind)).size).toBe(kinds.length);
});

test("the menus as they are are caught by nothing", async () => {
  // The service with the fewest journeys.
  const text = () => judge.files.get("feedback.yaml") ?? "";
  expect(await judge.judge({ file: "feedback.yaml", text })).toMatchObject({ verdict: "harmless" });
  const unproved = await openJudge("menus", { prove: () => null });
  expect(await unproved.judge({ file: "feedback.yaml", text })).toEqual({
    verdict: "left",
    by: "",
  });
});

/** Of one text of the report, which a checker has nothing against. */
function littleLonger(): Mutation {
  const name = "report.yaml: lengthen a text by a little at screens.0.say.en";
  const one = mutations.find((each) => each.name === name);
  if (one === undefined) throw new Error(`no mutation ${name}`);
  return one;
}

test("without guards a mutation is left, and each guard alone catches what is its own", async () => {
  const blind = (files: Parameters<typeof buildRelease>[0]) => ({
    ...buildRelease(files, null, { rehearsed: true }),
    findings: [],
  });
  const none = { journeys: [], full: false, prove: () => null };
  const little = littleLonger();
  const bare = await openJudge("menus", { ...none, check: blind });
  expect(await bare.judge(little)).toEqual({ verdict: "left", by: "" });
  const checked = await openJudge("menus", none);
  expect(await checked.judge(little)).toEqual({ verdict: "left", by: "" });
  const journeys = journeysOf("menus", ["report"]);
  const played = await openJudge("menus", { ...none, check: blind, journeys });
  expect(await played.judge(little)).toMatchObject({ verdict: "journeys" });
});

const C = "channel.yaml";
const B = "bursary.yaml";
const F = "feedback.yaml";
const NOTICE = /  - notice: privacy\n(?:    .*\n)+/.exec(judge.files.get(F) ?? "")?.[0] ?? "";
const SPARE: readonly (readonly [what: string, change: Edit, use: Edit])[] = [
  [
    "a reason for which every question has words of its own",
    [C, 'en: "Not above {max, number}."', 'en: "Too much."'],
    [B, "too_big:", "too_small:"],
  ],
  [
    "words for a service that is shut",
    [C, 'en: "{service} opens on {opens}.', 'en: "{service} opens, on {opens}.'],
    [B, "from: 02-01", "from: 02-03"],
  ],
  [
    "words of a notice that is everywhere said otherwise",
    [C, "We use your number and answers only to {purpose}.", "We only {purpose}."],
    [F, NOTICE, "  - notice: privacy\n"],
  ],
  [
    "whoever gets answers, where nobody is told by name",
    [F, 'en: "the public"', 'en: "everybody"'],
    [F, "Counts kept {keep}.", "For {shared_with}, kept {keep}."],
  ],
];

test.each(SPARE)(
  "%s are proved harmless, and only while nobody meets them",
  (_what, change, use) => {
    const proof = (...edits: Edit[]) => {
      const [before, after] = [edits, [...edits, change]].map((all) =>
        partsOf(edited(judge.files, all), "edited"),
      );
      return before == null || after == null ? null : proofOf(before, after);
    };
    expect(proof()).not.toBeNull();
    expect(proof(use)).toBeNull();
  },
);

test(
  "a mutation is caught, or nobody meets it",
  async () => {
    const chosen = WHICH?.split(",");
    const numbers =
      chosen === undefined
        ? sampled(mutations, SAMPLE, SEED)
        : [...mutations.keys()].filter(
            (index) => WHICH === "all" || chosen.includes(mutations[index]?.file ?? ""),
          );
    const rows: Row[] = [];
    await judgeAll(numbers, (index, judged) => {
      const mutation = mutations[index];
      if (mutation !== undefined) rows.push([mutation, judged]);
    });
    expect(rows.length).toBe(numbers.length);
    if (chosen !== undefined) process.stdout.write(`${tablesOf(rows).join("\n")}\n`);
    const left = rows.filter(([, { verdict }]) => verdict === "left");
    expect(left.map(([mutation, judged]) => show(mutation, judged))).toEqual([]);
  },
  WHICH === undefined ? 240_000 : 6 * 3_600_000,
);
