/**
 * The journeys beside the services, by the runner that operators have. `npm run njia -- test --update` writes
 * down what is shown; read the difference before committing it.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { septets } from "../../src/base/gsm7.ts";
import { parseJourney } from "../../src/cli/journey.ts";
import { plainPaint } from "../../src/cli/screen-box.ts";
import { coverageOf, showMissing } from "../../src/cli/journeys/coverage.ts";
import { journeysOf } from "../../src/cli/journeys/files.ts";
import { servicesOf, tryFile } from "../../src/cli/journeys/run.ts";
import type { Seen } from "../../src/cli/journeys/seen.ts";
import { showDifference } from "../../src/cli/journeys/show.ts";
import { seeFolder } from "../../src/cli/see/folder.ts";
import { openTrial } from "../../src/cli/journeys/trial.ts";

const FOLDER = "menus";
const { release, source } = await seeFolder(FOLDER);
const SERVICES = servicesOf(release, { folder: FOLDER, services: [] });
const FILES = journeysOf(FOLDER, SERVICES);
const trial = openTrial(release);
const seen: Seen = new Map();

test.each(FILES.map((file) => ({ ...file, name: file.path })))("$name", async (file) => {
  const { differences, faults } = await tryFile(trial, file, seen, false);
  const shown = differences.flatMap((one) => showDifference(file.path, one, plainPaint));
  expect([...faults, ...shown]).toEqual([]);
});

test("together they visit everything there is, in every language", () => {
  const coverage = coverageOf(release, source.places, SERVICES, seen);
  const missing = coverage.flatMap((each) => showMissing(each.missing));
  expect(missing, "npm run njia -- test --explore writes what is missing").toEqual([]);
  expect(coverage.map(({ service }) => service)).toEqual(
    expect.arrayContaining(["bursary", "lessons", "permit", "report", "channel"]),
  );
});

test("they fit every screen, in letters every phone shows", () => {
  for (const { path, read } of FILES) {
    if ("faults" in read) continue;
    for (const entry of read.journey.entries) {
      if (entry.is !== "turn" || !("screen" in entry)) continue;
      const size = septets(entry.screen?.text.replaceAll(/\{ref\d*\}/g, "4821 0372") ?? "");
      expect(size, path).not.toBeNull();
      expect(size, path).toBeLessThanOrEqual(180);
    }
  }
});

/** The ten steps have journeys of a service of their own. */
const HANDBOOK = [
  ...(readFileSync("docs/menus.md", "utf8")
    .split(/^## Testing a service$/m)[1]
    ?.matchAll(/^```journey\n([^]*?)^```$/gm) ?? []),
].map(([, text = ""]) => text);

test("the handbook has three of them", () => {
  expect(HANDBOOK).toHaveLength(3);
});

test.each(HANDBOOK)(
  "a journey of the handbook is one: what it writes down is what comes %#",
  async (text) => {
    const parsed = parseJourney(text, "docs/menus.md");
    if ("faults" in parsed) throw new Error(JSON.stringify(parsed.faults));
    const { differences, stopped } = await trial.play(parsed.journey);
    expect(stopped).toBeNull();
    expect(differences.length).toBeGreaterThan(0);
    expect(differences.filter(({ expected }) => expected !== null)).toEqual([]);
  },
);
