/** `server.ts` as a process of its own, which the test may kill. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** Its lines are the commits it acknowledged; the first one says that it is open. */
export function startServer(file: string, life: number) {
  const script = fileURLToPath(new URL("server.ts", import.meta.url));
  const server = spawn(process.execPath, [script, file, String(life)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void server.kill("SIGKILL"));
  return { server, lines: createInterface({ input: server.stdout }) };
}
