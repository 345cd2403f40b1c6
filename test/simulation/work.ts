/**
 * A process that runs worlds one after the other, until something does not hold. Started by `run`, with the real code or
 * with a bug planted in it; tells what it came to in one line of JSON.
 */
import { argumentsOf } from "./arguments.ts";
import { runWorld } from "./world.ts";

/** What a process tells. */
export interface Worked {
  worlds: number;
  sessions: number;
  events: number;
  messages: number;
  requests: number;
  deaths: number;
  /** Of this process's processor time, what the worlds took; and on the wall. */
  cpuSeconds: number;
  seconds: number;
  /** The seed at which something did not hold; null where all did. */
  found: { seed: number; events: number; digest: string; what: string } | null;
  /** Of the last world. */
  digest: string;
}

const { seed, worlds, trace } = argumentsOf(process.argv);
const came: Worked = {
  worlds: 0,
  sessions: 0,
  events: 0,
  messages: 0,
  requests: 0,
  deaths: 0,
  cpuSeconds: 0,
  seconds: 0,
  found: null,
  digest: "",
};
const since = process.hrtime.bigint();
const cpu = process.cpuUsage();
for (let next = seed; next < seed + worlds && came.found === null; next++) {
  const ran = await runWorld(next, { whole: trace });
  came.worlds++;
  came.sessions += ran.sessions;
  came.events += ran.events;
  came.messages += ran.messages;
  came.requests += ran.requests;
  came.deaths += ran.deaths;
  came.digest = ran.digest;
  const { violation, events, digest } = ran;
  if (violation !== null) came.found = { seed: next, events, digest, what: violation.message };
  if (trace) process.stdout.write(`${ran.trace.join("\n")}\n`);
}
const { user, system } = process.cpuUsage(cpu);
came.cpuSeconds = (user + system) / 1e6;
came.seconds = Number(process.hrtime.bigint() - since) / 1e9;
process.stdout.write(`${JSON.stringify(came)}\n`);
// To whoever looks on; who counts reads the line.
if (trace && came.found !== null) process.exitCode = 1;
