/**
 * A mutation of any shipped menu is caught: by the checker, against the menus before it, or else by the
 * service's journeys.
 *
 * A sample in every run; those of one file, some minutes, with
 * `MUTATIONS=birth.yaml npx vitest run test/menu/mutations.test.ts`, and of all with `MUTATIONS=all`.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runTest } from "../../src/cli/journeys/run.ts";
import { plainPaint } from "../../src/cli/screen-box.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { partsOf } from "../../src/menu/parts.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { mutationsOf, sampled, type Mutation } from "./mutations.ts";

/** `all`, or one file of the menus: `MUTATIONS=birth.yaml`. */
const WHICH = process.env["MUTATIONS"];
const ALL = WHICH !== undefined;
const SAMPLE = 30;
const SEED = 20261127;
/** Of a sample, how many are such as the checker leaves to the journeys: each takes some seconds. */
const PLAYED = 2;

/** Mutations that change nothing for anybody who dials, and why. */
const HARMLESS: readonly (readonly [place: RegExp, why: string])[] = [
  [/lengthen .* at privacy\.purpose\./, "only {purpose} prints it, and this notice has own words"],
  [/lengthen .* at gives\.\w+\.label\./, "officers read it, on a wide screen"],
];
const isHarmless = ({ name }: Mutation) => HARMLESS.some(([place]) => place.test(name));

const MENUS = await readFolder("menus");
const BEFORE = partsOf(MENUS, "before");
const LANGUAGES = BEFORE?.release.channel.languages.map(({ is }) => is) ?? [];

const mutations = [...MENUS]
  .filter(([file]) => file.endsWith(".yaml") && !file.includes("/"))
  .flatMap(([file, text]) => mutationsOf(file, text, LANGUAGES));

function checkerCatches({ file, text }: Mutation): boolean {
  return buildRelease(new Map(MENUS).set(file, text), BEFORE).findings.length > 0;
}

async function journeysCatch({ file, text }: Mutation): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "njia-mutant-"));
  try {
    cpSync("menus", folder, { recursive: true });
    writeFileSync(join(folder, file), text);
    const services = file === "channel.yaml" ? [] : [file.replace(/\.yaml$/, "")];
    const plain = { update: false, json: false, explore: false };
    const options = { folder, services, full: true, ...plain };
    return (await runTest(options, { print: () => undefined, paint: plainPaint })) !== 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("every kind of mutation has its places in the shipped menus", () => {
  expect(mutations.length).toBeGreaterThan(1000);
  expect(new Set(mutations.map(({ kind }) => kind)).size).toBe(10);
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  for (const [place] of HARMLESS) expect(mutations.some(({ name }) => place.test(name))).toBe(true);
});

test("the menus as they are pass", async () => {
  const [first] = mutations;
  const unchanged = { ...first, file: "report.yaml", text: MENUS.get("report.yaml") ?? "" };
  expect(checkerCatches(unchanged as Mutation)).toBe(false);
  expect(await journeysCatch(unchanged as Mutation)).toBe(false);
}, 60_000);

test(
  "a mutation is caught",
  async () => {
    const whole = WHICH === "all" ? mutations : mutations.filter(({ file }) => file === WHICH);
    const order = ALL ? whole : sampled(mutations, 3 * SAMPLE, SEED);
    const count = { harmless: 0, checked: 0, played: 0 };
    const survivors: string[] = [];
    for (const one of order) {
      if (!ALL && count.checked + count.played === SAMPLE) break;
      if (isHarmless(one)) count.harmless++;
      else if (checkerCatches(one)) count.checked++;
      // Not taken, rather than taken and not asked about.
      else if (!ALL && count.played === PLAYED) continue;
      else {
        count.played++;
        if (!(await journeysCatch(one))) survivors.push(one.name);
      }
    }
    if (ALL) {
      const { harmless, checked, played } = count;
      process.stdout.write(
        `${whole.length} mutations: ${harmless} harmless, ${checked} caught by the checker, ${played - survivors.length} by journeys, ${survivors.length} survive\n`,
      );
    } else expect(count.checked + count.played).toBe(SAMPLE);
    expect(survivors).toEqual([]);
  },
  ALL ? 4 * 3_600_000 : 120_000,
);
