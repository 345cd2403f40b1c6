/** Starts the servers of the bench as processes, asks them and stops them. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { openSync, closeSync } from "node:fs";
import { join } from "node:path";
import type { Ask, Kind, Sample } from "./server.ts";

export interface Running {
  port: number;
  sample(): Promise<Sample>;
  /** Rejects when it ended with a fault. */
  stop(): Promise<void>;
}

/** As `npm start` has it: see docs/performance.md on memory. The others run as Node does by itself. */
const FLAGS: Record<Kind, readonly string[]> = {
  njia: ["--max-semi-space-size=32", "--max-old-space-size=1024"],
  echo: [],
  builder: [],
};

/** `flags` are further ones of Node's own, such as those of a profile. */
export async function startServer(
  kind: Kind,
  folder: string,
  flags: readonly string[] = [],
): Promise<Running> {
  const log = openSync(join(folder, `${kind}.log`), "a");
  const child = fork(join(import.meta.dirname, "server.ts"), [kind, folder], {
    execArgv: [...FLAGS[kind], ...flags],
    stdio: ["ignore", log, "inherit", "ipc"],
  });
  closeSync(log);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the ${kind} server ended with ${code}`);
  });
  ended.catch(() => {});
  // What comes is what `server` sends: the channel has no other end.
  const next = async <T>() => (await Promise.race([once(child, "message"), ended]))[0] as T;
  const ask = (what: Ask) => child.send(what);
  const { port } = await next<{ port: number }>();
  return {
    port,
    sample: () => {
      const told = next<Sample>();
      ask("sample");
      return told;
    },
    stop: async () => {
      const exit = once(child, "exit");
      ask("stop");
      const [code] = await exit;
      if (code !== 0) throw new Error(`the ${kind} server ended with ${code}`);
    },
  };
}
