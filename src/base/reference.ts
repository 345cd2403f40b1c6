/**
 * References: numbers a citizen can type on any phone and read out to an officer.
 *
 * Eight digits, the last a Damm check digit, which catches every single wrong digit and every swap
 * of neighbours. Random, so that nobody can guess the next one; an address, never a secret.
 */
import type { Random } from "./ids.ts";

/** Damm's quasigroup of order 10 (totally anti-symmetric, zero diagonal). */
const DAMM = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
].map((row) => [...row].map(Number));

/** The first seven digits of the short form: 1,000,000 to 9,999,999. */
const SHORT_SPACE = 9_000_000;
/** Beyond a twentieth of the space one draw in twenty would collide: references grow longer. */
export const SHORT_TAKEN_MAX = SHORT_SPACE / 20;

/** The digit that makes `digits` followed by it a valid number. */
export function checkDigit(digits: string): string {
  let interim = 0;
  for (const digit of digits) interim = DAMM[interim]?.[Number(digit)] ?? 0;
  return String(interim);
}

/** A fresh reference; `taken` = how many exist. 8 digits, or 10 once a twentieth is used up. */
export function mintReference(taken: number, random: Random): string {
  const length = taken >= SHORT_TAKEN_MAX ? 9 : 7;
  const digits = String(10 ** (length - 1) + below(9 * 10 ** (length - 1), random));
  return digits + checkDigit(digits);
}

/** A whole number below `limit` (at most 2^40), each as likely: draws beyond a multiple are thrown away. */
function below(limit: number, random: Random): number {
  const fair = 2 ** 40 - (2 ** 40 % limit);
  for (;;) {
    const drawn = Buffer.from(random(5)).readUIntBE(0, 5);
    if (drawn < fair) return drawn % limit;
  }
}

/** A typed reference without its spaces and hyphens, or null when it cannot be one. */
export function readReference(typed: string): string | null {
  const digits = bare(typed);
  if (!/^[1-9]/.test(digits) || !hasReferenceDigits(digits)) return null;
  return checkDigit(digits) === "0" ? digits : null;
}

/** True for as many digits as a reference has, be they one or not: then one of them is wrong. */
export function hasReferenceDigits(typed: string): boolean {
  return /^(?:[0-9]{8}|[0-9]{10})$/.test(bare(typed));
}

function bare(typed: string): string {
  return typed.replace(/[\s-]/g, "");
}

/** In groups of four, as people read numbers out: `4821 0372`. */
export function showReference(reference: string): string {
  return reference.replace(/(.{4})(?=.)/g, "$1 ");
}
