/**
 * Reminders: when a citizen is reminded of a request that stays in a status.
 *
 * Everything follows from when it came into the status and from its deadline, so it can be computed
 * anew after a restart and on any node. Never on the day on which it came in, unless in hours; never
 * from the deadline on; never of an end. Pure; called by whoever moves a request, by the clock's round,
 * and by the checker.
 */
import { away, dayOf, instantOfSlot } from "./calendar.ts";
import type { Answers } from "./contract.ts";
import type { Reminder, Status } from "./life.ts";
import type { CompiledChannel } from "./model.ts";

/** How a request stands in its status. Epoch milliseconds. */
export interface Standing {
  since: number;
  /** As `deadlineOf` gave it. */
  deadline: number | null;
  /** What `before` counts from instead: the appointment; absent or null = the deadline. */
  from?: number | null;
}

/** How it stands, with these answers. */
export function standingOf(
  zone: Zone,
  { until }: Pick<Status, "until">,
  { since, deadline }: { since: number; deadline: number | null },
  answers: Answers,
): Standing {
  return { since, deadline, from: until === null ? null : instantOfSlot(zone, answers[until.of]) };
}

/** One of a status' reminders, by its place among them, and when it is due. */
export interface Due {
  at: number;
  reminder: number;
}

type Zone = Pick<CompiledChannel, "calendar" | "timeZone">;

/** All that are due in time, the earliest first. Of two at the same instant the later one in the file. */
export function remindersOf(
  zone: Zone,
  { reminders, end }: Pick<Status, "reminders" | "end">,
  standing: Standing,
): Due[] {
  if (end) return [];
  const due = new Map<number, Due>();
  for (const [reminder, written] of reminders.entries()) {
    const at = instantOf(zone, written, standing);
    if (at !== null) due.set(at, { at, reminder });
  }
  return [...due.values()].sort((a, b) => a.at - b.at);
}

/** When one is due; null = it would come too early, too late or never. */
export function instantOf(
  zone: Zone,
  { before, after }: Pick<Reminder, "before" | "after">,
  { since, deadline, from: counted = null }: Standing,
): number | null {
  const period = before ?? after;
  // Both of them, or neither, is a fault that the checker tells.
  if (period === null || (before !== null && after !== null)) return null;
  const from = before === null ? since : (counted ?? deadline);
  if (from === null) return null;
  const at = away(zone, period, from, before === null ? 1 : -1);
  if (at <= since || (deadline !== null && at >= deadline)) return null;
  const sameDay = dayOf(zone.timeZone, at) === dayOf(zone.timeZone, since);
  return sameDay && period.unit !== "hours" ? null : at;
}

/** When the first one behind an instant is due; null = none is any more. */
export function nextReminder(
  zone: Zone,
  status: Pick<Status, "reminders" | "end">,
  standing: Standing,
  after: number,
): number | null {
  return remindersOf(zone, status, standing).find(({ at }) => at > after)?.at ?? null;
}
