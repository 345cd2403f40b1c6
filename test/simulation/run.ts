/**
 * `npm run simulate`: citizens, processes, faults and a provider out of one seed, over the real code.
 *
 * Runs worlds on every processor and then with each bug planted, and prints both tables. `--worlds N` is how many, `--seed N`
 * alone replays one and prints all that happens; with `--plant NAME` it does so with that bug. Ends with 1 where
 * something did not hold, and where a bug was not found. docs/reliability.md says what each line means.
 */
import { availableParallelism, platform } from "node:os";
import { table, whole } from "../bench/table.ts";
import { argumentsOf } from "./arguments.ts";
import { BUGS } from "./planted/bugs.ts";
import { show, work } from "./process.ts";

const WORLDS = 400;
/** Worlds in which a bug has to be found. */
const BUG_WORLDS = 300;

const say = (text = "") => void process.stdout.write(`${text}\n`);
const given = argumentsOf(process.argv);
const { seed } = given;
const replays = process.argv.includes("--seed") && !process.argv.includes("--worlds");
let failed = false;

/** Each processor takes a part of the seeds. */
async function unbroken(worlds: number): Promise<void> {
  const parts = availableParallelism();
  const each = Math.ceil(worlds / parts);
  const all = await Promise.all(
    Array.from({ length: parts }, (_, part) => work({ seed: seed + part * each, worlds: each })),
  );
  const rows = all.map((came) => [
    whole(came.worlds),
    whole(came.sessions),
    whole(came.events),
    whole(came.requests),
    whole(came.messages),
    whole(came.deaths),
    whole(came.sessions / came.cpuSeconds),
    whole((came.sessions / came.seconds) * 3_600),
    came.found === null ? "all held" : `seed ${came.found.seed}`,
  ]);
  say("1. The code as it is");
  say();
  const headings = "worlds,sessions,events,requests,SMS,deaths,sessions/CPU s,sessions/h,".split(
    ",",
  );
  say(table(headings, rows));
  say();
  for (const { found } of all) {
    if (found === null) continue;
    failed = true;
    say(`NOT HELD: ${found.what}`);
    say(`event ${found.events}, ${found.digest}: npm run simulate -- --seed ${found.seed}`);
  }
}

/** Each in a process of its own, as many at once as there are processors. */
async function planted(): Promise<void> {
  const rows = new Map<string, string[]>();
  const left = [...BUGS];
  const next = async () => {
    for (let bug = left.shift(); bug !== undefined; bug = left.shift()) {
      const { name, file } = bug;
      const { found, sessions, cpuSeconds } = await work({ seed, worlds: BUG_WORLDS, plant: name });
      failed ||= found === null;
      const at = found === null ? "NOT FOUND" : String(found.seed);
      rows.set(name, [name, file, at, whole(sessions), cpuSeconds.toFixed(1)]);
      say(
        `${found === null ? "NOT FOUND" : "found"}: ${name}: ${JSON.stringify(found?.what ?? "")}`,
      );
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
  say();
  say("2. Bugs planted one by one");
  say();
  const told = BUGS.map(({ name }) => rows.get(name) ?? []);
  say(table(["bug", "in", "seed", "sessions", "CPU s"], told));
}

if (replays) {
  process.exitCode = await show({ seed, worlds: 1, plant: given.plant });
} else {
  say(`${availableParallelism()} processors, ${platform()}, Node ${process.version}`);
  say();
  const worlds = process.argv.includes("--worlds") ? given.worlds : WORLDS;
  if (!process.argv.includes("--bugs")) await unbroken(worlds);
  await planted();
  say(failed ? "Something did not hold, or was not found." : "All of it held.");
  process.exitCode = failed ? 1 : 0;
}
