/** Runs worlds in a process of their own, so that a bug is planted in nobody else's code. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Worked } from "./work.ts";

export interface Work {
  seed: number;
  worlds: number;
  /** The name of a bug to plant. */
  plant?: string | null;
}

/** Rejects where the process could not run. */
export async function work({ seed, worlds, plant = null }: Work): Promise<Worked> {
  const child = spawn(process.execPath, argumentsFor({ seed, worlds, plant }), {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let failed = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (said += part));
  child.stderr.setEncoding("utf8").on("data", (part: string) => (failed += part));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  if (code !== 0) throw new Error(`the worlds ended with ${code}: ${failed.slice(0, 2_000)}`);
  return JSON.parse(said) as Worked; // as `work` writes it
}

/** Runs one world and prints all that happens in it; resolves with how its process ended. */
export function show(of: Work): Promise<number> {
  const child = spawn(process.execPath, [...argumentsFor(of), "--trace"], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve(code ?? 1));
  });
}

function argumentsFor({ seed, worlds, plant = null }: Work): string[] {
  const file = (...path: string[]) => join(import.meta.dirname, ...path);
  const planted = plant === null ? [] : ["--import", file("planted", "plant.ts")];
  const named = plant === null ? [] : ["--plant", plant];
  return [
    // As `npm start` has it.
    "--use-largepages=silent",
    "--no-allocation-site-pretenuring",
    "--no-parallel-scavenge",
    "--max-semi-space-size=64",
    ...planted,
    file("work.ts"),
    "--seed",
    String(seed),
    "--worlds",
    String(worlds),
    ...named,
  ];
}
