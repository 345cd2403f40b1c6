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
  const { timeZone, until } = quiet;
  if (kind === "reply" || !isQuiet(at, quiet)) return at;
  const end = byTheClock(at, timeZone, until);
  return minuteOfDay(end, timeZone) === until
    ? end
    : firstMinute(at, (minute) => !isQuiet(minute, quiet));
}

function isQuiet(at: number, { timeZone, from, until }: QuietHours): boolean {
  const now = minuteOfDay(at, timeZone);
  return from <= until ? now >= from && now < until : now >= from || now < until;
}

/** When a clock that is never changed shows `minute` (after midnight) next after `at`. */
function byTheClock(at: number, timeZone: string, minute: number): number {
  const left = (minute - minuteOfDay(at, timeZone) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  return Math.floor(at / MINUTE_MS) * MINUTE_MS + left * MINUTE_MS;
}

/**
 * The first whole minute from `from` on of which `holds` is true. It walks (1.3 ms a day), for it is
 * called on two days a year, on which an hour is missing or there twice.
 */
function firstMinute(from: number, holds: (minute: number) => boolean): number {
  let minute = Math.ceil(from / MINUTE_MS) * MINUTE_MS;
  while (!holds(minute)) minute += MINUTE_MS;
  return minute;
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
  const midnight = byTheClock(at, timeZone, 0);
  return dayOf(midnight - 1, timeZone) === today && dayOf(midnight, timeZone) > today
    ? midnight
    : firstMinute(at, (minute) => dayOf(minute, timeZone) > today);
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
