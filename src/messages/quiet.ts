/** Quiet hours: when an update waits for the morning. Pure. */
import type { MessageClass } from "./message.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** From `from` until `until`, minutes after midnight in the channel's time zone; may cross midnight. */
export interface QuietHours {
  timeZone: string;
  from: number;
  until: number;
}

/** The first instant from `at` on, in epoch milliseconds, at which a message of the class may leave. */
export function nextAllowed(kind: MessageClass, at: number, quiet: QuietHours): number {
  if (kind === "reply") return at;
  let next = at;
  // Twice at most, for a night in which the clocks are changed.
  for (let tries = 0; tries < 3; tries++) {
    const minutes = minutesLeft(next, quiet);
    if (minutes === 0) return next;
    next = Math.floor(next / MINUTE_MS) * MINUTE_MS + minutes * MINUTE_MS;
  }
  return next;
}

/** Minutes until the quiet hours end; 0 outside them. */
function minutesLeft(at: number, { timeZone, from, until }: QuietHours): number {
  const now = minuteOfDay(at, timeZone);
  const quiet = from <= until ? now >= from && now < until : now >= from || now < until;
  return quiet ? (until - now + DAY_MINUTES) % DAY_MINUTES : 0;
}

function minuteOfDay(at: number, timeZone: string): number {
  const [hours = 0, minutes = 0] = clockOf(timeZone).format(at).split(":").map(Number);
  return hours * 60 + minutes;
}

/** The calendar day in a time zone, as `2026-11-27`. */
export function dayOf(at: number, timeZone: string): string {
  return calendarOf(timeZone).format(at);
}

/** The first instant of the next day of a time zone. */
export function nextDay(at: number, timeZone: string): number {
  const today = dayOf(at, timeZone);
  const minutes = DAY_MINUTES - minuteOfDay(at, timeZone);
  const next = Math.floor(at / MINUTE_MS) * MINUTE_MS + minutes * MINUTE_MS;
  // A day of 25 hours is not over yet.
  return dayOf(next, timeZone) === today ? next + 60 * MINUTE_MS : next;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
function clockOf(timeZone: string): Intl.DateTimeFormat {
  return kept(clocks, timeZone, () => {
    return new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  });
}

const calendars = new Map<string, Intl.DateTimeFormat>();
function calendarOf(timeZone: string): Intl.DateTimeFormat {
  return kept(calendars, timeZone, () => new Intl.DateTimeFormat("en-CA", { timeZone }));
}

function kept<T>(all: Map<string, T>, key: string, make: () => T): T {
  let one = all.get(key);
  if (one === undefined) all.set(key, (one = make()));
  return one;
}
