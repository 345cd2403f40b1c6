/** Starts the servers of the bench and its providers as processes, asks them and stops them. */
import { closeSync, openSync, readFileSync } from "node:fs";
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

const { start } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"),
).scripts;

/** Those of `npm start`: see docs/performance.md. The others run as Node does by itself. */
const FLAGS: Record<Kind, readonly string[]> = {
  njia: String(start)
    .split(" ")
    .filter((word) => word.startsWith("--")),
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
