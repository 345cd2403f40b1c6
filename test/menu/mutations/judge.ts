/**
 * What a mutation comes to: the checker tells it, a journey comes out otherwise, it can be proved to change
 * nothing, or it is left.
 *
 * As an operator would learn of it, by `njia check --against current` and `njia test --full`; the dearest is asked
 * last, so what two of them tell counts for the one that is cheaper here.
 */
import { coverageOf } from "../../../src/cli/journeys/coverage.ts";
import { foldersOf, journeysOf, type JourneyFile } from "../../../src/cli/journeys/files.ts";
import { tryFile } from "../../../src/cli/journeys/run.ts";
import type { Seen } from "../../../src/cli/journeys/seen.ts";
import { openTrial } from "../../../src/cli/journeys/trial.ts";
import type { Finding } from "../../../src/menu/finding.ts";
import { readFolder } from "../../../src/menu/folder.ts";
import type { Release } from "../../../src/menu/model.ts";
import type { Rule } from "../../../src/menu/rules.ts";
import type { MenuFiles } from "../../../src/menu/source.ts";
import { partsOf, type Parts } from "../../../src/menu/parts.ts";
import { buildRelease, type Built } from "../../../src/menu/release.ts";
import { proofOf } from "./harmless.ts";
import { likelyFirst } from "./likely.ts";
import type { Mutation } from "./mutation.ts";

export const VERDICTS = ["checker", "against", "journeys", "harmless", "left"] as const;
/** `against`: only by a rule that compares with the current release. */
export type Verdict = (typeof VERDICTS)[number];

export interface Judged {
  verdict: Verdict;
  /** The rule, the journey or the proof. */
  by: string;
}

export interface Judge {
  files: MenuFiles;
  languages: readonly string[];
  judge(mutation: Pick<Mutation, "file" | "text">): Promise<Judged>;
}

/** What stands between a mistake and a citizen; a test takes some of it away. */
export interface Guards {
  check: (files: MenuFiles, before: Parts) => Built;
  journeys: readonly JourneyFile[];
  /** What no journey visits is a fault too. */
  full: boolean;
  prove: (before: Parts, after: Parts) => string | null;
}

const CHANNEL = "channel.yaml";
const AGAINST: ReadonlySet<Rule> = new Set([
  "key-moved",
  "star-moved",
  "answer-renamed",
  "time-changed",
  "limit-changed",
  "unseen-changed",
  "row-gone",
]);

/** What a finding says, wherever its line has gone. */
const said = ({ file, rule, message }: Finding) => [file, rule, message].join("|");

/**
 * The channel, the lists and one service: a quarter of the work. What is new in the mutated file itself is new
 * in the whole folder too, unless it is about what is missing here, another service.
 */
class Quick {
  readonly #files: MenuFiles;
  readonly #check: Guards["check"];
  readonly #known = new Map<string, { before: Parts; said: ReadonlySet<string> }>();

  constructor(files: MenuFiles, check: Guards["check"]) {
    this.#files = files;
    this.#check = check;
  }

  /** A finding of which it is sure; null = the whole folder has to be asked. */
  finding(file: string, text: string): Finding | null {
    const beside = file === CHANNEL || file.endsWith(".csv") ? "report.yaml" : file;
    if (file.endsWith(".csv")) return null;
    const few = new Map(
      [...this.#files].filter(
        ([path]) => path === CHANNEL || path === beside || path.endsWith(".csv"),
      ),
    );
    const known = this.#known.get(beside) ?? this.#learn(beside, few);
    const { findings } = this.#check(few.set(file, text), known.before);
    const isNew = (one: Finding) => one.file === file && !known.said.has(said(one));
    const sure = findings.filter((one) => isNew(one) && one.rule !== "target-exists");
    return sure.find(isOwn) ?? sure[0] ?? null;
  }

  #learn(beside: string, few: MenuFiles) {
    const before = partsOf(few, "before");
    if (before === null) throw new Error(`no channel beside ${beside}`);
    const known = { before, said: new Set(this.#check(few, before).findings.map(said)) };
    this.#known.set(beside, known);
    return known;
  }
}

const isOwn = ({ rule }: Finding) => !AGAINST.has(rule);

function told(finding: Finding): Judged {
  return { verdict: isOwn(finding) ? "checker" : "against", by: finding.rule };
}

export async function openJudge(folder: string, weaker: Partial<Guards> = {}): Promise<Judge> {
  const files = await readFolder(folder);
  const before = partsOf(files, "before");
  if (before === null) throw new Error(`${folder} has no channel file`);
  const guards: Guards = {
    check: (changed, than) => buildRelease(changed, than, { rehearsed: true }),
    journeys: journeysOf(folder, foldersOf(folder)),
    full: true,
    prove: proofOf,
    ...weaker,
  };
  const queue = [...guards.journeys];
  const unvisited = new Map<string, Promise<ReadonlySet<string>>>();
  /** What the journeys leave out of the menus as they are is no news of a mutation. */
  const leftOut = (service: string) => {
    const known = unvisited.get(service) ?? missingOf(before, guards.journeys, service);
    unvisited.set(service, known);
    return known;
  };
  const quick = new Quick(files, guards.check);
  const wholly = (changed: MenuFiles) => {
    const { findings } = guards.check(changed, before);
    return findings.find(isOwn) ?? findings[0] ?? null;
  };
  return {
    files,
    languages: before.release.channel.languages.map(({ is }) => is),
    async judge({ file, text }) {
      const mutant = text();
      const sure = quick.finding(file, mutant);
      if (sure !== null) return told(sure);
      const changed = new Map(files).set(file, mutant);
      const after = partsOf(changed, "after");
      const proof = after === null ? null : guards.prove(before, after);
      if (proof !== null) return { verdict: "harmless", by: proof };
      // Of a list the checker knows what changed, and every journey would have to be played.
      const row = file.endsWith(".csv") ? wholly(changed) : null;
      if (row !== null) return told(row);
      const service = file.replace(/\.yaml$/, "");
      const played =
        after === null
          ? null
          : await playedOtherwise(
              after,
              { queue, likely: likelyFirst(queue, files.get(file) ?? "", mutant) },
              service,
              guards.full ? leftOut : null,
            );
      if (played !== null) return { verdict: "journeys", by: played };
      // The dearest last: what only the whole folder shows.
      const found = wholly(changed);
      return found === null ? { verdict: "left", by: "" } : told(found);
    },
  };
}

/**
 * The first journey that does not come out as its file says, or what none of them visits any more. The next
 * mistake in this place is mostly seen by the same one, so it goes to the front.
 */
async function playedOtherwise(
  { release, source }: Parts,
  { queue, likely }: { queue: JourneyFile[]; likely: readonly JourneyFile[] },
  service: string,
  leftOut: ((service: string) => Promise<ReadonlySet<string>>) | null,
): Promise<string | null> {
  const trial = openTrial(release);
  const seen: Seen = new Map();
  const near = new Set(nearTo(service, release));
  for (const one of likely.filter((each) => near.has(each.service))) {
    const { passed } = await tryFile(trial, one, seen, false);
    if (passed) continue;
    queue.splice(queue.indexOf(one), 1);
    queue.unshift(one);
    return one.path;
  }
  if (leftOut === null) return null;
  const known = await leftOut(service);
  const missing = missingIn({ release, source }, service, seen).find((one) => !known.has(one));
  return missing === undefined ? null : `not visited: ${missing}`;
}

/** Journeys of another service meet nothing of this one but what the channel shows of it. */
function nearTo(service: string, release: Release): string[] {
  return release.services.has(service)
    ? [service, "channel"]
    : [...release.services.keys(), "channel"];
}

function missingIn({ release, source }: Parts, service: string, seen: Seen): string[] {
  const whole = release.services.has(service) ? [service] : nearTo(service, release);
  const coverage = coverageOf(release, source.places, whole, seen);
  return coverage.flatMap(({ missing }) =>
    missing.flatMap(({ file, at, kind, what, languages }) =>
      languages.map((language) => [file, at, kind, what, language].join(" ")),
    ),
  );
}

async function missingOf(
  parts: Parts,
  journeys: readonly JourneyFile[],
  service: string,
): Promise<ReadonlySet<string>> {
  const trial = openTrial(parts.release);
  const seen: Seen = new Map();
  const near = new Set(nearTo(service, parts.release));
  for (const one of journeys.filter((each) => near.has(each.service))) {
    await tryFile(trial, one, seen, false);
  }
  return new Set(missingIn(parts, service, seen));
}
