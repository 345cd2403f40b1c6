/**
 * Appointments: which times of a timetable can be booked, and which of them are free.
 *
 * Owns what a slot is: a time on a day, `2027-03-09T09:00` on the channel's clocks, which is also the stored
 * answer; and what makes two of them the same. The timetable decides on weekdays, the calendar on holidays.
 * How many have booked is asked of the store. Pure and total.
 */
import { dayOf, instantOfSlot, isHoliday, timeOn } from "./calendar.ts";
import type { Answer, Answers, Facts, Need } from "./contract.ts";
import type { CompiledChannel, CompiledScreen } from "./model.ts";
import type { Sayings } from "./text.ts";
import { WEEKDAYS } from "./timetable.ts";
import type { DataRow } from "./source.ts";

/** One line of a timetable. */
export interface Hours {
  /** The answer whose times these are; empty where the timetable is of one place. */
  of: string;
  /** 0 = Sunday. */
  weekday: number;
  /** `09:00` */
  time: string;
  /** How many can come at that time. */
  places: number;
}

export interface BookRules {
  /** The question whose answer says whose times are offered; null = all are of one place. */
  of: string | null;
  hours: readonly Hours[];
  /** How many days ahead, today included. */
  days: number;
  /** How long before at the latest, in milliseconds. */
  noticeMs: number;
  /** Where nothing is free. */
  none: Sayings;
  /** Where somebody else was quicker. */
  taken: Sayings;
}

export interface Slot {
  /** The answer. */
  is: string;
  /** Epoch milliseconds. */
  at: number;
  places: number;
}

type Zone = Pick<CompiledChannel, "calendar" | "timeZone">;

const DAY_MS = 86_400_000;
/** Times that are offered at once: nobody leafs further, and each hop of the session keeps them. */
const OFFERED_MAX = 40;

/** The lines of a timetable; those that the checker refuses are left out. */
export function hoursOf(rows: readonly DataRow[], column: string | null): Hours[] {
  return rows.flatMap(({ columns }) => {
    const weekday = WEEKDAYS.findIndex((day) => day === columns["weekday"]);
    const places = Number(columns["capacity"]);
    if (weekday < 0 || !(places > 0)) return [];
    return [{ of: columns[column ?? ""] ?? "", weekday, time: columns["time"] ?? "", places }];
  });
}

/** All that can be booked at an instant, free or not, the earliest first. */
export function slotsOf(zone: Zone, rules: BookRules, answers: Answers, now: number): Slot[] {
  const hours = hoursFor(rules, answers);
  const today = Date.parse(dayOf(zone.timeZone, now));
  if (hours.length === 0 || Number.isNaN(today)) return [];
  const days = Array.from({ length: rules.days }, (_, day) => new Date(today + day * DAY_MS));
  const all = days.flatMap((day) => {
    const date = day.toISOString().slice(0, 10);
    if (isHoliday(zone.calendar, date)) return [];
    return hours
      .filter(({ weekday }) => weekday === day.getUTCDay())
      .map(({ time, places }) => ({
        is: `${date}T${time}`,
        at: timeOn(zone.timeZone, date, time),
        places,
      }));
  });
  return all.filter(({ at }) => at >= now + rules.noticeMs).sort((a, b) => a.at - b.at);
}

/** The slot of an answer, whenever it is, without places where the timetable has none; null for no slot. */
export function slotOf(
  zone: Zone,
  rules: BookRules,
  answers: Answers,
  answer: Answer | undefined,
): Slot | null {
  const at = instantOfSlot(zone, answer);
  if (at === null || typeof answer !== "string") return null;
  const weekday = new Date(Date.parse(answer.slice(0, 10))).getUTCDay();
  const found = hoursFor(rules, answers).find(
    (one) => one.weekday === weekday && one.time === answer.slice(11),
  );
  return { is: answer, at, places: found?.places ?? 0 };
}

function hoursFor({ of, hours }: BookRules, answers: Answers): readonly Hours[] {
  return of === null ? hours : hours.filter((one) => one.of === answers[of]);
}

/** What appointments of one place are counted by. */
export function slotPool(screen: CompiledScreen, answers: Answers): string {
  const of = screen.book?.of ?? null;
  return JSON.stringify(["slot", screen.service, screen.name, of === null ? "" : answers[of]]);
}

/** How many have booked must be asked first; null = it is known. */
export function unheld(screen: CompiledScreen, answers: Answers, facts: Facts): Need | null {
  const pool = slotPool(screen, answers);
  return facts.held?.pool === pool ? null : { held: { pool } };
}

/** What is free of all that can be booked now, as answers. */
export function freeSlots(
  zone: Zone,
  { book }: CompiledScreen,
  answers: Answers,
  { held }: Facts,
  now: number,
): string[] {
  if (book === null) return [];
  return slotsOf(zone, book, answers, now)
    .filter(({ at, places }) => (held?.taken.get(at) ?? 0) < places)
    .slice(0, OFFERED_MAX)
    .map(({ is }) => is);
}
