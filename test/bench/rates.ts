/**
 * Hops per second of Njia, of the echo and of the rival, in alternating rounds.
 *
 * Rounds alternate so that whatever else the machine does meets all three alike, and the figures
 * that count are medians and the ratios between them. All three are warmed up first, and an idle
 * server costs nothing while another one is asked.
 */
import { bodyOf } from "./dialogues.ts";
import { Expected, WrongReply } from "./expect.ts";
import { Load } from "./load.ts";
import type { Kind } from "./server.ts";
import { startServer, type Running, type ServerOptions } from "./servers.ts";
import { USSD_PATH } from "./settings.ts";

export const KINDS: readonly Kind[] = ["njia", "echo", "builder"];

export interface Lane {
  kind: Kind;
  server: Running;
  load: Load;
  expected: Expected;
  rounds: Measured[];
}

export interface Measured {
  hopsPerSecond: number;
  /** Processor microseconds per hop of the server: of all its threads, and of the one that serves. */
  cpuMicros: number;
  threadMicros: number;
  /** Share of a processor that the generator took. */
  generator: number;
}

export async function openLane(
  kind: Kind,
  folder: string,
  connections: number,
  { first, ...options }: ServerOptions & { first?: number } = {},
): Promise<Lane> {
  return laneTo(await startServer(kind, folder, options), kind, { connections, first });
}

export interface LaneOptions {
  connections: number;
  /** Number of the first session; 1 unless given. */
  first?: number | undefined;
  /** A connection for each call. */
  fresh?: boolean;
}

/** A lane to a server that runs. */
export async function laneTo(
  server: Running,
  kind: Kind,
  { connections, first, fresh = false }: LaneOptions,
): Promise<Lane> {
  const expected = new Expected();
  const load = new Load(
    {
      port: server.port,
      path: kind === "builder" ? "/ussd" : USSD_PATH,
      connections,
      fresh,
      check: kind === "echo" ? checkEcho : (...reply) => expected.check(...reply),
    },
    first,
  );
  await load.open();
  return { kind, server, load, expected, rounds: [] };
}

function checkEcho(session: number, hop: number, reply: string): void {
  if (reply !== bodyOf(session, hop)) throw new WrongReply(`the echo gave ${reply}`);
}

/** One round, noted unless it is for warming up. */
export async function round(lane: Lane, milliseconds: number): Promise<Measured> {
  const before = await lane.server.sample();
  const own = process.cpuUsage();
  const { hops, seconds } = await lane.load.flatOut(milliseconds);
  const { user, system } = process.cpuUsage(own);
  const after = await lane.server.sample();
  return {
    hopsPerSecond: hops / seconds,
    cpuMicros: ((after.cpuMs - before.cpuMs) * 1000) / hops,
    threadMicros: ((after.threadMs - before.threadMs) * 1000) / hops,
    generator: (user + system) / 1e6 / seconds,
  };
}

/** What the store did on the average so far, as Njia's own metrics say. */
export async function batches(lane: Lane): Promise<{ size: number; ms: number }> {
  const reply = await fetch(`http://127.0.0.1:${lane.server.port}/metrics`);
  const text = await reply.text();
  const value = (name: string) => Number(new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1]);
  const count = value("njia_commit_batch_size_count");
  return {
    size: value("njia_commit_batch_size_sum") / count,
    ms: (value("njia_commit_seconds_sum") * 1000) / count,
  };
}
