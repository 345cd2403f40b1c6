/**
 * How often each phone calls: whoever goes beyond what a person can do waits a minute.
 *
 * Owns one instant for each of a fixed number of places, and neither numbers nor hashes of them. A number falls to two
 * places by a hash that this process alone knows, and is refused where both are spent; so numbers that are made up take no
 * memory, and twenty that flood meet one other number in ten million. Each process counts for itself. Called by `callback`.
 */
import { monotonic } from "./base/clock.ts";
import type { Random } from "./base/ids.ts";

/** Of one phone in a minute, and as many at once; 0 = any number. */
export interface OftenLimits {
  dials: number;
  /** Of all its calls together, the dials too. */
  hops: number;
}

export interface Often {
  /** Counts a hop of the phone; true when it is one too many. */
  is(phone: string, hop: "dial" | "later"): boolean;
  /** Counts a new call whose hop is counted already, since only the store knew that it is one; true when it is one too many. */
  isAsDial(phone: string): boolean;
}

/** Where one phone may call as often as it likes. */
export const NEVER: Often = { is: () => false, isAsDial: () => false };

const MINUTE_MS = 60_000;
/** Places in each of two rows: a megabyte for each kind that is counted. */
const PLACES = 65_536;

/** `now` in milliseconds that only ever grow. */
export function openOften(
  { dials, hops }: OftenLimits,
  random: Random,
  now: () => number = monotonic,
): Often {
  const [one, other] = new Uint32Array(random(8).slice().buffer);
  const ofDials = counting(dials);
  const ofHops = counting(hops);
  const firstOf = (phone: string) => placeOf(phone, one ?? 0);
  const secondOf = (phone: string) => PLACES + placeOf(phone, other ?? 0);
  return {
    is(phone, hop) {
      const at = now();
      const first = firstOf(phone);
      const second = secondOf(phone);
      if (hop === "dial" && !ofDials(first, second, at)) return true;
      return !ofHops(first, second, at);
    },
    isAsDial: (phone) => !ofDials(firstOf(phone), secondOf(phone), now()),
  };
}

/**
 * Counts by one instant: when everything so far would have been done at an even pace. That is a minute ahead at most.
 */
function counting(perMinute: number): (first: number, second: number, at: number) => boolean {
  if (perMinute === 0) return () => true;
  const each = MINUTE_MS / perMinute;
  const until = new Float64Array(2 * PLACES);
  return (first, second, at) => {
    const mine = Math.min(until[first] ?? 0, until[second] ?? 0);
    const next = Math.max(at, mine) + each;
    // By more than the fractions of a millisecond that adding up loses.
    if (next - at > MINUTE_MS + 1) return false;
    // A place that others have spent further stays as it is.
    until[first] = Math.max(until[first] ?? 0, next);
    until[second] = Math.max(until[second] ?? 0, next);
    return true;
  };
}

/** FNV-1a from a seed that nobody outside knows, and mixed, so that neighbouring numbers lie apart. */
function placeOf(phone: string, seed: number): number {
  let mixed = seed ^ 0x811c9dc5;
  for (let at = 0; at < phone.length; at++) {
    mixed = Math.imul(mixed ^ phone.charCodeAt(at), 0x01000193);
  }
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % PLACES;
}
