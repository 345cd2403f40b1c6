/**
 * A move in a process of its own that kills itself: at a step by its name, or when the rows of a table are
 * in the new place.
 */
import { move } from "../../src/store/move/move.ts";
import type { Place } from "../../src/store/place.ts";

const [places = "", when = ""] = process.argv.slice(2);
const { from, to } = JSON.parse(places) as { from: Place; to: Place }; // from `killedAt`

const die = (at: string) => {
  if (at === when) process.kill(process.pid, "SIGKILL");
};

await move({ from, to, again: true, at: 0, id: `killed ${process.pid}` }, async () => {}, {
  onStep: die,
  onRows: (table, rows, of) => die(`${table} ${rows === of ? "all" : "half"}`),
});
