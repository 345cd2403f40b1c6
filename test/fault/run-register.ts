/** `npm run fault -- --register`: an agency's register that goes wrong in any order. */
import { table, whole } from "../bench/table.ts";
import { askThrough } from "./register.ts";
import { planted, type Report } from "./report.ts";

const CONTROLS = [
  "an answer that was promised is owed by nobody",
  "what was found is remembered for any question",
];
const CITIZENS = { quick: 60, long: 600, control: 40 };
const KILLS = { quick: 2, long: 20 };
/** Milliseconds that an SMS is waited for: a call that never ends is given up after 20 s, and made again after 30. */
const PATIENCE_MS = { quick: 30_000, long: 90_000 };

export async function register({ say, hold, folder, quick, seed }: Report): Promise<void> {
  const rows: string[][] = [];
  for (const control of [null, ...CONTROLS]) {
    const name = control ?? "as it is";
    const size = quick ? "quick" : "long";
    const run = await askThrough(folder(`register ${name}`), {
      seed,
      citizens: CITIZENS[control === null ? size : "control"],
      kills: control === null ? KILLS[size] : 0,
      patienceMs: PATIENCE_MS[control === null ? size : "quick"],
      ...(control !== null && planted(control)),
    });
    const { history, asked, faulty, told, owed, requests, lost, twice } = run;
    const wrong = [...lost, ...twice];
    if (control === null) hold(wrong.length === 0, `the register: ${wrong.slice(0, 3).join("; ")}`);
    else hold(wrong.length > 0, `the register, ${name}: was not noticed`);
    const came = [history.replies, asked, faulty, history.promised.size, told, owed, requests];
    const ms = history.slowestMs;
    rows.push([name, ...[...came, ms, lost.length, twice.length].map(whole)]);
  }
  say(`6. An agency's register that goes wrong in any order, 16 citizens at once, seed ${seed}`);
  say();
  const counts = ["replies", "asked", "faulty", "promised", "told", "owed", "requests"];
  say(table(["the server", ...counts, "slowest, ms", "lost", "twice"], rows));
  say();
}
