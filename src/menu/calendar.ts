/**
 * Deadlines: by when a request must leave a status, on the channel's calendar and in its time zone.
 *
 * The day on which something comes in never counts, so that whoever comes in the evening and whoever
 * comes in the morning have the same last day; and a deadline in days ends when that day does. Hours
 * are exact. A reminder in days is due in the morning of its day. Pure; called by whoever moves a
 * request, by `reminders`, by reports and by the checker.
 */
import { DAYS, type CalendarFile } from "./life-format.ts";
import type { Status, Within } from "./life.ts";
import type { Answer, Answers } from "./contract.ts";
import type { CompiledChannel } from "./model.ts";

export interface Calendar {
  /** 0 = Sunday, as dates count. Never empty. */
  workingDays: ReadonlySet<number>;
  /** `17:00`, when a working day ends; null = at midnight. */
  closes: string | null;
  /** ISO dates. */
  holidays: ReadonlySet<string>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Clocks are at most 14 hours before UTC and 12 after it. */
const ZONE_MS = 16 * HOUR_MS;
/** Beyond the year 9000 dates no longer compare as texts, and before 1970 nobody dialled. */
const AT_MAX = Date.UTC(9000, 0, 1);

const OFFICE_DAYS: readonly (typeof DAYS)[number][] = ["mon", "tue", "wed", "thu", "fri"];

/** Without a calendar in the file: Monday to Friday, no holiday. */
export function calendarOf(file: CalendarFile | undefined): Calendar {
  const days = file?.working_days ?? OFFICE_DAYS;
  return {
    workingDays: new Set(days.map((day) => (DAYS.indexOf(day) + 1) % 7)),
    closes: file?.closes ?? null,
    holidays: new Set(file?.holidays),
  };
}

/**
 * Epoch milliseconds by which a request that came into the status at `at` must leave it; the last
 * millisecond of a day that ends at midnight. One that is reckoned from an appointment may be past. Null = no deadline, or `at` is no instant since 1970.
 */
export function deadlineOf(
  { calendar, timeZone }: Pick<CompiledChannel, "calendar" | "timeZone">,
  { within, until }: Pick<Status, "within"> & Partial<Pick<Status, "until">>,
  at: number,
  answers: Answers = {},
): number | null {
  if (until) return untilInstant({ calendar, timeZone }, until, answers);
  if (within === null || !(at >= 0 && at < AT_MAX)) return null;
  const { amount, unit } = within;
  if (unit === "hours") return at + amount * HOUR_MS;
  const today = Date.parse(dayOf(timeZone, at));
  if (unit === "days") return endOf(timeZone, today + amount * DAY_MS, null);
  return endOf(timeZone, workingDay(calendar, today, amount), calendar.closes);
}

/** When a reminder in days is due: people are up, and offices are open for whoever has to go there. */
const MORNING = "09:00";

/**
 * Epoch milliseconds of so long before (-1) or after (1) an instant. Hours are exact; of days it is the
 * morning of the nth day, or working day, from that of `at`, which itself never counts.
 */
export function away(
  { calendar, timeZone }: Pick<CompiledChannel, "calendar" | "timeZone">,
  { amount, unit }: Within,
  at: number,
  way: -1 | 1,
): number {
  if (unit === "hours") return at + way * amount * HOUR_MS;
  const today = Date.parse(dayOf(timeZone, at));
  const day =
    unit === "days"
      ? today + way * amount * DAY_MS
      : workingDay(calendar, today, amount, way * DAY_MS);
  return firstAt(timeZone, day, `${isoDate(day)} ${MORNING}`);
}

/** Clocks of every zone differ by whole quarters of an hour, so a day begins with one of them. */
const QUARTER_MS = 900_000;

/** By zone, the quarter asked for last and its day: Intl takes 2 µs, and a hop asks twice. */
const days = new Map<string, { quarter: number; day: string }>();

/** The date on the clocks of a zone: `2026-11-23`. */
export function dayOf(timeZone: string, at: number): string {
  const quarter = Math.floor(at / QUARTER_MS);
  const last = days.get(timeZone);
  if (last?.quarter === quarter) return last.day;
  const day = localTime(timeZone, at).slice(0, 10);
  days.set(timeZone, { quarter, day });
  return day;
}

export function isHoliday({ holidays }: Calendar, date: string): boolean {
  return holidays.has(date);
}

/** When clocks show a time such as `09:00` on a date; where they leap over it, when they land. */
export function timeOn(timeZone: string, date: string, time: string): number {
  return firstAt(timeZone, Date.parse(date), `${date} ${time}`);
}

const SLOT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** When an appointment such as `2027-03-09T09:00` is; null where the answer is none. */
export function instantOfSlot(
  { timeZone }: Pick<CompiledChannel, "timeZone">,
  answer: Answer | undefined,
): number | null {
  if (typeof answer !== "string" || !SLOT.test(answer)) return null;
  const [date = "", time = ""] = answer.split("T");
  return Number.isNaN(Date.parse(date)) ? null : timeOn(timeZone, date, time);
}

/** A time that is reckoned from an appointment. */
export interface Until {
  /** The question whose answer is the appointment. */
  of: string;
  /** So long before (-1) or after (1) it; null = it itself. */
  off: { period: Within; way: -1 | 1 } | null;
}

/** Epoch milliseconds; null where there is no appointment. */
export function untilInstant(
  zone: Pick<CompiledChannel, "calendar" | "timeZone">,
  { of, off }: Until,
  answers: Answers,
): number | null {
  const at = instantOfSlot(zone, answers[of]);
  if (at === null || off === null) return at;
  return away(zone, off.period, at, off.way);
}

/** The nth working day from a day; both are midnights in UTC, which stand for the date. */
function workingDay(
  { workingDays, holidays }: Calendar,
  today: number,
  nth: number,
  step = DAY_MS,
): number {
  let day = today;
  for (let left = nth; left > 0;) {
    day += step;
    const works = workingDays.has(new Date(day).getUTCDay());
    if (works && !holidays.has(isoDate(day))) left--;
  }
  return day;
}

/** When a date ends on the clocks of a zone: at a time of day, else with its last millisecond. */
function endOf(timeZone: string, day: number, closes: string | null): number {
  if (closes !== null) return firstAt(timeZone, day, `${isoDate(day)} ${closes}`);
  return startOf(timeZone, isoDate(day + DAY_MS)) - 1;
}

/** When a date such as `2026-11-23` begins on the clocks of a zone, in epoch milliseconds. */
export function startOf(timeZone: string, date: string): number {
  return firstAt(timeZone, Date.parse(date), `${date} 00:00`);
}

function isoDate(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

/**
 * The first instant at which clocks show this time or a later one: a time that they leap over, even
 * midnight in some zones, is where they land. Searched for, as Intl only knows the other way.
 */
function firstAt(timeZone: string, day: number, local: string): number {
  const name = `${timeZone} ${local}`;
  const known = found.get(name);
  if (known !== undefined) return known;
  if (found.size >= FOUND_MAX) found.clear();
  const at = search(timeZone, day, local);
  found.set(name, at);
  return at;
}

/** Requests of one day have few last days between them, and a search takes some 40 µs. */
const found = new Map<string, number>();
const FOUND_MAX = 1_000;

function search(timeZone: string, day: number, local: string): number {
  let before = day - ZONE_MS;
  let from = day + DAY_MS + ZONE_MS;
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (localTime(timeZone, middle) < local) before = middle;
    else from = middle;
  }
  return from;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-23 09:00`, as the clocks of a zone show it. */
export function localTime(timeZone: string, at: number): string {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    // Swedish writes dates so that they compare as texts.
    clock = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
    clocks.set(timeZone, clock);
  }
  return clock.format(at);
}
