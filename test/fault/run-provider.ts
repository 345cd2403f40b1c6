/** `npm run fault -- --provider`: a provider of SMS that goes wrong in any order. */
import { table, whole } from "../bench/table.ts";
import { goWrong } from "./provider.ts";
import { planted, type Report } from "./report.ts";

const CONTROL = "what may have been sent is sent again";
const REPLIES = { quick: 1_000, long: 30_000, control: 1_000 };

export async function provider({ say, hold, folder, quick, seed }: Report): Promise<void> {
  const rows: string[][] = [];
  for (const control of [false, true]) {
    const name = control ? CONTROL : "as it is";
    const replies = control ? REPLIES.control : quick ? REPLIES.quick : REPLIES.long;
    const broken = control ? planted(CONTROL) : {};
    const run = await goWrong(folder(`provider ${name}`), { seed, replies, ...broken });
    const { history, verdict, calls, handedOver, untrue } = run;
    const { lost, twice, ambiguous } = verdict;
    if (control) hold(twice.length + untrue.length > 0, `the provider, ${name}: was not noticed`);
    else {
      const wrong = [...lost, ...twice, ...untrue];
      hold(wrong.length === 0, `the provider, ${name}: ${wrong.slice(0, 3).join("; ")}`);
    }
    const came = [history.acknowledged, history.references.size, calls, handedOver, ambiguous];
    const bad = [lost.length, twice.length, untrue.length];
    rows.push([name, ...[...came, ...bad].map(whole)]);
  }
  say(`5. A provider of SMS that goes wrong in any order, 16 citizens, seed ${seed}`);
  say();
  const counts = ["replies", "requests", "calls", "SMS", "in doubt"];
  say(table(["the server", ...counts, "lost", "twice", "untrue"], rows));
  say();
}
