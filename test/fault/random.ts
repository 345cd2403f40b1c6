/** Numbers from a seed: the same ones for the same seed, on every machine. */
export interface Dice {
  /** From 0 to 1, which it never is. */
  next(): number;
  /** A whole number of `from` to `to`, both possible. */
  between(from: number, to: number): number;
}

/** Mulberry32: 32 bits of state are enough to choose instants. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, between: (from, to) => from + Math.floor(next() * (to - from + 1)) };
}
