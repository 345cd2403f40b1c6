/** Rule: the quiet hours are those of the night and no others, so that nobody is woken, and all are told by day. */
import { below, type At, type World } from "./world.ts";

export function checkHours({ source, report }: World): void {
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
