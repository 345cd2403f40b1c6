/**
 * Rules about reminders: each comes, in time, and none together with another one.
 *
 * Tried on two weeks of requests with the very functions that the clock uses: hours, days and working
 * days do not compare otherwise. Holidays are left out, since no file can be right for each of them.
 */
import { dayOf, deadlineOf } from "../calendar.ts";
import type { ServiceFile } from "../format.ts";
import type { Status } from "../life.ts";
import type { StatusFile } from "../life-format.ts";
import type { CompiledChannel } from "../model.ts";
import { instantOf, standingOf } from "../reminders.ts";
import { below, type At, type World } from "./world.ts";

const HOUR_MS = 3_600_000;
/** A Monday, in weeks in which few clocks are changed. */
const FIRST = Date.UTC(2026, 5, 1);
/** Four a day for two weeks: every day of the week, in the night, the morning, the day and the evening. */
const ARRIVALS = Array.from({ length: 14 * 4 }, (_, n) => FIRST + n * 6 * HOUR_MS);

export function checkReminders(world: World): void {
  for (const service of world.source.services.values()) {
    const life = world.release.services.get(service.service)?.life;
    for (const [name, file] of Object.entries(service.life ?? {})) {
      const status = life?.statuses.get(name);
      const at = { file: `${service.service}.yaml`, path: ["life", name] };
      if (status !== undefined) checkStatus(world, service, { file, status, at });
    }
  }
}

interface Checked {
  file: StatusFile;
  status: Status;
  at: At;
}

function checkStatus(world: World, service: ServiceFile, { file, status, at }: Checked): void {
  const { report } = world;
  const sends = [file.sms, file.late?.sms, ...(file.remind ?? [])].some((one) => one !== undefined);
  if (file.at_least_once === true && !sends) {
    const message = `\`${status.name}\` sends no SMS`;
    report(keyOf(at, "at_least_once"), "at-least-once", message, "Give it an `sms`, or remove it.");
  }
  if (file.remind === undefined) return;
  if (status.end) {
    const message = `in \`${status.name}\` nothing is waited for`;
    const mend = "Remind in a status with a way onward; what is told once is its `sms`.";
    return report(keyOf(at, "remind"), "remind", message, mend);
  }
  const { calendar, timeZone } = world.release.channel;
  const zone = { timeZone, calendar: { ...calendar, holidays: new Set<string>() } };
  const coming = file.remind.map((_, place) => comingOf(world, zone, { file, status, at }, place));
  for (const [place, own] of coming.entries()) {
    const before = coming.slice(0, place);
    if (own !== null) checkTogether(world, service, below(at, "remind", place), own, before);
  }
}

/** When a reminder comes for each arrival, null where it does not; null for one that is not right. */
function comingOf(
  { report }: World,
  zone: Pick<CompiledChannel, "calendar" | "timeZone">,
  { file, status, at: of }: Checked,
  place: number,
): (number | null)[] | null {
  const at = below(of, "remind", place);
  const written = file.remind?.[place];
  const reminder = status.reminders[place];
  if (written === undefined || reminder === undefined) return null;
  const { before, after } = written;
  if ((before === undefined) === (after === undefined)) {
    const message = "a reminder is either `before` the deadline or `after` the request came in";
    report(at, "remind", message, "Give it exactly one: `before: 2 days`, or `after: 3 days`.");
    return null;
  }
  if (before !== undefined && status.within === null && status.until === null) {
    const mend = "Add `within: 14 days` to the status, or count with `after`.";
    report(keyOf(at, "before"), "remind", `\`${status.name}\` has no deadline`, mend);
    return null;
  }
  if (
    reminder.before?.unit === "hours" &&
    status.until === null &&
    status.within?.unit !== "hours"
  ) {
    const mend = "Count it in days: `before: 1 day` is told on the morning of the day before.";
    const message = "a deadline in days mostly ends at night, when nobody is told anything";
    report(below(at, "before"), "remind", message, mend);
    return null;
  }
  const key = before === undefined ? "after" : "before";
  const coming = ARRIVALS.map((since) =>
    instantOf(zone, reminder, standingAt(zone, status, since)),
  );
  const [missed] = ARRIVALS.filter((_, n) => coming[n] === null);
  if (missed === undefined) return coming;
  if (coming.every((each) => each === null)) {
    const message = `this never comes: \`${status.name}\` is over by then, or has just begun`;
    const mend = `Use a shorter time than \`within: ${file.within ?? ""}\`.`;
    report(below(at, key), "remind", message, mend);
    return null;
  }
  const message = `a request that comes in on a ${dayName(zone.timeZone, missed)} is not reminded`;
  const mend = "Use a shorter time, or leave more of it by `within`.";
  report(below(at, key), "remind", message, mend, "warning");
  return coming;
}

/** Whoever has an appointment has it in three weeks, at ten: nearer ones may be too near for a reminder. */
function standingAt(
  zone: Pick<CompiledChannel, "calendar" | "timeZone">,
  status: Status,
  since: number,
) {
  const day = dayOf(zone.timeZone, since + 21 * 24 * HOUR_MS);
  const answers = status.until === null ? {} : { [status.until.of]: `${day}T10:00` };
  const deadline = deadlineOf(zone, status, since, answers);
  return standingOf(zone, status, { since, deadline }, answers);
}

/** Two at the same instant are one: the other is never sent. */
function checkTogether(
  { report }: World,
  { service }: ServiceFile,
  at: At,
  own: readonly (number | null)[],
  before: readonly ((number | null)[] | null)[],
): void {
  for (const other of before) {
    const together = own.filter((each, n) => each !== null && each === other?.[n]).length;
    if (together === 0) continue;
    const message = `of \`${service}\`, this comes together with a reminder above`;
    const mend = "Keep one of them, or move this by a day.";
    const severity = together === own.length ? "error" : "warning";
    return report(at, "remind", message, mend, severity);
  }
}

function keyOf(at: At, key: string): At {
  return { ...below(at, key), within: "key" };
}

function dayName(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat("en", { timeZone, weekday: "long" }).format(at);
}
