/**
 * `njia release`, `releases`, `diff`, `rollback`: which menus citizens see, and who decided so.
 *
 * Works on the server's database, beside it if it runs: every server follows within seconds. Called
 * by `cli`.
 */
import { systemClock } from "../base/clock.ts";
import { missingVariables } from "../connector-variables.ts";
import { compile } from "../menu/compile.ts";
import { diff } from "../menu/diff/diff.ts";
import { showDifferences } from "../menu/diff/show.ts";
import { buildRelease } from "../menu/release.ts";
import type { Decision } from "../session/decisions.ts";
import { decided, DIGEST_SHOWN, makeCurrent, OperatorFault, rollback } from "../session/operate.ts";
import { suspendedAfter } from "../session/releases.ts";
import { openByRelease } from "../session/rows.ts";
import { listFindings } from "../terminal.ts";
import { menusIn } from "./menus-folder.ts";
import {
  byOf,
  partsOfRelease,
  type ByOptions,
  type Named,
  type OperatorNeeds,
} from "./operator.ts";

const short = (digest: string) => digest.slice(0, DIGEST_SHOWN);
const FOLLOW = "Servers follow within seconds; calls that are under way finish on theirs.";

/** A running server goes on, and citizens are told that the agency's system cannot be reached. */
const UNSET =
  "Set it for the server too: its look-ups fail until then, and in production it does not start again.";

/**
 * Checks the folder, shows what is different, asks, and makes it current.
 * @throws OperatorFault; then nothing was changed
 */
export async function runRelease(
  needs: OperatorNeeds,
  options: ByOptions & { folder: string; yes: boolean },
): Promise<void> {
  const { store, print, ask } = needs;
  const by = byOf(options);
  const since = await decided(store);
  const before = since.current === null ? null : await partsOfRelease(store, since.current);
  const files = await menusIn(options.folder);
  const built = buildRelease(files, before, { at: systemClock() });
  if (built.release === null || built.source === null) {
    throw new OperatorFault(listFindings(built.findings, "nothing was released."));
  }
  if (built.findings.length > 0) print(listFindings(built.findings, "warnings stop nothing."));
  const { digest } = built.release;
  if (digest === since.current) {
    throw new OperatorFault(`nothing has changed: ${short(digest)} is the current release`);
  }
  if (before !== null) {
    print(`From ${short(before.release.digest)} to ${short(digest)}:`);
    // Of the files that were checked and will be kept, whatever was saved meanwhile.
    // With the services that are not released, as what is compared with has them too.
    const now = { source: built.source, release: compile(built.source, digest) };
    for (const line of changesIn(showDifferences(diff(before, now)))) print(line);
  }
  const missing = missingVariables(built.release, needs.variables);
  for (const line of missing) print(`Warning: ${line}.`);
  if (missing.length > 0) print(UNSET);
  if (!options.yes) {
    const answer = await ask(`Release ${options.folder}? [y/N] `);
    if (answer === null) throw new OperatorFault("nobody can be asked here: say --yes");
    if (!/^y(es)?$/i.test(answer.trim())) throw new OperatorFault("nothing was released");
  }
  await makeCurrent(needs, { files, release: built.release, since }, by);
  print(`Released ${short(digest)} by ${by.who}. ${FOLLOW}`);
}

/** What is different, in the operator's words or as JSON. */
export function runDiff(
  { before, now }: { before: Named; now: Named },
  { print, json }: Pick<OperatorNeeds, "print"> & { json: boolean },
): void {
  const differences = diff(before.parts, now.parts);
  if (json) {
    print(JSON.stringify({ from: before.digest, to: now.digest, differences }, null, 2));
    return;
  }
  print(`From ${short(before.digest)} to ${short(now.digest)}:`);
  for (const line of changesIn(showDifferences(differences))) print(line);
}

/** Notes, order and spacing are part of a digest, and nothing that a citizen would notice. */
function changesIn(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ["Nothing that citizens or staff would notice."] : lines;
}

/** @throws OperatorFault */
export async function runRollback(
  needs: OperatorNeeds,
  options: ByOptions & { to: string | null },
): Promise<void> {
  const by = byOf(options);
  const { from, to } = await rollback(needs, options.to, by);
  needs.print(`Rolled back from ${short(from)} to ${short(to)} by ${by.who}. ${FOLLOW}`);
}

/** All that was decided, newest first; the current release is marked. */
export async function runReleases({ store, clock, print }: OperatorNeeds): Promise<void> {
  const { decisions, current } = await decided(store);
  if (decisions.length === 0) {
    print("nothing is released yet: njia release");
    return;
  }
  const open = await store.read(openByRelease, { at: clock() });
  const zone = current === null ? "UTC" : await zoneOf(store, current);
  print(`  release       ${`when (${zone})`.padEnd(24)}  what      who, calls under way, note`);
  const last = decisions.findLast(({ release: digest }) => digest !== null);
  const shown = new Set<string>();
  for (const decision of decisions.toReversed()) {
    const calls = open.find((each) => each.release === decision.release)?.sessions ?? 0;
    // Behind the newest of several decisions about one release.
    const counted = decision.release === null || shown.has(decision.release) ? 0 : calls;
    if (decision.release !== null) shown.add(decision.release);
    const mark = decision.seq === last?.seq ? "*" : " ";
    print(`${mark} ${lineOf(decision, zone, counted)}`);
  }
  const out = [...suspendedAfter(new Map(), decisions).keys()];
  if (out.length > 0) print(`Suspended now: ${out.join(", ")}`);
}

function lineOf(decision: Decision, zone: string, calls: number): string {
  const { at, what, who, note, release: digest, service } = decision;
  const about = digest === null ? (service ?? "").slice(0, DIGEST_SHOWN) : short(digest);
  const said = [
    who,
    ...(calls === 0 ? [] : [calls === 1 ? "1 call" : `${calls} calls`]),
    ...(note === null ? [] : [note]),
  ];
  const when = timeIn(zone, at).padEnd(24);
  return `${about.padEnd(DIGEST_SHOWN)}  ${when}  ${what.padEnd(8)}  ${said.join(", ")}`;
}

function timeIn(timeZone: string, at: number): string {
  const style = { dateStyle: "short", timeStyle: "short" } as const;
  return new Intl.DateTimeFormat("sv-SE", { timeZone, ...style }).format(at);
}

/** That of the channel; UTC where this Njia cannot read the release. */
async function zoneOf(store: OperatorNeeds["store"], digest: string): Promise<string> {
  try {
    return (await partsOfRelease(store, digest)).release.channel.timeZone;
  } catch (error) {
    if (error instanceof OperatorFault) return "UTC";
    throw error;
  }
}
