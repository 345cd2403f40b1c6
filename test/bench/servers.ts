/** Starts the servers of the bench and its providers as processes, asks them and stops them. */
import { openSync, closeSync } from "node:fs";
import { join } from "node:path";
import { startChild } from "./child.ts";
import type { ProviderSample, ProviderTold, Way } from "./provider.ts";
import type { Kind, Sample } from "./server.ts";

export interface Running {
  port: number;
  sample(): Promise<Sample>;
  /** Rejects when it ended with a fault. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

/** As `npm start` has it: see docs/performance.md on memory. The others run as Node does by itself. */
const FLAGS: Record<Kind, readonly string[]> = {
  njia: [
    "--use-largepages=silent",
    "--no-allocation-site-pretenuring",
    "--no-parallel-scavenge",
    "--max-semi-space-size=64",
    "--max-old-space-size=1024",
  ],
  echo: [],
  builder: [],
};

export interface ServerOptions {
  /** Further ones of Node's own, such as those of a profile. */
  flags?: readonly string[];
  /** Where it hands SMS over; nowhere unless it is given. */
  smsUrl?: string;
  /** Address of its database; a file in its folder unless it is given. */
  database?: string;
}

export async function startServer(
  kind: Kind,
  folder: string,
  { flags = [], smsUrl = "", database = "" }: ServerOptions = {},
): Promise<Running> {
  const log = openSync(join(folder, `${kind}.log`), "a");
  const child = startChild("server.ts", [kind, folder, smsUrl, database], {
    flags: [...FLAGS[kind], ...flags],
    stdio: ["ignore", log, "inherit", "ipc"],
  });
  closeSync(log);
  const { port } = await child.told<{ port: number }>();
  return {
    port,
    sample: () => child.ask("sample"),
    stop: () => child.stop("stop"),
    kill: () => child.kill(),
  };
}

export interface RunningProvider {
  url: string;
  sample(): Promise<ProviderSample>;
  stop(): Promise<void>;
}

/** `delayMs` until each answer leaves. */
export async function startProvider(way: Way, delayMs = 0): Promise<RunningProvider> {
  const child = startChild("provider.ts", [way, String(delayMs)]);
  const { url } = await child.told<ProviderTold>();
  return { url, sample: () => child.ask("sample"), stop: () => child.stop("stop") };
}
