/**
 * A clock that somebody sets: loaded before a server (`--import`), it shows in every thread what the file `ILL_CLOCK`
 * says it is wrong by, in milliseconds; and a minute is over after 300 ms. The monotonic clock goes on.
 *
 * Each minute is told on standard error in a line that has INJECTED.
 */
import { readFileSync, writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const FILE = process.env["ILL_CLOCK"] ?? "";
/** Between two looks at the file, in milliseconds. */
const LOOK_EVERY_MS = 20;
const MINUTE_MS = { right: 60_000, here: 300 };

const rightNow = Date.now.bind(Date);
let lookedAt = 0;
let wrongByMs = 0;

// What `base/clock` asks, alone in all of the code.
Date.now = () => {
  const now = rightNow();
  if (now - lookedAt >= LOOK_EVERY_MS) {
    lookedAt = now;
    wrongByMs = Number(readFileSync(FILE, "utf8"));
  }
  return now + wrongByMs;
};

const interval = globalThis.setInterval;
globalThis.setInterval = ((act: () => void, ms: number) => {
  if (ms !== MINUTE_MS.right || !isMainThread) return interval(act, ms);
  return interval(() => {
    act();
    writeSync(2, "INJECTED: a minute\n");
  }, MINUTE_MS.here);
}) as typeof setInterval; // no other form of it is called
