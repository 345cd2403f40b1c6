/** Money as Africa's Talking writes it. */
import type { Cost } from "../sms.ts";

const MICROS_DIGITS = 6;
const MONEY = /^([A-Z]{3}) (-?)(\d{1,9})(?:\.(\d{1,6}))?$/;

/** "KES 0.8000"; null for anything else, a bare "0" included: it names no currency. */
export function readCost(text: unknown): Cost | null {
  if (typeof text !== "string") return null;
  const [, currency, sign, whole, part = ""] = MONEY.exec(text) ?? [];
  if (currency === undefined || whole === undefined) return null;
  // By digits and not by a fraction, which could not hold every amount.
  const micros = Number(whole + part.padEnd(MICROS_DIGITS, "0"));
  return { currency, micros: sign === "-" ? -micros : micros };
}
