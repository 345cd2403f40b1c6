/**
 * `njia test`: plays the journeys beside the services, and says what none of them visits.
 *
 * Owns what is printed. Refuses a folder with errors, as nothing in it can be dialled. The exit code is 0
 * where every journey came out as its file says, and with `full` where they visit everything. Called by `cli`.
 */
import type { Release } from "../../menu/model.ts";
import type { MenuSource } from "../../menu/source.ts";
import { journeyText, showFault, writeJourney, type JourneyFault } from "../journey.ts";
import type { Paint } from "../screen-box.ts";
import { oneOf, seeFolder } from "../see/folder.ts";
import { coverageOf, coverageTable, showMissing, type ServiceCoverage } from "./coverage.ts";
import { explore } from "./explore/explore.ts";
import {
  foldersOf,
  freePath,
  isExplored,
  JOURNEYS,
  journeysOf,
  removeJourneyFile,
  writeJourneyFile,
  type JourneyFile,
} from "./files.ts";
import type { Difference } from "./playing.ts";
import { addAll, type Seen } from "./seen.ts";
import { showDifference } from "./show.ts";
import { openTrial, type Trial } from "./trial.ts";

export interface TestOptions {
  /** Of the menus. */
  folder: string;
  /** None = all, and the shared screens. */
  services: readonly string[];
  /** Fails where something is not visited. */
  full: boolean;
  /** Writes down what came. */
  update: boolean;
  json: boolean;
  /** Writes journeys that visit what the others leave out. */
  explore: boolean;
}

export interface TestIo {
  print: (line: string) => void;
  paint: Paint;
}

/** What became of one journey. */
export interface JourneyResult {
  file: string;
  service: string;
  passed: boolean;
  /** It was not as the file said, and the file was written anew. */
  updated: boolean;
  /** The file cannot be read, or not be played beyond this line. */
  faults: readonly JourneyFault[];
  differences: readonly Difference[];
}

/** Lines on what is not visited, for each service, where several are tested. */
const LISTED_MAX = 10;

/** A folder that cannot be tested, in words for whoever called. */
export class TestFault extends Error {
  override readonly name = "TestFault";
}

/** @throws TestFault, SeeFault */
export async function runTest(options: TestOptions, io: TestIo): Promise<number> {
  const { release, source } = await seeFolder(options.folder, "tested");
  const services = servicesOf(release, options);
  const trial = openTrial(release);
  const seen: Seen = new Map();
  const results: JourneyResult[] = [];
  for (const file of journeysOf(options.folder, services)) {
    const result = await tryFile(trial, file, seen, options.update);
    if (options.explore && !result.passed && !result.updated && isExplored(file.path)) {
      // Nobody wrote it, and what it visited is written again.
      removeJourneyFile(file.path);
      if (!options.json) io.print(`${io.paint("yellow", "-")} ${file.path}`);
      continue;
    }
    results.push(result);
    if (!options.json) printResult(result, io);
  }
  const explored = options.explore
    ? await exploreAll(trial, source, services, seen, options, io)
    : [];
  const coverage = coverageOf(release, source.places, services, seen);
  const whole = coverage.every(({ missing }) => missing.length === 0);
  if (options.json) {
    const written = options.explore ? { explored } : {};
    io.print(JSON.stringify({ journeys: results, coverage, ...written }, null, 2));
  } else printSum(results, coverage, options, io);
  const passed = results.every((result) => result.passed || result.updated);
  return passed && (whole || !options.full) ? 0 : 1;
}

/** What an exploration wrote of a service, and what it could not reach. */
interface ExploredService {
  service: string;
  files: readonly string[];
  unreached: readonly { at: string; kind: string; what: string; language: string; why: string }[];
}

async function exploreAll(
  trial: Trial,
  source: MenuSource,
  services: readonly string[],
  seen: Seen,
  { folder, json }: TestOptions,
  { print, paint }: TestIo,
): Promise<ExploredService[]> {
  const all: ExploredService[] = [];
  for (const service of services) {
    const explored = await explore(trial, source, service === "channel" ? null : service, seen);
    const files = explored.journeys.map(({ name, text }) => {
      const path = freePath(folder, service, name);
      writeJourneyFile(path, text);
      return path;
    });
    addAll(seen, explored.seen);
    const unreached = explored.unreached.map(({ point: { at, kind, what }, language, why }) => {
      return { at, kind, what, language, why };
    });
    all.push({ service, files, unreached });
    if (json) continue;
    for (const file of files) print(`${paint("yellow", "+")} ${file}`);
    for (const { at, kind, what, language, why } of unreached) {
      print(`  ${service}, ${at}, ${kind} ${what} (${language}): ${why}`);
    }
  }
  return all;
}

/** @throws TestFault where journeys are of no service, SeeFault where a name is that of none */
export function servicesOf(
  release: Release,
  { folder, services }: Pick<TestOptions, "folder" | "services">,
): string[] {
  const known = [...release.services.keys(), "channel"];
  const lost = foldersOf(folder).find((name) => !known.includes(name));
  if (lost !== undefined && services.length === 0) {
    throw new TestFault(
      `${folder}/${JOURNEYS}/${lost} is of no service: rename it, or remove it. There are ${known.join(", ")}.`,
    );
  }
  for (const name of services) oneOf("service", name, known);
  return services.length === 0 ? known : [...new Set(services)];
}

/** Plays one file, and notes what it visited. */
export async function tryFile(
  trial: Trial,
  { path: file, service, text, read }: JourneyFile,
  seen: Seen,
  update: boolean,
): Promise<JourneyResult> {
  const result = { file, service, updated: false, differences: [] };
  if ("faults" in read) return { ...result, passed: false, faults: read.faults };
  const tried = await trial.play(read.journey);
  const { journey, differences, stopped } = tried;
  if (stopped !== null) {
    const fault = { file, line: stopped.line, message: stopped.why };
    return { ...result, passed: false, faults: [fault], differences };
  }
  const played = writeJourney(journey);
  const passed = played === journeyText(text);
  if (update && !passed) writeJourneyFile(file, played);
  // What was shown otherwise than the file says is tested by nobody.
  if (passed || update) addAll(seen, tried.seen);
  return { ...result, passed, updated: update && !passed, faults: [], differences };
}

function printResult(
  { file, passed, updated, faults, differences }: JourneyResult,
  { print, paint }: TestIo,
): void {
  const mark = passed ? paint("green", "✓") : updated ? paint("yellow", "~") : paint("red", "✗");
  print(`${mark} ${file}${updated ? "  written anew" : ""}`);
  if (updated) return;
  // Where it could not go on, what is only not written yet does not matter.
  const told = differences.filter(({ expected }) => faults.length === 0 || expected !== null);
  const [first, ...more] = told;
  if (first !== undefined) for (const line of showDifference(file, first, paint)) print(line);
  if (more.length > 0) print(`    ${paint("dim", `and ${more.length} more below it`)}`);
  if (told.some(({ expected }) => expected === null)) {
    print(`    ${paint("dim", "`--update` writes down what comes")}`);
  }
  for (const fault of faults) print(`  ${paint("red", showFault(fault))}`);
}

function printSum(
  results: readonly JourneyResult[],
  coverage: readonly ServiceCoverage[],
  { full }: TestOptions,
  { print, paint }: TestIo,
): void {
  const passed = results.filter((result) => result.passed).length;
  const updated = results.filter((result) => result.updated).length;
  const failed = results.length - passed - updated;
  const anew = updated === 0 ? "" : `, ${updated} written anew`;
  print(`${many(results.length, "journey")}: ${passed} passed, ${failed} failed${anew}`);
  print("");
  for (const line of coverageTable(coverage)) print(line);
  const most = coverage.length === 1 ? Infinity : LISTED_MAX;
  for (const { service, missing } of coverage) {
    if (missing.length === 0) continue;
    print("");
    print(paint(full ? "red" : "bold", `${service}: ${missing.length} not visited`));
    const lines = showMissing(missing);
    for (const line of lines.slice(0, most)) print(`  ${line}`);
    if (lines.length > most) {
      print(`  and at ${lines.length - most} more places: njia test ${service}`);
    }
  }
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
