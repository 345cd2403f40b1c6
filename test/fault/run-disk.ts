/** `npm run fault -- --disk`: servers on a disk that is ill. */
import { spawnSync } from "node:child_process";
import { table, whole } from "../bench/table.ts";
import { fallIll, type AILMENTS, type IllRun, type Made } from "./ill.ts";
import { broken, type Report } from "./report.ts";

/** How often each is done, and the build that must not pass. */
const PARTS: Record<keyof typeof AILMENTS, Part> = {
  "a sync fails": { quick: 3, long: 100, control: "goes on", build: "trusting" },
  "full and freed": { quick: 3, long: 100, control: "takes what failed for done", build: "deaf" },
  "slow, and a kill": {
    quick: 2,
    long: 30,
    control: "acknowledges before its commit",
    build: "early",
  },
};

interface Part {
  quick: number;
  long: number;
  control: string;
  build: string;
}

export async function disk(report: Report): Promise<void> {
  const { say, folder, quick, seed } = report;
  const traced = spawnSync("strace", ["-V"]).error === undefined;
  const rows: string[][] = [];
  for (const [name, part] of Object.entries(PARTS)) {
    for (const made of traced ? (["driver", "system"] as const) : (["driver"] as const)) {
      for (const control of [false, true]) {
        const run = await fallIll(
          folder(`${name} ${made} ${control}`),
          [name as keyof typeof AILMENTS], // as PARTS says
          {
            seed,
            times: control ? 1 : quick ? part.quick : part.long,
            made,
            flags: control ? broken(part.build) : [],
          },
        );
        rows.push(row(report, [name, control ? part.control : "as it is", made], run, control));
      }
    }
  }
  say(`3. A disk that is ill under one server, 16 citizens, seed ${seed}`);
  say();
  const counts = ["faults met", "replies", "no reply", "apologies", "slowest, ms", "requests"];
  const bad = ["lost", "twice", "went on", "told after it"];
  say(table(["the disk", "the server", "made in the", ...counts, ...bad], rows));
  say();
  if (!traced) say("Made in the driver alone, as there is no strace on this machine.\n");
}

function row(
  { hold, judge }: Report,
  names: [string, string, Made],
  { history, verdict, injected, wentOn, untrusted }: IllRun,
  control: boolean,
): string[] {
  const name = `the disk, ${names.join(", ")}`;
  // It need not lose anything: that it goes on is what is wrong.
  if (names[1] === PARTS["a sync fails"].control)
    hold(wentOn > 0 && untrusted > 0, `${name}: was not noticed`);
  else judge(name, control, verdict);
  if (!control) {
    hold(wentOn === 0 && untrusted === 0, `${name}: went on ${wentOn}, told ${untrusted}`);
    hold(verdict.sound === "ok", `${name}: ${verdict.sound}`);
  }
  const { acknowledged, broken: unanswered, apologies, slowestMs, references } = history;
  const came = [injected, acknowledged, unanswered, apologies, slowestMs, references.size];
  const bad = [verdict.lost.length, verdict.twice.length, wentOn, untrusted];
  return [...names, ...[...came, ...bad].map(whole)];
}
