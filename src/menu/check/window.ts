/** Rules about when a service is open: days that exist, in order, with words for whoever comes at another time. */
import type { ServiceFile } from "../format.ts";
import { APPLICATION_KINDS } from "../model.ts";
import { dayOf } from "../calendar.ts";
import { isYearly, standingOn } from "../window.ts";
import { nameOf } from "../written.ts";
import { below, isPartial, type At, type World } from "./world.ts";

export function checkWindows(world: World): void {
  for (const service of world.source.services.values()) checkWindow(world, service);
}

function checkWindow(world: World, { service, open, screens }: ServiceFile): void {
  if (open === undefined) return;
  const { report } = world;
  const at: At = { file: `${service}.yaml`, path: ["open"] };
  const { from, to } = open;
  const wrong = (["from", "to"] as const).filter((key) => !isDay(open[key]));
  for (const key of wrong) {
    const mend = "Write a day of the calendar: 2027-01-31, or 01-31 for every year.";
    report(below(at, key), "open", `there is no day ${open[key]}`, mend);
  }
  if (wrong.length > 0) return;
  if (isYearly(from) !== isYearly(to)) {
    const mend = "Write both with their year, or both without.";
    report(below(at, "to"), "open", "one day is of one year, the other of every year", mend);
  } else if (!isYearly(from) && from > to) {
    report(below(at, "to"), "open", `it closes before it opens`, "Swap the two days.");
  } else if (world.now !== null) {
    const today = dayOf(world.release.channel.timeZone, world.now);
    if (standingOn(open, today).is === "over") {
      const mend =
        "Write the days of the next time, or leave it so: citizens are told that it is over.";
      report(below(at, "to"), "open", `this was over on ${to}`, mend, "warning");
    }
  }
  const asks = screens.some((screen) => APPLICATION_KINDS.has(nameOf(screen).kind));
  if (!asks && !isPartial(world, service)) {
    const mend = "Leave it out: what a service only tells is always open.";
    report({ ...at, within: "key" }, "open", "nothing is asked here", mend);
  }
  const { texts } = world.source.channel;
  const words = isYearly(from)
    ? ([["early", "not_open"]] as const)
    : ([
        ["early", "not_open"],
        ["over", "no_longer_open"],
      ] as const);
  for (const [own, text] of words) {
    if (open[own] !== undefined || texts[text] !== undefined) continue;
    const place = { file: "channel.yaml", path: ["texts"], within: "key" as const };
    const message = `\`${service}\` is not always open, and there is no text \`${text}\``;
    report(place, "missing-key", message, `Add \`${text}:\` to \`texts\`.`);
  }
}

/** 29 February is no day of every year. */
function isDay(day: string): boolean {
  const iso = isYearly(day) ? `2027-${day}` : day;
  const at = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso);
}
