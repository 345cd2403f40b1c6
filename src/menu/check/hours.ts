/**
 * Rules about the clock and the calendar of the channel: the quiet hours are those of the night and no others, so
 * that nobody is woken, and all are told by day; a working day ends when offices do; holidays are to come.
 */
import { dayOf } from "../calendar.ts";
import { below, type At, type World } from "./world.ts";

export function checkHours(world: World): void {
  checkQuiet(world);
  checkCloses(world);
  checkHolidays(world);
}

const CALENDAR: At = { file: "channel.yaml", path: ["calendar"] };

/** No office closes before it. */
const MORNING = "10:00";

function checkCloses({ source, report }: World): void {
  const closes = source.channel.calendar?.closes;
  if (closes === undefined || closes >= MORNING) return;
  const place = below(CALENDAR, "closes");
  if (closes < "01:00") {
    const message = `a working day would end at ${closes}, as it begins: every deadline a day too early`;
    const mend = "Leave it out: a working day then ends at midnight.";
    return report(place, "limits", message, mend);
  }
  const later = `${Number(closes.slice(0, 2)) + 12}${closes.slice(2)}`;
  const message = `a working day would end at ${closes} in the morning`;
  report(place, "limits", message, `Write the hours to 24: "${later}".`, "warning");
}

/** Those of next year are announced when this one's are over. */
function checkHolidays({ source, release, now, report }: World): void {
  const holidays = source.channel.calendar?.holidays ?? [];
  if (now === null || holidays.length === 0) return;
  const today = dayOf(release.channel.timeZone, now);
  if (holidays.some((day) => day >= today)) return;
  const message = "all of these are over: deadlines count the holidays to come as working days";
  const mend = "Add those to come, each with its year.";
  report(below(CALENDAR, "holidays"), "limits", message, mend, "warning");
}

function checkQuiet({ source, report }: World): void {
  const quiet = source.channel.sms?.quiet;
  if (quiet === undefined) return;
  const { from, to } = quiet;
  const at: At = { file: "channel.yaml", path: ["sms", "quiet"] };
  const night = 'Write the night, such as from "19:00" to "07:00".';
  const warn = (message: string, mend = night) =>
    report(below(at, "from"), "limits", `from ${from} to ${to} ${message}`, mend, "warning");
  const hours = hoursOf(quiet);
  const awake = NIGHT.find((time) => !isQuiet(quiet, time));
  if (from === to) {
    const message = `no hour is from ${from} to ${to}, so that SMS go out at night`;
    report(below(at, "to"), "limits", message, night);
  } else if (hours > LONG) {
    warn(`is most of the day: SMS wait for ${hours} hours`);
  } else if (awake !== undefined) {
    const swapped = { from: to, to: from };
    const swaps = hoursOf(swapped) <= LONG && NIGHT.every((time) => isQuiet(swapped, time));
    const mend = `Swap them: from "${to}" to "${from}".`;
    if (swaps) warn("is by day: SMS wait then, and go out at night", mend);
    else warn(`leaves ${awake} out: SMS go out at night`);
  }
}

interface Quiet {
  from: string;
  to: string;
}

/** Hours after which nothing is told on the day on which it happened. */
const LONG = 15;
/** People sleep at each of these. */
const NIGHT = ["23:00", "01:00", "03:00", "04:30"];

/** True where it is quiet at a time of day. */
function isQuiet({ from, to }: Quiet, time: string): boolean {
  return from < to ? from <= time && time < to : time >= from || time < to;
}

/** From one time of day to the next such, in hours. */
function hoursOf({ from, to }: Quiet): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const between = (minutes(to) - minutes(from) + 1440) % 1440;
  return Math.round(between / 6) / 10;
}
