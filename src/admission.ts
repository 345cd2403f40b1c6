/**
 * Who is let in while there is more to do than can be done, and since when each has waited.
 *
 * Owns the count of callbacks under way and the pace at which they are done. Refuses hops that would wait
 * too long, new calls first: it is better to send some citizens away at once than to keep all of them until
 * the gateway gives up. Called by `callback` and `sms-callback`.
 *
 * Everything that waits does so where it is known for how long: at a door, in the kernel until the next turn of the event
 * loop, or read and not looked at yet (`arrivals`). What is looked at costs a refusal, a third of a hop, or is under way;
 * what is under way waits for the processor, the writer or the disk, in the order in which it came. So whoever comes waits
 * as long as those before take, and that is known: so many, at the pace of late.
 */
import { monotonic } from "./base/clock.ts";
import type { Aside, Standing } from "./session/contract.ts";
import type { Arrival } from "./arrivals.ts";
import { SPAN_MS, Throughput } from "./throughput.ts";

/**
 * Milliseconds that a hop may wait before it is sent away: a quarter of the second in which an answer should come, for a new
 * call; longer for whoever has more to lose. What is left over is for hops that take longer than others, and for what a
 * gateway keeps back while all its connections wait: of 4,000 each took 0.39 s with limits of 400 and 600, so that
 * 10,200 a second were answered of 11,400, and those that were due waited another 0.7 s where nobody here sees it.
 */
export const WAIT_MS: Readonly<Record<Standing, number>> = {
  dial: 250,
  running: 400,
  near: SPAN_MS,
};
/**
 * Hops under way at most, whatever the pace: with twice as many callers as can be served a thousand hops a second are done
 * beside the refusals, even on a slow machine, and the last of these is to be done within a second.
 */
export const UNDER_WAY_MAX: Readonly<Record<Standing, number>> = {
  dial: 600,
  running: 800,
  near: 1_000,
};
/**
 * Hops that are worked on at once, which is as many as share a commit; those behind them wait for one to be done. They go on
 * together, part by part: when that were a thousand, a turn of the event loop took 1.7 s, in which nobody was read, nor refused.
 */
export const ACTIVE_MAX = 256;
/**
 * Up to so many callers, under way or not, nobody is sent away: where a commit is shared among all who wait, fewer tell
 * nothing of what can be done. On a slow machine, of 400 hops a second, the last of them waits 0.4 s.
 */
export const FEW = 150;
/** Milliseconds of waiting until they were looked at from which on the process is behind. */
const BEHIND_MS = WAIT_MS.dial / 2;
/** For so many milliseconds there must be too many until anybody is sent away: a burst, or a disk that pauses, is no crowd. */
export const SURE_MS = 400;
/** Callbacks of which anything is held, those that still come in among them: at most 16 kB each. */
export const PLACES = 3_000;

/** A callback's place, from its head to the last of what it causes. */
export interface Place {
  /** Puts it under way; false when it would wait too long. `standing` is asked only where not all can be taken. */
  begin(arrival: Arrival, standing: () => Standing): boolean;
  /** Whether a new call would have been taken, too; behind `begin`. */
  takesDials(): boolean;
  /** When it is its turn to be worked on; null when it is now. Once, behind `begin`. */
  turn(): Promise<void> | null;
  /** Steps aside for as long as something takes that is not ours to hurry. */
  readonly aside: Aside;
  /** Gives the place back, when all that the callback caused is done. */
  leave(): void;
}

export interface Admission {
  /** A place for one callback; null when there is none. */
  enter(): Place | null;
  /** How many are under way. */
  underWay(): number;
  /** The clock of all this: milliseconds that only ever grow. */
  now(): number;
}

/** `now` in milliseconds that only ever grow. */
export function openAdmission(now: () => number = monotonic): Admission {
  const done = new Throughput();
  let held = 0;
  let underWay = 0;
  /** Of those under way. */
  let active = 0;
  /** Those behind them, in the order in which they came. */
  const line: (() => void)[] = [];
  /** Since when more than a few have been under way, where they are. */
  let crowded = 0;
  /** Since when all that came had waited for long until they were looked at; Infinity while they have not. */
  let behind = Infinity;
  /** When one was looked at last. */
  let looked = 0;

  function come(at: number): void {
    if (++underWay === FEW) crowded = at;
  }

  /** Notes whether those who come have waited for long. */
  function note(at: number, ms: number): void {
    if (ms < BEHIND_MS) behind = Infinity;
    // Where nobody came for a while, nothing is known of it.
    else if (behind === Infinity || at - looked > SURE_MS) behind = at;
    looked = at;
  }

  /**
   * While more than a few were under way all the time, or all had waited for long until they were looked at, what was done
   * is all that can be done.
   */
  function takes(standing: Standing, at: number, ms: number): boolean {
    if (underWay >= UNDER_WAY_MAX[standing]) return false;
    const since = Math.min(underWay >= FEW ? crowded : Infinity, behind);
    if (at - since < SURE_MS) return true;
    return underWay < done.perMs(at) * (WAIT_MS[standing] - ms);
  }

  /** One is done: the next may go on. */
  function next(): void {
    active--;
    // Those who have come back from an agency's system may be more than are worked on at once.
    const go = active < ACTIVE_MAX ? line.shift() : undefined;
    if (go === undefined) return;
    active++;
    go();
  }

  function placed(): Place {
    let began = false;
    let working = false;
    let asDial = false;
    return {
      begin({ likely, among }, standing) {
        const at = now();
        const ms = at - likely;
        note(at, ms);
        const crowd = Math.max(underWay, among) >= FEW;
        asDial = !crowd || takes("dial", at, ms);
        // Nobody is asked whether they are more than a new call while all of those are taken, too.
        if (!asDial && !takes(standing(), at, ms)) return false;
        began = true;
        come(at);
        return true;
      },
      takesDials: () => asDial,
      turn() {
        working = true;
        if (active < ACTIVE_MAX) {
          active++;
          return null;
        }
        return new Promise((resolve) => line.push(resolve));
      },
      async aside(wait) {
        underWay--;
        if (working) next();
        try {
          return await wait();
        } finally {
          come(now());
          // Not at the end of the line again: it has waited long enough.
          if (working) active++;
        }
      },
      leave() {
        held--;
        if (working) next();
        if (!began) return;
        underWay--;
        done.add(now());
      },
    };
  }

  return {
    enter() {
      if (held >= PLACES) return null;
      held++;
      return placed();
    },
    underWay: () => underWay,
    now,
  };
}
