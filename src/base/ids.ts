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

/** A UUIDv7 (RFC 9562): ordered by time, 74 random bits. `now` in epoch milliseconds. */
export function newId(now: number, random: Random): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.set(random(10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
