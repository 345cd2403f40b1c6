/** The rounds of a server that come each minute. Called by `serve`. */
import { monotonic, type Clock } from "./base/clock.ts";
import { Refusal } from "./base/problem.ts";
import type { Share } from "./base/share.ts";
import type { Log } from "./insight/log.ts";
import { openPurge, PURGE_EVERY_MS } from "./session/purge.ts";
import type { Store } from "./store/store.ts";

/**
 * Does what is to be done each minute, takes out of the store what has run out, and acts on deadlines and
 * reminders, both only while the clock is believed. One round at a time: `start` begins one now, and `close`
 * waits for the one under way.
 */
export function everyMinute(
  minutely: () => void,
  onTime: () => Promise<unknown>,
  { store, clock, log, share }: { store: Store; clock: Clock; log: Log; share: () => Share },
): { start: () => void; close: () => Promise<void> } {
  let round: Promise<void> | null = null;
  const purge = openPurge({ store, clock, monotonic, share });
  const start = () => {
    minutely();
    round ??= purge()
      .then(async (came) => {
        if (came === "clock_leapt") log.fault("purge", new Refusal(came));
        if (came === "purged") await onTime();
      })
      .catch((error: unknown) => log.fault("purge", error))
      .finally(() => {
        round = null;
      });
  };
  const timer = setInterval(start, PURGE_EVERY_MS);
  return {
    start,
    async close() {
      clearInterval(timer);
      await round;
    },
  };
}
