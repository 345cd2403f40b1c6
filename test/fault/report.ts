/** What `npm run fault` says, how much of everything it does, and whether all of it held. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "../bench/folder.ts";
import type { Verdict } from "./held.ts";

/** Of one run of the command. */
export interface Report {
  seed: number;
  /** A thirtieth of the time. */
  quick: boolean;
  say: (text?: string) => void;
  /** What did not hold is said, and ends the run with 1. */
  hold: (holds: boolean, what: string) => void;
  /** Of a build that is broken on purpose, a control, something was lost; of any other nothing, and nothing came twice. */
  judge: (name: string, control: boolean, verdict: Pick<Verdict, "lost" | "twice">) => void;
  /** A new folder on the disk, gone when the process ends. */
  folder: (name: string) => string;
  /** 0 or 1. */
  code: () => number;
}

export function openReport(args: readonly string[]): Report {
  const root = benchFolder();
  const say = (text = "") => void process.stdout.write(`${text}\n`);
  let failed = false;
  const hold = (holds: boolean, what: string) => {
    if (holds) return;
    failed = true;
    say(`NOT HELD: ${what}`);
  };
  return {
    seed: Number(args[args.indexOf("--seed") + 1]) || 1,
    quick: args.includes("--quick"),
    say,
    hold,
    judge(name, control, { lost, twice }) {
      hold(control === lost.length > 0, `${name}: lost ${lost.slice(0, 3).join("; ")}`);
      if (!control) hold(twice.length === 0, `${name}: twice ${twice.slice(0, 3).join("; ")}`);
    },
    folder(name) {
      const made = join(root, name);
      mkdirSync(made);
      return made;
    },
    code: () => (failed ? 1 : 0),
  };
}

/** Flags that load one of the builds that are broken on purpose, which lie in this folder. */
export function broken(name: string): string[] {
  return ["--import", join(import.meta.dirname, `${name}.ts`)];
}

const PLANT = join(import.meta.dirname, "../simulation/planted/plant.ts");

/** Flags and variables that plant one of the simulation's bugs in a server. */
export function planted(bug: string): { flags: string[]; env: Record<string, string> } {
  return { flags: ["--import", PLANT], env: { PLANT: bug } };
}
