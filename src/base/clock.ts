/** The instant, passed in wherever it is needed so that tests can move it. Epoch milliseconds. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** For durations: never runs backwards. Milliseconds with fractions. */
export function monotonic(): number {
  return performance.now();
}

/**
 * Milliseconds by which a lease, or whatever else holds something for a while, may seem too long: clocks of two
 * processes differ, and what one commit writes is read by another that asked for the time before. What ends
 * later still was begun by a clock that was wrong, and holds nothing.
 */
export const CLOCKS_APART_MS = 60_000;
