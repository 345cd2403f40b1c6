/**
 * How long hops take while the SMS provider is dead, against one that is alive, in alternating rounds.
 *
 * Each way of being dead has a server of its own, with the sender in its thread as `npm start` has it; so
 * has the provider that is alive, twice: what the two of them differ by is what the machine adds.
 * Every dialogue ends in a request whose SMS is queued in the same commit.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { checkKept } from "./durable.ts";
import type { Way } from "./provider.ts";
import { openLane, type Lane } from "./rates.ts";
import { startProvider, type RunningProvider } from "./servers.ts";
import { quantile } from "./table.ts";

export interface OutageLane {
  name: string;
  folder: string;
  provider: RunningProvider;
  lane: Lane;
  /** Milliseconds from when a hop was due, of each round. */
  rounds: { p50: number; p99: number }[];
}

/** The first is what the others are compared with. */
const LANES: readonly [name: string, way: Way][] = [
  ["alive", "alive"],
  ["alive, another server", "alive"],
  ["refuses connections", "refusing"],
  ["takes calls, never answers", "stalling"],
  ["answers 500", "failing"],
];

/** @throws WrongReply */
export async function outages(
  folder: string,
  plan: { rate: number; connections: number; warm: number; rounds: number; each: number },
): Promise<OutageLane[]> {
  // All at once: a connection that asks nothing for 75 s is closed, and a server takes a while to start.
  const lanes = await Promise.all(
    LANES.map(async ([name, way], at): Promise<OutageLane> => {
      const own = join(folder, String(at));
      mkdirSync(own);
      const provider = await startProvider(way);
      const lane = await openLane("njia", own, plan.connections, { smsUrl: provider.url });
      await lane.load.flatOut(plan.warm);
      return { name, folder: own, provider, lane, rounds: [] };
    }),
  );
  for (let at = 0; at < plan.rounds; at++) {
    for (const { lane, rounds } of lanes) {
      const latencies = await lane.load.scheduled(plan.rate, plan.each);
      rounds.push({ p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) });
    }
  }
  return lanes;
}

/**
 * Lets go of a lane: the references it told, and the messages its provider took.
 * @throws WrongReply when a reference is not on disk
 */
export async function endOutage({
  folder,
  lane,
  provider,
}: OutageLane): Promise<{ told: number; taken: number }> {
  lane.load.close();
  await lane.server.stop();
  const { accepted: taken } = await provider.sample();
  await provider.stop();
  return { told: await checkKept(folder, lane.expected.finished), taken };
}
