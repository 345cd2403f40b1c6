/** Identifiers and randomness; both passed in, so that a seeded world repeats itself. */
import { randomFillSync } from "node:crypto";

/** Gives so many random bytes; the caller may keep them. */
export type Random = (bytes: number) => Uint8Array;

/** One system call for 4,096 bytes serves about 250 ids; one per id cost more than the id. */
const POOL_BYTES = 4096;
let pool = new Uint8Array(0);
let used = 0;

/** Cryptographic randomness from a pool. */
export const systemRandom: Random = (bytes) => {
  if (bytes > POOL_BYTES) return randomFillSync(new Uint8Array(bytes));
  if (used + bytes > pool.length) {
    pool = randomFillSync(new Uint8Array(POOL_BYTES));
    used = 0;
  }
  return pool.slice(used, (used += bytes));
};

/** The same bytes for the same seed (mulberry32). For tests and benches, never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return (bytes) => Uint8Array.from({ length: bytes }, next);
}

/** Two hexadecimal digits of each byte. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A UUIDv7 (RFC 9562): ordered by time, 74 random bits. `now` in epoch milliseconds. */
export function newId(now: number, random: Random): string {
  const bytes = random(10);
  const hex = (at: number) => HEX[bytes[at] ?? 0] ?? "";
  const time = now.toString(16).padStart(12, "0");
  const version = HEX[((bytes[0] ?? 0) & 0x0f) | 0x70] ?? "";
  const variant = HEX[((bytes[2] ?? 0) & 0x3f) | 0x80] ?? "";
  const node = hex(4) + hex(5) + hex(6) + hex(7) + hex(8) + hex(9);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}${hex(1)}-${variant}${hex(3)}-${node}`;
}
