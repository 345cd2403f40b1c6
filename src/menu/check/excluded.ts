/** Which two limits leave nothing between them, numbers or days. Called by `limits` and `gives`. */
import { dateLimit } from "../answer.ts";

type Limit = number | string | undefined;

/** Two days of the calendar compare, and two reckoned from today; one of each does so only one day. */
export function isAbove(min: Limit, max: Limit): boolean {
  if (typeof min === "number" && typeof max === "number") return min > max;
  if (typeof min !== "string" || typeof max !== "string") return false;
  if (min.startsWith("today") !== max.startsWith("today")) return false;
  return (dayOf(min) ?? "") > (dayOf(max) ?? "9999");
}

/** Any day does, as two limits are reckoned from the same one. */
const A_DAY = "2026-06-15";

/** A limit as an ISO date; null where there is no such day, or none in a year of four digits. */
export function dayOf(limit: string): string | null {
  const day = /^today[+-][0-9]{6,}/.test(limit) ? null : dateLimit(limit, A_DAY);
  if (day === null || !/^[0-9]{4}-/.test(day)) return null;
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const at = new Date(Date.UTC(year, month - 1, date));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === date ? day : null;
}
