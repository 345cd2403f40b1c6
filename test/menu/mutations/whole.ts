/** Judges many mutations in two threads, each with the menus and journeys at hand. */
import { Worker } from "node:worker_threads";
import type { Judged } from "./judge.ts";

const THREADS = 2;

/** `numbers`: which of all mutations; `told` is called as each is judged, in no order. */
export async function judgeAll(
  numbers: readonly number[],
  told: (index: number, judged: Judged) => void,
): Promise<void> {
  const left = [...numbers];
  await Promise.all(
    Array.from({ length: Math.min(THREADS, numbers.length) }, () => inThread(left, told)),
  );
}

async function inThread(
  left: number[],
  told: (index: number, judged: Judged) => void,
): Promise<void> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url));
  try {
    await new Promise<void>((resolve, reject) => {
      const next = () => {
        const index = left.shift();
        if (index === undefined) resolve();
        else worker.postMessage(index);
      };
      worker.on("error", reject);
      worker.on("message", ({ index, ...judged }: Judged & { index: number }) => {
        told(index, judged);
        next();
      });
      next();
    });
  } finally {
    await worker.terminate();
  }
}
