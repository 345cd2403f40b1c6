/** The instant, passed in wherever it is needed so that tests can move it. Epoch milliseconds. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** For durations: never runs backwards. Milliseconds with fractions. */
export function monotonic(): number {
  return performance.now();
}
