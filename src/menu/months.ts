/** Months such as `2026-11`, and when they begin on the clocks of a zone. Pure. */
import { startOf } from "./calendar.ts";

/** From 1970 to 8999: later dates do not compare as texts, and before that nobody dialled. */
export function isMonth(text: string): boolean {
  return /^(19[7-9]|[2-8][0-9]{2})[0-9]-(0[1-9]|1[0-2])$/.test(text);
}

/** The month so many months later, or earlier. */
export function monthAfter(month: string, months: number): string {
  const number = numberOf(month) + months;
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
}

/** How many there are from the first to the last, both counted; 0 or less where they are swapped. */
export function monthsBetween(first: string, last: string): number {
  return numberOf(last) - numberOf(first) + 1;
}

/** Epoch milliseconds. */
export function startOfMonth(timeZone: string, month: string): number {
  return startOf(timeZone, `${month}-01`);
}

function numberOf(month: string): number {
  const [year = 0, ofYear = 1] = month.split("-").map(Number);
  return year * 12 + ofYear - 1;
}
