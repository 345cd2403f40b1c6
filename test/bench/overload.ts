/**
 * More callers than can be served: what becomes of those who are taken, of those who are not, and how long it takes
 * until all is as it was.
 *
 * What can be done, and what an empty echo answers, is measured first, in the same run, on the same server and with the
 * same kind of connections. Then the crowd calls: a third of that, twice as much, a third again; and a third with twenty
 * phones beside it that call without end. All of it twice: on connections that are kept, and with a connection for each call.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Standing } from "./away.ts";
import { checkKept } from "./durable.ts";
import { startChild } from "./child.ts";
import type { Heard, Phase, Summary } from "./crowd.ts";
import { laneTo, round, type Lane } from "./rates.ts";
import { startServer, type Running } from "./servers.ts";
import { fixed, median, table, whole } from "./table.ts";

/** Parts of which the p99 is told, in milliseconds. */
const SLICE_MS = 250;
/** Offered: so many times what can be done, and no more than this share of what the echo answers. */
const TIMES = 2;
const OF_ECHO = 0.7;
const CALM = 0.3;
const FLOOD_PHONES = 20;
/** Sessions of the closed loops: behind each other, and before the crowd's. */
const CLOSED_FIRST = 1;
const CLOSED_MAX = 500_000;

const WAYS = [
  { connections: "kept", first: 1_000_000, heading: "Connections are kept" },
  { connections: "fresh", first: 4_000_000, heading: "A connection for each call" },
] as const;

export interface OverloadPlan {
  /** Of the closed loops that find what can be done. */
  connections: number;
  warm: number;
  rounds: number;
  each: number;
  /** Milliseconds of the phases. */
  calm: number;
  overload: number;
  after: number;
}

/** How many references were told and are on disk. @throws WrongReply */
export async function sayOverload(
  say: (text?: string) => void,
  folder: string,
  plan: OverloadPlan,
): Promise<number> {
  const own = join(folder, "njia");
  mkdirSync(own);
  const server = await startServer("njia", own);
  say(`8. More callers than can be served, for ${fixed(plan.overload / 1000, 0)} s`);
  say();
  let finished = 0;
  for (const [at, way] of WAYS.entries()) {
    const { capacity, echo, sent } = await capacities(server, own, {
      ...plan,
      fresh: way.connections === "fresh",
      first: CLOSED_FIRST + at * CLOSED_MAX,
    });
    finished += sent;
    const offered = Math.min(TIMES * capacity, OF_ECHO * echo);
    const crowd = startChild("crowd.ts", [String(server.port), way.connections, String(way.first)]);
    const phase = (rate: number, ms: number, flood?: Phase["flood"]) =>
      crowd.ask<Heard>({ rate, ms, slice: SLICE_MS, ...(flood !== undefined && { flood }) });
    // The crowd is a process that has just begun, too.
    await phase(capacity * CALM, plan.calm);
    const flood = { phones: FLOOD_PHONES, rate: capacity };
    const heard: Phases = {
      before: await phase(capacity * CALM, plan.calm),
      over: await phase(offered, plan.overload),
      after: await phase(capacity * CALM, plan.after),
      calm: await phase(capacity * CALM, plan.calm),
      flooded: await phase(capacity * CALM, plan.calm, flood),
    };
    finished += (await crowd.ask<{ finished: number }>("stop")).finished;
    say(
      `   ${way.heading}: ${whole(offered)} hops a second, which is ${fixed(offered / capacity, 2)} of what can be done (${whole(capacity)}) and ${fixed(offered / echo, 2)} of the echo (${whole(echo)})`,
    );
    say();
    sayPhases(say, heard);
  }
  await server.stop();
  return checkKept(own, finished);
}

/** Closed loops in turns, as in the first table; `sent` is how many requests they opened. */
async function capacities(
  server: Running,
  folder: string,
  plan: OverloadPlan & { fresh: boolean; first: number },
) {
  const njia = await laneTo(server, "njia", plan);
  await njia.load.flatOut(plan.warm);
  const echo = await laneTo(await startServer("echo", folder), "echo", plan);
  await echo.load.flatOut(plan.warm / 4);
  for (let at = 0; at < plan.rounds; at++) {
    for (const lane of [njia, echo]) lane.rounds.push(await round(lane, plan.each));
  }
  for (const { load } of [njia, echo]) load.close();
  await echo.server.stop();
  const rateOf = ({ rounds }: Lane) => median(rounds.map((one) => one.hopsPerSecond));
  return { capacity: rateOf(njia), echo: rateOf(echo), sent: njia.expected.finished };
}

interface Phases {
  before: Heard;
  over: Heard;
  after: Heard;
  calm: Heard;
  flooded: Heard;
}

const NAMES: Record<Standing, string> = {
  dial: "new calls",
  running: "calls under way",
  near: "near their end",
};
const STANDINGS = Object.keys(NAMES) as Standing[]; // `keys` forgets which

function sayPhases(say: (text?: string) => void, heard: Phases): void {
  const { before, over, after, flooded } = heard;
  const phases = [
    ["a third of it", before],
    ["overload", over],
    ["a third again", after],
    ["a third", heard.calm],
    [`the same, and ${FLOOD_PHONES} phones flood`, flooded],
  ] as const;
  const rows = phases.map(([name, one]) => [
    name,
    ...rowOf(one.all, allAway(one)),
    ms(one.lag.p99),
  ]);
  const parts = STANDINGS.map((standing) => [
    `of the overload, ${NAMES[standing]}`,
    ...rowOf(over.taken[standing], over.away[standing]),
    "",
  ]);
  const headings = ["", "taken", "share", "p50 ms", "p99 ms", "max", "away: p99 ms", "max", "lag"];
  say(table(headings, [...rows, ...parts]));
  say();
  const back = backAfter(after, before);
  say(
    `   Back to twice the p99 of before: ${back === null ? "not in this time" : `${fixed(back / 1000, 2)} s after the overload`}. Told in their own language: ${whole(over.own)} of ${whole(allAway(over).count)} who were sent away.`,
  );
  const { taken, away } = flooded.flood;
  say(`   Of the flood ${whole(taken)} of ${whole(taken + away)} calls were taken.`);
  const sum = (of: "sorry" | "given" | "broken") =>
    phases.reduce((total, [, one]) => total + one[of], 0);
  say(
    `   Apologies ${whole(sum("sorry"))}, given up after 15 s ${whole(sum("given"))}, connections that broke ${whole(sum("broken"))}.`,
  );
  say();
}

function allAway({ away }: Heard): Summary {
  const each = STANDINGS.map((standing) => away[standing]).filter(({ count }) => count > 0);
  // Of the parts the worst: never too good.
  const worst = (of: "p50" | "p99" | "max") => Math.max(...each.map((one) => one[of]));
  const count = each.reduce((sum, one) => sum + one.count, 0);
  return { count, p50: worst("p50"), p99: worst("p99"), max: worst("max") };
}

const ms = (value: number) => (Number.isFinite(value) ? fixed(value, 1) : "");

function rowOf(taken: Summary, away: Summary): string[] {
  const all = taken.count + away.count;
  const share = all === 0 ? "" : `${fixed((100 * taken.count) / all, 1)} %`;
  const taking = [ms(taken.p50), ms(taken.p99), ms(taken.max)];
  return [whole(taken.count), share, ...taking, ms(away.p99), ms(away.max)];
}

/** Milliseconds until a part's p99, and that of each of the next second, was at most twice what it was before. */
function backAfter(after: Heard, before: Heard): number | null {
  const normal = 2 * median(before.slices.filter(Number.isFinite));
  const calm = (p99: number) => !Number.isFinite(p99) || p99 <= normal;
  const at = after.slices.findIndex((_, index) => after.slices.slice(index, index + 4).every(calm));
  return at < 0 ? null : at * SLICE_MS;
}
