/**
 * Notices what other processes decided: a release, a rollback, a suspension.
 *
 * Looks once a second, so that every node follows within seconds; a look is one prepared read. A new
 * release is compiled between hops: 50 ms for the example menus, 400 ms with a list of 50,000 rows.
 * Called by `serve`.
 */
import type { Noticed, Releases } from "./releases.ts";

/** Between two looks, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** Calls back every so many milliseconds; what comes back stops it. */
export type Every = (ms: number, look: () => void) => () => void;

const every: Every = (ms, look) => {
  const timer = setInterval(look, ms);
  timer.unref();
  return () => clearInterval(timer);
};

/**
 * Follows until the function that comes back is called, which waits for the look under way. A look that
 * fails is told once, and tried again until one succeeds.
 */
export function notice(
  { refresh }: Pick<Releases, "refresh">,
  told: (noticed: Noticed | { fault: unknown }) => void,
  timer: Every = every,
): () => Promise<void> {
  let looking: Promise<void> | null = null;
  let failed = false;
  const look = async () => {
    try {
      const noticed = await refresh();
      failed = false;
      if (noticed.decisions.length > 0) told(noticed);
    } catch (fault) {
      if (!failed) told({ fault });
      failed = true;
    }
  };
  const stop = timer(LOOK_EVERY_MS, () => {
    looking ??= look().finally(() => {
      looking = null;
    });
  });
  return async () => {
    stop();
    await looking;
  };
}
