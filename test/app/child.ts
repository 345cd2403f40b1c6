/** `npm start` as a process of its own, in a folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { openLines } from "./edge.ts";
import { COMPILED } from "../compiled.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Starts it with nothing in its environment but `env`, a free port and no limit for a phone. */
export function startMain(folder: string, env: Record<string, string> = {}) {
  return start(folder, process.execPath, [MAIN], env);
}

/** Starts it as npm does: signals go to a shell that waits for it. */
export function startFromShell(folder: string) {
  // `exit` keeps the shell from becoming the server.
  const script = '"$0" "$1"; exit $?';
  const args = ["-c", script, process.execPath, MAIN];
  return start(folder, "/bin/sh", args, { npm_lifecycle_event: "start" });
}

/**
 * Starts it with a stdout that takes nothing: a descriptor, or a pipe that nobody reads. What is
 * known of it is what it says on stderr.
 */
export function startUnheard(folder: string, stdout: number | "pipe") {
  const child = launch(folder, process.execPath, [MAIN], {}, stdout);
  const ended = once(child, "exit").then(([code]) => Number(code));
  const spoken = createInterface({ input: child.stderr });
  const greeted = once(spoken, "line").then(([line]) => String(line));
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** The exit code. */
    ended,
    /** The port it listens on, and the key it made for itself. */
    async open() {
      const line = await Promise.race([greeted, ended]);
      if (typeof line === "number") throw new Error(`it ended with ${line}`);
      return { port: Number(new URL(line.split(" ").at(-1) ?? "").port), key: keyIn(folder) };
    },
  };
}

function launch(
  folder: string,
  command: string,
  args: string[],
  env: Record<string, string>,
  stdout: number | "pipe",
) {
  const child = spawn(command, args, {
    cwd: folder,
    // One phone plays many citizens here.
    env: { ...COMPILED, PORT: "0", DIALS_PER_PHONE: "0", HOPS_PER_PHONE: "0", ...env },
    // A group of its own, so that whatever is left of it can be ended.
    detached: true,
    stdio: ["ignore", stdout, "pipe"],
  });
  onTestFinished(() => endGroup(child.pid));
  const { stderr } = child;
  if (stderr === null) throw new Error("it has no stderr");
  return Object.assign(child, { stderr });
}

function keyIn(folder: string): string {
  return String(JSON.parse(readFileSync(join(folder, "data/keys.json"), "utf8")).GATEWAY_KEYS);
}

function start(folder: string, command: string, args: string[], env: Record<string, string>) {
  const child = launch(folder, command, args, env, "pipe");
  const { stdout } = child;
  if (stdout === null) throw new Error("it has no stdout");
  const lines = openLines();
  const reading = createInterface({ input: stdout });
  reading.on("line", (line) => lines.sink.write(`${line}\n`));
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += chunk.toString()));
  const started = lines.next("started");
  const ended = once(child, "close").then(([code]) => Number(code));
  return {
    lines,
    /** What a person at the terminal has read so far. */
    stderr: () => stderr,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** The exit code, once all that it wrote has been read. */
    ended,
    /** The port it listens on, and the key it made for itself. */
    async open() {
      const line = await Promise.race([started, ended]);
      if (typeof line === "number") throw new Error(`it ended with ${line}: ${stderr}`);
      return { port: Number(new URL(String(line["url"])).port), key: keyIn(folder) };
    },
  };
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(process.platform === "win32" ? leader : -leader, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
