/**
 * `npm run fault`: what happens to a server that is broken on purpose, in a table of its own.
 *
 * `--quick` takes a thirtieth of the time, `--power` is the power cuts alone; `--seed N` chooses other instants. Ends with 1 where anything that was
 * acknowledged was lost or happened twice, or where a server that is broken on purpose was not
 * noticed. docs/reliability.md says what each line means.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { availableParallelism, platform } from "node:os";
import { join } from "node:path";
import { benchFolder } from "../bench/folder.ts";
import { median, table, whole } from "../bench/table.ts";
import { killAgainAndAgain } from "./kill.ts";
import { cutAtRandom, record } from "./power.ts";

const QUICK = process.argv.includes("--quick");
const SEED = Number(process.argv[process.argv.indexOf("--seed") + 1]) || 1;
const PLAN = QUICK
  ? { kills: 30, control: 5, acknowledged: 4_000, cuts: 30 }
  : { kills: 1_000, control: 20, acknowledged: 20_000, cuts: 1_000 };

const EARLY = ["--import", join(import.meta.dirname, "early.ts")];
const NORMAL = ["--import", join(import.meta.dirname, "normal.ts")];

const say = (text = "") => void process.stdout.write(`${text}\n`);
const root = benchFolder();
const folder = (name: string) => {
  const made = join(root, name);
  mkdirSync(made);
  return made;
};

let failed = false;
function hold(holds: boolean, what: string): void {
  if (holds) return;
  failed = true;
  say(`NOT HELD: ${what}`);
}

async function kills(): Promise<void> {
  const rows: string[][] = [];
  for (const [name, many, flags] of [
    ["as it is", PLAN.kills, []],
    ["acknowledges before its commit", PLAN.control, EARLY],
  ] as const) {
    const run = await killAgainAndAgain(folder(`kill ${name}`), { kills: many, seed: SEED, flags });
    const { history, verdict, startsMs, handedOver } = run;
    const { lost, twice } = verdict;
    const broken = flags.length > 0;
    hold(broken === lost.length > 0, `${name}: lost ${lost.slice(0, 3).join("; ")}`);
    if (!broken) hold(twice.length === 0, `${name}: twice ${twice.slice(0, 3).join("; ")}`);
    if (!broken) hold(verdict.sound === "ok", `${name}: ${verdict.sound}`);
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
  for (const [name, flags] of [
    ["synchronous=FULL, as it is", []],
    ["synchronous=NORMAL", NORMAL],
  ] as const) {
    const under = folder(name);
    const events = await record(under, { acknowledged: PLAN.acknowledged, flags });
    const run = cutAtRandom(under, events, { cuts: PLAN.cuts, seed: SEED });
    const broken = flags.length > 0;
    hold(broken === run.lost > 0, `${name}: lost ${run.lost}`);
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

say(`${availableParallelism()} processors, ${platform()}, Node ${process.version}`);
say();
if (!process.argv.includes("--power")) await kills();
await powerCuts();
say(failed ? "Something did not hold." : "All of it held.");
process.exit(failed ? 1 : 0);
