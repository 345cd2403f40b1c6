/**
 * Who is let in while there is more to do than can be done, and since when each has waited.
 *
 * Owns the count of callbacks under way. Refuses those beyond it: it is better to send some citizens
 * away at once than to keep all of them until the gateway gives up. Called by `callback`, before a
 * body is read.
 */
import { monotonic } from "./base/clock.ts";

/**
 * Callbacks under way at most. A hop takes 1 ms of a slow core, so the last of them waits about 1 s;
 * on a machine four times slower it still leaves before the deadline of 5 s. Without a limit,
 * memory and waits grow for as long as more comes in than can be done.
 */
export const UNDER_WAY_MAX = 1_000;

export interface Admission {
  /**
   * The instant, of `monotonic`, since which the callback now read has waited at most: while it came
   * in, the process may have been busy with others.
   */
  arrived(): number;
  /** Takes a place for one callback; false when there is none. */
  enter(): boolean;
  /** Gives the place back, when all that the callback caused is done. */
  leave(): void;
}

export function openAdmission(): Admission {
  let underWay = 0;
  /** When the first callback of this turn of the event loop was read; null before it. */
  let first: number | null = null;
  /** The same of the turn before; null when the process had nothing to do in between. */
  let before: number | null = null;

  function turn(): void {
    before = first;
    first = null;
    // As long as this waits, the loop does not sleep: what it reads next has come since `before`.
    if (before !== null) setImmediate(turn);
  }

  return {
    arrived() {
      if (first === null) {
        first = monotonic();
        if (before === null) setImmediate(turn);
      }
      return before ?? first;
    },
    enter() {
      if (underWay >= UNDER_WAY_MAX) return false;
      underWay++;
      return true;
    },
    leave: () => void underWay--,
  };
}
