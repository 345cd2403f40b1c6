/** A node: `src/main.ts` as a process of its own, as in production, on a PostgreSQL server. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { environmentOn } from "../bench/settings.ts";
import { COMPILED } from "../compiled.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
/** Who gets apologies asks again at once, and far oftener than a person would. */
const PATIENT = { DIALS_PER_PHONE: "0", HOPS_PER_PHONE: "0" };

export interface Node {
  port: number;
  /** Resolves with its code once it has ended, whoever ended it. */
  ended: Promise<number>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** As a supervisor ends it. Rejects where it did not end with 0. */
  stop(): Promise<void>;
}

export interface NodeOptions {
  databaseUrl: string;
  smsUrl: string;
  /** Of Node's own, for a node that is broken on purpose. */
  flags?: readonly string[] | undefined;
  /** Further variables. */
  env?: Readonly<Record<string, string>> | undefined;
  /** A command that runs it in its own place, such as one of `strace -D`. */
  under?: readonly string[] | undefined;
  /** Called with what it says on standard error. */
  onSaid?: ((said: string) => void) | undefined;
  /** Called with each line of its log, as text. */
  onLine?: ((line: string) => void) | undefined;
}

/** @throws when it does not start */
export async function startNode({
  databaseUrl,
  smsUrl,
  flags = [],
  env,
  under = [],
  onSaid,
  onLine,
}: NodeOptions): Promise<Node> {
  const [command, ...args] = [...under, process.execPath, ...flags, MAIN];
  const child = spawn(command, args, {
    env: { ...COMPILED, ...environmentOn(databaseUrl, smsUrl), ...PATIENT, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Nobody is left to stop it.
  const onExit = () => void child.kill("SIGKILL");
  process.on("exit", onExit);
  const ended = once(child, "exit").then(([code]) => {
    process.off("exit", onExit);
    return Number(code ?? 1);
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-4_000);
    onSaid?.(chunk.toString());
  });
  const heard = (line: string) => {
    if (/"event":"(?:stopped|fatal)"/.test(line)) said += line;
    onLine?.(line);
  };
  const url = await Promise.race([started(child.stdout, heard), ended]);
  if (typeof url === "number") throw new Error(`a node ended with ${url}: ${said}`);
  return {
    port: Number(new URL(url).port),
    ended,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      child.kill("SIGTERM");
      const code = await ended;
      if (code !== 0) throw new Error(`a node ended with ${code}: ${said}`);
    },
  };
}

/** The address in the log's `started` line. */
function started(log: NodeJS.ReadableStream, onLine: (line: string) => void): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: log }).on("line", (line) => {
      onLine(line);
      if (!line.includes('"event":"started"')) return;
      resolve(String((JSON.parse(line) as { url: string }).url)); // written by `log.started`
    });
  });
}
