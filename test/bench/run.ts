/**
 * `npm run bench`: what Njia does in a second, what a hop costs, how long it takes, how much
 * memory it holds, how fast SMS leave, what a dead provider does to hops, how long the checker takes, and what
 * becomes of more callers than can be served. `--quick` takes a tenth of the sessions and three minutes;
 * `--checker` and `--overload` are those parts alone. Apart from these: `--postgres`, hops and commits on PostgreSQL;
 * `--stored`, a hop in a deployment of any age; `--steady`, ten minutes at a thousand hops a second.
 *
 * Says nothing about enough: it prints figures, and ends with 1 only when a reply was wrong or
 * something broke. docs/performance.md says what each figure means.
 */
import { mkdirSync } from "node:fs";
import { availableParallelism, platform } from "node:os";
import { join } from "node:path";
import { costs, type Cost } from "./cost.ts";
import { sayChecker } from "./checker.ts";
import { checkKept } from "./durable.ts";
import { HOPS_OF_BOTH } from "./dialogues.ts";
import { benchFolder } from "./folder.ts";
import { memory, type MemoryRun } from "./memory.ts";
import { messageRates, type ErrandLane } from "./messages.ts";
import { sayOverload } from "./overload.ts";
import { endOutage, outages, type OutageLane } from "./outage.ts";
import { batches, KINDS, openLane, round, type Lane } from "./rates.ts";
import { sayPostgres } from "./postgres.ts";
import { saySteady } from "./steady.ts";
import { sayStored } from "./stored.ts";
import { fixed, median, quantile, table, whole } from "./table.ts";

const QUICK = process.argv.includes("--quick");
const CONNECTIONS = 128;
const PLAN = QUICK
  ? { warm: 2500, rounds: 3, each: 800, open: 2000, passes: 3, sessions: 20_000, samples: 4 }
  : { warm: 9000, rounds: 7, each: 2500, open: 10_000, passes: 5, sessions: 200_000, samples: 4 };
/** Messages of a round, and rounds. */
const MESSAGES = QUICK ? { messages: 500, rounds: 2 } : { messages: 2000, rounds: 5 };
/** Milliseconds of warming up, all servers at once, and of a round. */
const OUTAGE = QUICK
  ? { warm: 1500, rounds: 3, each: 1500 }
  : { warm: 6000, rounds: 7, each: 5000 };
const OVERLOAD = QUICK
  ? { warm: 3000, rounds: 3, each: 800, calm: 3000, overload: 8000, after: 10_000 }
  : { warm: 8000, rounds: 5, each: 3000, calm: 10_000, overload: 30_000, after: 15_000 };
/** The others do less in a hop and are warm after a part of the time. */
const WARM_SHARE = { njia: 1, echo: 0.25, builder: 0.5 };
/** Sessions that the cost table is measured on. */
const COST_SESSIONS = QUICK ? 150 : 400;
/** From this share of a hop on, a part is looked at. */
const TENTH = 0.1;

const NAMES = { njia: "Njia, on disk", echo: "empty Hono echo", builder: "ussd-menu-builder" };

const say = (text = "") => void process.stdout.write(`${text}\n`);

function folderFor(name: string, under: string): string {
  const folder = join(under, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function measureRates(folder: string): Promise<Record<string, Lane>> {
  const lanes: Record<string, Lane> = {};
  for (const kind of KINDS) {
    const lane = await openLane(kind, folder, CONNECTIONS);
    // At once: a connection that never asked anything is closed after ten seconds.
    await lane.load.flatOut(PLAN.warm * WARM_SHARE[kind]);
    lanes[kind] = lane;
  }
  for (let at = 0; at < PLAN.rounds; at++) {
    for (const lane of Object.values(lanes)) lane.rounds.push(await round(lane, PLAN.each));
  }
  return lanes;
}

function rateOf({ rounds }: Lane): number {
  return median(rounds.map(({ hopsPerSecond }) => hopsPerSecond));
}

/** Processor microseconds of a hop, by thread: whatever the server's own does not take. */
function microsOf({ rounds }: Lane): Record<Cost["thread"], number> {
  const of = (what: "cpuMicros" | "threadMicros") => median(rounds.map((one) => one[what]));
  return { server: of("threadMicros"), writer: of("cpuMicros") - of("threadMicros") };
}

function sayRates(lanes: readonly Lane[]): void {
  const [njia] = lanes;
  const ours = njia === undefined ? Number.NaN : rateOf(njia);
  say(
    `1. Durable hops per second: ${PLAN.rounds} rounds each, by turns, ${CONNECTIONS} connections`,
  );
  say();
  const rows = lanes.map((lane) => {
    const rates = lane.rounds.map(({ hopsPerSecond }) => hopsPerSecond);
    const of = (what: "cpuMicros" | "generator") => median(lane.rounds.map((one) => one[what]));
    return [
      NAMES[lane.kind],
      whole(rateOf(lane)),
      whole(Math.min(...rates)),
      whole(Math.max(...rates)),
      lane.kind === "njia" ? "" : fixed(ours / rateOf(lane), 2),
      whole(of("cpuMicros")),
      `${whole(of("generator") * 100)} %`,
    ];
  });
  const headings = ["server", "median", "min", "max", "Njia to it", "CPU µs/hop", "generator"];
  say(table(headings, rows));
  say();
}

/** What is left of a thread's time when its parts are taken off. */
const RESTS: Record<Cost["thread"], string> = {
  server: "the rest: promises, timers, collecting garbage",
  writer: "the rest: taking messages, and the collector's own threads",
};

function sayCosts(parts: readonly Cost[], measured: Record<Cost["thread"], number>): void {
  const hop = measured.server + measured.writer;
  const row = (thread: string, part: string, micros: number) => [
    thread,
    part,
    fixed(micros, 1),
    `${whole((micros / hop) * 100)} %`,
    micros / hop > TENTH ? "above a tenth" : "",
  ];
  const rows = (["server", "writer"] as const).flatMap((thread) => {
    const own = parts.filter((each) => each.thread === thread);
    const known = own.reduce((sum, { micros }) => sum + micros, 0);
    return [
      ...own.map(({ part, micros }) => row(thread, part, micros)),
      row(thread, RESTS[thread], measured[thread] - known),
    ];
  });
  say("3. One hop, in microseconds of processor; each part measured alone");
  say();
  const all = ["both", "one hop, measured under load", fixed(hop, 1), "100 %", ""];
  say(table(["thread", "part", "µs", "share", ""], [...rows, all]));
  say();
}

async function measureLatency(lane: Lane): Promise<void> {
  const rate = rateOf(lane) / 3;
  const latencies = await lane.load.scheduled(rate, PLAN.open);
  say(
    `2. Latency at a third of the greatest rate: ${whole(rate)} hops a second on a fixed schedule`,
  );
  say();
  const at = (share: number) => `${fixed(quantile(latencies, share), 1)} ms`;
  say(table(["", "p50", "p99", "greatest"], [["from when it was due", at(0.5), at(0.99), at(1)]]));
  say();
}

function sayMemory({ resident }: MemoryRun): void {
  say(`4. Resident memory of a fresh server`);
  say();
  say(
    table(
      ["sessions", "MB"],
      resident.map(({ sessions, mb }) => [whole(sessions), whole(mb)]),
    ),
  );
  say();
}

function sayMessages(lanes: readonly ErrandLane[]): void {
  say(`5. Messages per second to the provider: ${MESSAGES.rounds} rounds each, by turns`);
  say();
  const rows = lanes.map(({ name, provider, rounds }) => {
    const of = (what: keyof (typeof rounds)[number]) => median(rounds.map((one) => one[what]));
    const calls = lanes.find((each) => each.errand === "calls" && each.provider === provider);
    const rates = rounds.map(({ messagesPerSecond }) => messagesPerSecond);
    const toCalls =
      of("messagesPerSecond") / median((calls?.rounds ?? []).map((one) => one.messagesPerSecond));
    return [
      name,
      whole(of("messagesPerSecond")),
      whole(Math.min(...rates)),
      whole(Math.max(...rates)),
      fixed(toCalls, 2),
      whole(of("cpuMicros")),
      whole(of("providerMicros")),
      fixed(of("fsyncs"), 2),
    ];
  });
  const headings = ["", "median", "min", "max", "to calls", "CPU µs", "provider µs", "fsyncs"];
  say(table(headings, rows));
  say();
}

/** How many references were told and are on disk. */
async function sayOutages(rate: number, lanes: readonly OutageLane[]): Promise<number> {
  const [alive] = lanes;
  const of = (lane: OutageLane | undefined, what: "p50" | "p99") =>
    median((lane?.rounds ?? []).map((one) => one[what]));
  const rows: string[][] = [];
  let kept = 0;
  for (const lane of lanes) {
    const ratios = lane.rounds.map(({ p99 }, at) => p99 / (alive?.rounds[at]?.p99 ?? Number.NaN));
    const { told, taken } = await endOutage(lane);
    kept += told;
    rows.push([
      lane.name,
      fixed(of(lane, "p50"), 1),
      fixed(of(lane, "p99"), 1),
      fixed(of(lane, "p99") / of(alive, "p99"), 2),
      `${fixed(Math.min(...ratios), 2)} to ${fixed(Math.max(...ratios), 2)}`,
      whole(told),
      whole(taken),
    ]);
  }
  say(
    `6. Hops at ${whole(rate)} a second while the SMS provider is dead: ${OUTAGE.rounds} rounds each, by turns`,
  );
  say();
  const headings = [
    "provider",
    "p50 ms",
    "p99 ms",
    "p99 to alive",
    "by round",
    "SMS queued",
    "sent",
  ];
  say(table(headings, rows));
  say();
  return kept;
}

function sayMachine(): void {
  const quick = QUICK ? ", quick" : "";
  say(
    `Njia bench: ${availableParallelism()} cores, ${platform()}, Node ${process.version}${quick}`,
  );
}

async function main(): Promise<void> {
  const folder = benchFolder();
  sayMachine();
  say(`Both services from the dial to the reference: ${HOPS_OF_BOTH} hops in two sessions`);
  say();
  const ratesFolder = folderFor("rates", folder);
  const { njia, echo, builder } = await measureRates(ratesFolder);
  if (njia === undefined || echo === undefined || builder === undefined)
    throw new Error("a lane is missing");
  sayRates([njia, echo, builder]);
  for (const lane of [echo, builder]) {
    lane.load.close();
    await lane.server.stop();
  }
  const batch = await batches(njia);
  await measureLatency(njia);
  njia.load.close();
  await njia.server.stop();
  const kept = await checkKept(ratesFolder, njia.expected.finished);

  folderFor("cost", folder);
  const parts = await costs({
    folder,
    batch: batch.size,
    sessions: COST_SESSIONS,
    passes: PLAN.passes,
  });
  const http = microsOf(echo);
  const echoed: Cost = {
    thread: "server",
    part: "HTTP: a request of the echo",
    micros: http.server,
  };
  sayCosts([echoed, ...parts], microsOf(njia));
  say(
    `   Under load ${fixed(batch.size, 1)} commits shared one fsync; a batch took ${fixed(batch.ms, 2)} ms.`,
  );
  say();

  const memoryFolder = folderFor("memory", folder);
  const run = await memory(memoryFolder, { ...PLAN, connections: CONNECTIONS });
  sayMemory(run);
  const more = await checkKept(memoryFolder, run.finished);

  sayMessages(await messageRates(folderFor("messages", folder), MESSAGES));
  const rate = rateOf(njia) / 3;
  const outageFolder = folderFor("outage", folder);
  const lanes = await outages(outageFolder, { ...OUTAGE, rate, connections: CONNECTIONS });
  const during = await sayOutages(rate, lanes);
  sayChecker(say);
  const over = await sayOverload(say, folderFor("overload", folder), {
    ...OVERLOAD,
    connections: CONNECTIONS,
  });
  say(
    `Every reply was the right one, and all ${whole(kept + more + during + over)} references told are requests on disk.`,
  );
}

/** Part of the bench that is asked for by its name alone. */
async function alone(run: (folder: string) => Promise<number>): Promise<void> {
  sayMachine();
  const kept = await run(benchFolder());
  say(
    `Every reply was the right one, and all ${whole(kept)} references told are requests on disk.`,
  );
}

const STORED = QUICK
  ? { sizes: [1_000, 100_000], warm: 2500, rounds: 3, each: 800 }
  : { sizes: [1_000, 100_000, 10_000_000], warm: 9000, rounds: 7, each: 2500 };
const POSTGRES = QUICK
  ? { warm: 2500, rounds: 3, each: 800, sessions: 300 }
  : { warm: 9000, rounds: 5, each: 2500, sessions: 1000 };
/** Hops a second, and milliseconds. */
const STEADY = { rate: 1000, warm: 3000, lasting: QUICK ? 30_000 : 600_000 };

const connections = CONNECTIONS;
const PARTS: Record<string, () => Promise<void>> = {
  "--checker": () => Promise.resolve(sayChecker(say)),
  "--overload": () => alone((folder) => sayOverload(say, folder, { ...OVERLOAD, connections })),
  "--postgres": () => alone((folder) => sayPostgres(say, folder, { ...POSTGRES, connections })),
  "--stored": () => alone((folder) => sayStored(say, folder, { ...STORED, connections })),
  "--steady": () => alone((folder) => saySteady(say, folder, { ...STEADY, connections })),
};

try {
  const part = Object.keys(PARTS).find((name) => process.argv.includes(name));
  await (PARTS[part ?? ""] ?? main)();
  process.exit(0);
} catch (error) {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
}
