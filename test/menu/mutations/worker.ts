/** A thread that judges the mutations whose numbers it is sent. Started by `whole`. */
import { parentPort } from "node:worker_threads";
import { allMutations } from "./all.ts";
import { openJudge } from "./judge.ts";

const judge = await openJudge("menus");
const mutations = allMutations(judge.files, judge.languages);

async function answer(index: number): Promise<void> {
  const mutation = mutations[index];
  if (mutation === undefined) throw new Error(`no mutation ${index}`);
  parentPort?.postMessage({ index, ...(await judge.judge(mutation)) });
}

// A failure is unhandled in this thread, and so an error of it for the one that started it.
parentPort?.on("message", (index: number) => void answer(index));
