/**
 * `npm run fault`: what happens to a server that is broken on purpose, in a table of its own.
 *
 * `--quick` takes a thirtieth of the time, `--kills`, `--power`, `--disk`, `--clock`, `--provider`, `--register` and `--nodes` are parts alone; `--seed N`
 * chooses other instants. Ends with 1 where anything that was
 * acknowledged was lost or happened twice, or where a server that is broken on purpose was not
 * noticed. docs/reliability.md says what each line means.
 */
import { spawnSync } from "node:child_process";
import { availableParallelism, platform } from "node:os";
import { median, table, whole } from "../bench/table.ts";
import { BREAKS, FAILOVERS, openNodes, type Break, type NodesRun } from "./nodes.ts";
import { killAgainAndAgain } from "./kill.ts";
import { cutAtRandom, record } from "./power.ts";
import { broken, openReport } from "./report.ts";
import { clock } from "./run-clock.ts";
import { disk } from "./run-disk.ts";
import { provider } from "./run-provider.ts";
import { register } from "./run-register.ts";

const report = openReport(process.argv);
const { say, hold, judge, folder, quick: QUICK, seed: SEED } = report;
const PLAN = QUICK
  ? { kills: 30, control: 5, acknowledged: 4_000, failsAt: 100, cuts: 30, breaks: 2, failovers: 1 }
  : {
      kills: 1_000,
      control: 20,
      acknowledged: 20_000,
      failsAt: 700,
      cuts: 1_000,
      breaks: 50,
      failovers: 10,
    };

const EARLY = broken("early");
const EARLY_NODE = broken("early-server");
const READ_REPEATS = broken("read-repeats");
const NORMAL = broken("normal");
const UNWRITTEN = broken("unwritten");

async function kills(): Promise<void> {
  const rows: string[][] = [];
  for (const [name, many, flags] of [
    ["as it is", PLAN.kills, []],
    ["acknowledges before its commit", PLAN.control, EARLY],
  ] as const) {
    const run = await killAgainAndAgain(folder(`kill ${name}`), { kills: many, seed: SEED, flags });
    const { history, verdict, startsMs, handedOver } = run;
    const { lost, twice } = verdict;
    judge(name, flags.length > 0, verdict);
    if (flags.length === 0) hold(verdict.sound === "ok", `${name}: ${verdict.sound}`);
    rows.push([
      name,
      whole(many),
      whole(history.acknowledged),
      whole(history.references.size),
      whole(handedOver),
      whole(verdict.ambiguous),
      whole(lost.length),
      whole(twice.length),
      whole(median(startsMs)),
    ]);
  }
  say(`1. A server killed at any instant, 16 citizens, seed ${SEED}`);
  say();
  const headings = [
    "server",
    "kills",
    "replies",
    "requests",
    "SMS",
    "in doubt",
    "lost",
    "twice",
    "ms to start",
  ];
  say(table(headings, rows));
  say();
}

async function powerCuts(): Promise<void> {
  if (spawnSync("strace", ["-V"]).error !== undefined) {
    say("2. Power cuts: not run, as there is no strace on this machine.");
    return;
  }
  const rows: string[][] = [];
  const { acknowledged, failsAt } = PLAN;
  for (const [name, flags, behind] of [
    ["synchronous=FULL, as it is", [], {}],
    ["synchronous=NORMAL", NORMAL, {}],
    ["behind a sync that failed, as it is", [], { failsAt }],
    ["behind one, the log not written out", UNWRITTEN, { failsAt }],
  ] as const) {
    const under = folder(name);
    const events = await record(under, { acknowledged, flags, ...behind });
    const run = cutAtRandom(under, events, { cuts: PLAN.cuts, seed: SEED });
    hold(flags.length > 0 === run.lost > 0, `${name}: lost ${run.lost}`);
    hold(run.unsound === 0, `${name}: ${run.unsound} files unsound`);
    const syncs = events.filter(({ is }) => is === "sync").length;
    rows.push([
      name,
      whole(run.acknowledged),
      whole(syncs),
      whole(run.cuts),
      whole(run.lost),
      whole(run.worst),
      whole(run.unsound),
    ]);
  }
  say(`2. Power cuts at any write or sync of a recording, seed ${SEED}`);
  say();
  const headings = ["store", "commits", "syncs", "cuts", "lost, all cuts", "worst", "unsound"];
  say(table(headings, rows));
  say();
}

/** A kind of break a line; the world and its history are one. */
async function breaks(
  run: NodesRun,
  kinds: readonly (readonly [string, Break])[],
  times: number,
): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [name, how] of kinds) {
    const came = await run.suffer(how, times);
    rows.push([
      name,
      whole(times),
      whole(came.replies),
      whole(came.broken),
      whole(came.apologies),
      whole(came.slowestMs),
      whole(median(came.againMs)),
      whole(Math.max(...came.againMs)),
    ]);
  }
  return rows;
}

async function nodes(): Promise<void> {
  const headings = [
    "what is broken",
    "times",
    "replies",
    "no reply",
    "apologies",
    "slowest, ms",
    "ms until all answer again",
    "at most",
  ];
  const rows: string[][] = [];
  const ends: string[][] = [];
  for (const [name, flags] of [
    ["as they are", []],
    ["acknowledge before their commit", EARLY_NODE],
  ] as const) {
    const control = flags.length > 0;
    const run = await openNodes({ seed: SEED, flags });
    const kinds = Object.entries(BREAKS).filter(
      ([kind]) => !control || kind === "PostgreSQL killed",
    );
    const came = await breaks(run, kinds, PLAN.breaks);
    const { verdict, handedOver } = await run.finish();
    await run.close();
    const { lost, twice } = verdict;
    judge(`nodes ${name}`, control, verdict);
    if (!control) rows.push(...came);
    const told = [run.history.references.size, handedOver, verdict.ambiguous];
    ends.push([name, ...[...told, lost.length, twice.length].map(whole)]);
  }
  say(`7. Three nodes on one PostgreSQL, each callback to any of them, 16 citizens, seed ${SEED}`);
  say();
  say(table(headings, rows));
  say();
  say(table(["nodes", "requests", "SMS", "in doubt", "lost", "twice"], ends));
  say();
}

async function failovers(): Promise<void> {
  const rows: string[][] = [];
  const seeds = Array.from({ length: PLAN.failovers }, (_, at) => SEED + at);
  const waited = {
    standby: "waited for",
    nodes: "as they are",
    flags: [],
    control: false,
  } as const;
  const reading = { nodes: "repeat from a read alone", flags: READ_REPEATS, control: true };
  for (const { standby, nodes: kind, flags, control, how, seed } of [
    ...seeds.flatMap((each) => [
      { ...waited, how: "lost at once", seed: each } as const,
      { ...waited, how: "started anew before", seed: each } as const,
    ]),
    { ...waited, ...reading, how: "started anew before", seed: SEED } as const,
    {
      ...waited,
      standby: "not waited for",
      control: true,
      how: "lost at once",
      seed: SEED,
    } as const,
  ]) {
    const run = await openNodes({ seed, standby, flags });
    const { replies, apologies, againMs } = await run.suffer(FAILOVERS[how], 1);
    const { verdict } = await run.finish();
    await run.close();
    const { lost, twice } = verdict;
    judge(`standby ${standby}, nodes ${kind}, primary ${how}`, control, verdict);
    const told = [replies, apologies, run.history.references.size, lost.length, twice.length];
    rows.push([how, standby, kind, ...told.map(whole), whole(Math.max(...againMs))]);
  }
  say(`8. The server's machine lost, its standby promoted, three nodes, seed ${SEED}`);
  say();
  const headings = ["replies", "apologies", "requests", "lost", "twice"];
  const kinds = ["primary", "standby", "nodes"];
  say(table([...kinds, ...headings, "ms until all answer again"], rows));
  say();
}

say(`${availableParallelism()} processors, ${platform()}, Node ${process.version}`);
say();
const PARTS = {
  "--kills": [kills],
  "--power": [powerCuts],
  "--disk": [() => disk(report)],
  "--clock": [() => clock(report)],
  "--provider": [() => provider(report)],
  "--register": [() => register(report)],
  "--nodes": [nodes, failovers],
};
const asked = Object.entries(PARTS).filter(([part]) => process.argv.includes(part));
for (const [, all] of asked.length > 0 ? asked : Object.entries(PARTS)) {
  for (const part of all) await part();
}
say(report.code() === 0 ? "All of it held." : "Something did not hold.");
process.exit(report.code());
