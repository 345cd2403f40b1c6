/**
 * The pace at which agencies' systems are asked for late answers.
 *
 * Owns, for each connector by itself, how many calls are under way, and that a system which fails again and
 * again rests: a dead one has no part in how soon another one is asked, and is not battered while it comes
 * back. In memory only. Called by `late`.
 */
import { AGAIN_MS, PUT_OFF_MAX_MS } from "./look-up-rows.ts";

/** Calls of one connector under way at most. */
export const CALLS_MAX = 10;
/** Failures in a row after which it rests, and is tried by one call at a time. */
const FAILURES_MAX = 3;

export interface Pace {
  /**
   * Takes a place among the calls of a connector: 0; or for how many milliseconds there is none. Of `of` processes
   * each has its part of them, and one at least.
   */
  enter(connector: string, at: number, of?: number): number;
  /** The call is over; `failed` where the system did not do what it is there for. */
  leave(connector: string, how: { failed: boolean; at: number }): void;
}

interface Line {
  underWay: number;
  failures: number;
  /** Epoch milliseconds. */
  restsUntil: number;
}

/** After the failures so far, in milliseconds: 30 s, 60 s, … 15 min. */
export function restAfter(failures: number): number {
  return Math.min(AGAIN_MS * 2 ** Math.max(0, failures - 1), PUT_OFF_MAX_MS);
}

export function openPace(): Pace {
  const lines = new Map<string, Line>();
  const lineOf = (connector: string): Line => {
    const line = lines.get(connector) ?? { underWay: 0, failures: 0, restsUntil: 0 };
    lines.set(connector, line);
    return line;
  };
  return {
    enter(connector, at, of = 1) {
      const line = lineOf(connector);
      const rests = line.restsUntil - at;
      // One that is to last longer than any can was begun by a clock that was wrong.
      if (rests > 0 && rests <= PUT_OFF_MAX_MS) return rests;
      const places = line.failures < FAILURES_MAX ? Math.max(1, Math.floor(CALLS_MAX / of)) : 1;
      if (line.underWay >= places) return AGAIN_MS;
      line.underWay++;
      return 0;
    },
    leave(connector, { failed, at }) {
      const line = lineOf(connector);
      line.underWay--;
      line.failures = failed ? line.failures + 1 : 0;
      const over = line.failures - FAILURES_MAX;
      line.restsUntil = over < 0 ? 0 : at + restAfter(over + 1);
    },
  };
}
