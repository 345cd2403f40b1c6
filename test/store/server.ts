/**
 * A server to be killed: opens the file it is given with the lease and prints one line for each
 * commit, after the store has said that it is done. With a third argument it kills itself after so many.
 */
import { statement } from "../../src/store/statement.ts";
import type { Given } from "../../src/store/statement.ts";
import { write } from "../../src/store/store.ts";
import { openFile } from "./open-file.ts";

const [file = "", life = "", last = "Infinity"] = process.argv.slice(2);

const add = statement("server.add", (q, t, given: Given<{ name: string }>) =>
  q.insert(t.settings).values({ name: given.name, value: "acknowledged" }),
);

const store = openFile({ file, serve: true });
process.stdout.write("open\n");

let told = 0;

async function citizen(who: number): Promise<never> {
  for (let dial = 0; ; dial += 1) {
    const name = `${life}.${who}.${dial}`;
    // One after the other, as a citizen dials.
    const { done } = await store.commit([write(add, { name }, "conflict")]);
    if (done) process.stdout.write(`${name}\n`);
    if (++told >= Number(last)) process.kill(process.pid, "SIGKILL");
  }
}

await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(citizen));
