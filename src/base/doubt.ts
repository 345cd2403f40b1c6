/**
 * Doubt about the clock: whether it has just leapt ahead, and may be set back.
 *
 * Owns how far it may outrun the monotonic one, and for how long a leap is not believed. Called by
 * whoever deletes or drops what has run out: that cannot be taken back. Pure but for the two clocks.
 */
import type { Clock } from "./clock.ts";

/** How far the clock may outrun the monotonic one between two looks, in milliseconds. */
const LEAP_MS = 3_600_000;
/**
 * How long a leap is doubted, in milliseconds: a clock set wrong can be set back within a day. After
 * that it is believed, since a machine that slept or booted with a wrong clock leaps rightly.
 */
const DOUBT_MS = 86_400_000;

/** What a look came to, and its instant: the clock leaps once, and then is doubted while it stays. */
export interface Look {
  is: "believed" | "leapt" | "doubted";
  /** Epoch milliseconds. */
  at: number;
}

export interface Clocks {
  clock: Clock;
  /** Milliseconds that have passed, whatever is done to the clock. */
  monotonic: () => number;
}

/** The looks of one process at its clock. */
export function openDoubt({ clock, monotonic }: Clocks): () => Look {
  const read = () => ({ at: clock(), passed: monotonic() });
  /** The last time the clock was believed. */
  let believed = read();
  /** On the monotonic clock; null while the clock is believed. */
  let doubtedSince: number | null = null;

  return () => {
    const now = read();
    const lead = now.at - believed.at - (now.passed - believed.passed);
    if (lead > LEAP_MS) {
      if (doubtedSince === null) {
        doubtedSince = now.passed;
        return { is: "leapt", at: now.at };
      }
      if (now.passed - doubtedSince < DOUBT_MS) return { is: "doubted", at: now.at };
    }
    believed = now;
    doubtedSince = null;
    return { is: "believed", at: now.at };
  };
}
