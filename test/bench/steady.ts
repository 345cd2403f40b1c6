/** How long hops take at a steady rate, minute by minute: an open schedule, each hop counted from when it was due. */
import { checkKept } from "./durable.ts";
import { openLane } from "./rates.ts";
import { fixed, quantile, table, whole } from "./table.ts";

export interface SteadyPlan {
  connections: number;
  /** Milliseconds, as are `lasting` and whatever is printed. */
  warm: number;
  lasting: number;
  /** Hops a second. */
  rate: number;
}

const MINUTE_MS = 60_000;

/** Prints the table; how many references were told and are on disk. @throws WrongReply */
export async function saySteady(
  say: (line?: string) => void,
  folder: string,
  { connections, warm, lasting, rate }: SteadyPlan,
): Promise<number> {
  const lane = await openLane("njia", folder, connections);
  await lane.load.flatOut(warm);
  const rows: string[][] = [];
  const all: number[] = [];
  for (let left = lasting; left > 0; left -= MINUTE_MS) {
    const latencies = await lane.load.scheduled(rate, Math.min(left, MINUTE_MS));
    const { residentMb } = await lane.server.sample();
    rows.push([String(rows.length + 1), ...quantiles(latencies), whole(residentMb)]);
    all.push(...latencies);
  }
  all.sort((a, b) => a - b);
  say(`${whole(rate)} hops a second for ${fixed(lasting / MINUTE_MS, 1)} minutes`);
  say();
  const headings = ["minute", "hops", "p50 ms", "p99 ms", "p99.9 ms", "greatest", "MB"];
  say(table(headings, [...rows, ["all", ...quantiles(all), ""]]));
  say();
  lane.load.close();
  await lane.server.stop();
  return checkKept(folder, lane.expected.finished);
}

function quantiles(sorted: readonly number[]): string[] {
  const shares = [0.5, 0.99, 0.999, 1].map((share) => fixed(quantile(sorted, share), 1));
  return [whole(sorted.length), ...shares];
}
