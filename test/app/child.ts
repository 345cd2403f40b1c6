/** `npm start` as a process of its own, in a folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { openLines } from "./edge.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Starts it with nothing in its environment but `env` and a free port. */
export function startMain(folder: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: { PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = openLines();
  const reading = createInterface({ input: child.stdout });
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
      const keys = JSON.parse(readFileSync(join(folder, "data/keys.json"), "utf8"));
      return { port: Number(new URL(String(line["url"])).port), key: String(keys.GATEWAY_KEYS) };
    },
  };
}
