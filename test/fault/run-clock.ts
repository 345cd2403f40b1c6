/** `npm run fault -- --clock`: a server whose clock is set again and again. */
import { table, whole } from "../bench/table.ts";
import { leapAgainAndAgain } from "./clocks.ts";
import { planted, type Report } from "./report.ts";

/** Bugs of the simulation, which are planted in the server. */
const CONTROLS = [
  "a clock that leapt is believed",
  "a deadline that was acted on is found again",
] as const;
const LEAPS = { quick: 20, long: 500, control: 20 };

export async function clock({ say, hold, judge, folder, quick, seed }: Report): Promise<void> {
  const rows: string[][] = [];
  for (const control of [null, ...CONTROLS]) {
    const name = control ?? "as it is";
    const leaps = control !== null ? LEAPS.control : quick ? LEAPS.quick : LEAPS.long;
    const bug = control === null ? {} : planted(control);
    const run = await leapAgainAndAgain(folder(`clock ${name}`), { seed, leaps, ...bug });
    const { history, verdict, acted, wrong } = run;
    const lost = [...verdict.lost, ...wrong];
    judge(`the clock, ${name}`, control !== null, { lost, twice: verdict.twice });
    const came = [leaps, history.acknowledged, history.expired, history.references.size, acted];
    const bad = [verdict.lost.length, verdict.twice.length, wrong.length];
    rows.push([name, ...[...came, ...bad].map(whole)]);
  }
  hold(rows[0]?.[5] !== "0", "the clock: no deadline came");
  say(`4. A clock that is set under one server, 16 citizens, seed ${seed}`);
  say();
  const counts = ["leaps", "replies", "calls too old", "requests", "deadlines acted on"];
  const bad = ["lost", "twice", "deadlines wrong"];
  say(table(["the server", ...counts, ...bad], rows));
  say();
}
