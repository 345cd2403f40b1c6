/** Rules about appointments: the times are there, and whatever is reckoned from one knows which. */
import type { ServiceFile } from "../format.ts";
import { BEFORE, UNTIL } from "../life-format.ts";
import { meant } from "../nearest.ts";
import type { DataRow, DataTable } from "../source.ts";
import { isTimetable } from "../timetable.ts";
import { questionsOf } from "./named.ts";
import { choicesIn } from "./said-in-life.ts";
import { comesPast } from "./unasked.ts";
import { below, isPartial, screensOf, type At, type World } from "./world.ts";

export function checkAppointments(world: World): void {
  for (const screen of screensOf(world)) {
    const { source, at, service } = screen;
    if ("choose" in source) checkChoose(world, source.from, below(at, "from"));
    if (!("book" in source)) continue;
    if (service === null) {
      world.report(at, "book", "appointments belong to a service", "Write it into the service.");
    } else {
      checkBook(world, source, at, service);
      checkAhead(world, source, at);
    }
  }
  for (const service of world.source.services.values()) {
    if (isPartial(world, service.service)) continue;
    checkTimes(world, service);
    checkChoices(world, service);
  }
}

/** Nobody can read a line of a timetable. */
function checkChoose({ source, report }: World, from: string | undefined, at: At): void {
  const table = source.data.get(from ?? "");
  if (table === undefined || !isTimetable(table.headings)) return;
  report(at, "book", "this is a timetable", "Ask for a time with `book`, or name a list.");
}

/** Whoever dials at midnight has the most of today: what is too near even then is never offered. */
function checkAhead(
  { source, report }: World,
  screen: { from: string; for?: string | undefined; ahead: string; before?: string | undefined },
  at: At,
): void {
  const [, count, unit] = /^(\d+) (hour|minute)/.exec(screen.before ?? "") ?? [];
  if (count === undefined) return;
  const before = Number(count) * (unit === "hour" ? 60 : 1);
  const midnight = 24 * 60 * (Number.parseInt(screen.ahead, 10) - 1);
  const latest = latestOf(source.data.get(screen.from)?.rows ?? [], screen.for);
  // Today counts: what is offered ends at most so many days from now.
  const end = latest.size === 0 ? 24 * 60 : Math.max(...latest.values());
  const mend = "Write a shorter time, or let `ahead` be longer.";
  const place = below(at, "before");
  if (before >= midnight + end) {
    const message = `no time is ${screen.before} away and within ${screen.ahead}`;
    return report(place, "book", message, mend);
  }
  const never = [...latest].find(([, minutes]) => before >= midnight + minutes)?.[0];
  if (never === undefined) return;
  const message = `no time of \`${never}\` is ${screen.before} away and within ${screen.ahead}`;
  report(place, "book", message, mend);
}

/** The last time of day of each place that has times, in minutes; those at fault are left out. */
function latestOf(rows: readonly DataRow[], of: string | undefined): ReadonlyMap<string, number> {
  const latest = new Map<string, number>();
  for (const { columns } of rows) {
    const [hours, minutes] = (columns["time"] ?? "").split(":").map(Number);
    const time = (hours ?? NaN) * 60 + (minutes ?? NaN);
    const place = columns[of ?? ""] ?? "";
    if (time >= (latest.get(place) ?? 0)) latest.set(place, time);
  }
  return latest;
}

function checkBook(
  world: World,
  screen: { from: string; for?: string | undefined },
  at: At,
  service: ServiceFile,
): void {
  const { source, report } = world;
  const table = source.data.get(screen.from);
  if (table === undefined) {
    if (source.unread.has(screen.from)) return;
    const mend = meant(screen.from, source.data.keys()) || "Put the file into the menus folder.";
    return report(below(at, "from"), "data-missing", `there is no list ${screen.from}`, mend);
  }
  if (!isTimetable(table.headings)) {
    const mend = "A timetable has the columns weekday, time and capacity.";
    return report(below(at, "from"), "book", `${screen.from} is no timetable`, mend);
  }
  checkNight(world, table);
  const { for: of } = screen;
  const others = table.headings.filter((one) => !["weekday", "time", "capacity"].includes(one));
  if (of === undefined) {
    const [column] = others;
    if (column === undefined) return;
    const message = `the timetable has a column \`${column}\`, and nothing says whose times are offered`;
    return report(at, "book", message, `Add \`for: ${column}\`, or remove the column.`);
  }
  const place = below(at, "for");
  const known = questionsOf(service);
  if (!known.includes(of)) {
    const mend = meant(of, known) || `Known: ${known.join(", ")}.`;
    return report(place, "book", `there is no answer \`${of}\``, mend);
  }
  if (!table.headings.includes(of)) {
    const mend = meant(of, others) || `Add a column \`${of}\` to ${screen.from}.`;
    return report(place, "book", `the timetable has no column \`${of}\``, mend);
  }
  const asked = [...service.screens, ...(service.aside ?? [])].find(
    (one) => "choose" in one && one.choose === of,
  );
  if (asked === undefined || !("choose" in asked)) {
    const message = `\`${of}\` is not chosen from a list`;
    return report(place, "book", message, "Name a `choose`: its answers stand in the timetable.");
  }
  const rows = source.data.get(asked.from ?? "")?.rows ?? [];
  const answers = [...(asked.options ?? []).map(({ is }) => is), ...rows.map(({ id }) => id)];
  const times = new Set(table.rows.map(({ columns }) => columns[of] ?? ""));
  const strange = [...times].find((one) => !answers.includes(one));
  if (strange !== undefined && answers.length > 0) {
    const mend = meant(strange, answers) || `Known: ${answers.slice(0, 10).join(", ")}.`;
    report(
      place,
      "book",
      `the timetable has times of \`${strange}\`, which nobody can choose`,
      mend,
    );
  }
  const without = answers.find((one) => !times.has(one));
  if (without === undefined) return;
  const message = `\`${without}\` can be chosen and has no times in ${screen.from}`;
  report(place, "book", message, "Add its times, or take it from the list.", "warning");
}

/** Times at which mostly nobody comes, and the share of them above which more than one is meant. */
const NIGHT = { until: "05:00", from: "22:00", share: 0.1 };

/** `03:00` for `13:00`: where few times are at night, they are slips. */
function checkNight({ report }: World, { file, rows }: DataTable): void {
  const at = rows.flatMap(({ columns: { time = "" } }, index) =>
    time !== "" && (time < NIGHT.until || time >= NIGHT.from) ? [index] : [],
  );
  if (at.length === rows.length || at.length > Math.max(1, rows.length * NIGHT.share)) return;
  for (const index of at) {
    const message = `an appointment at ${rows[index]?.columns["time"]} is at night`;
    const mend = "Write it on the clock of 24 hours: 14:00 is two in the afternoon.";
    report({ file, path: ["rows", index] }, "book", message, mend, "warning");
  }
}

/** `until`, `within` and `asks` name an appointment of the service. */
function checkTimes({ release, report }: World, service: ServiceFile): void {
  const booked = [...service.screens, ...(service.aside ?? [])].flatMap((screen) =>
    "book" in screen ? [screen.book] : [],
  );
  const of = (...path: (string | number)[]): At => ({
    file: `${service.service}.yaml`,
    path: ["life", ...path],
  });
  const known = (name: string | undefined, at: At) => {
    if (name === undefined || booked.includes(name)) return;
    const mend = meant(name, booked) || "Ask for one with `- book: …`.";
    report(at, "until", `there is no appointment \`${name}\``, mend);
  };
  const passed = new Set(
    booked.filter((name) =>
      comesPast(release, service, null, new Set([`${service.service}/${name}`])),
    ),
  );
  for (const [name, { within, may_become }] of Object.entries(service.life ?? {})) {
    const reckoned = UNTIL.exec(within ?? "")?.[3];
    known(reckoned, of(name, "within"));
    if (reckoned !== undefined && passed.has(reckoned)) {
      const message = `a way to the check screen goes around \`${reckoned}\`: what has none is never late`;
      const mend = `Lead everybody through \`${reckoned}\`, or write the time in hours or days.`;
      report(of(name, "within"), "until", message, mend, "warning");
    }
    for (const [index, { by, until, asks }] of (may_become ?? []).entries()) {
      const at = of(name, "may_become", index);
      known(BEFORE.exec(until ?? "")?.[2], below(at, "until"));
      known(asks, below(at, "asks"));
      for (const [key, value] of Object.entries({ until, asks })) {
        if (by === "citizen" || value === undefined) continue;
        const message = `\`${key}\` is for moves that citizens make`;
        const place = { ...below(at, key), within: "key" as const };
        report(place, "until", message, "Leave it out: officers decide for themselves.");
      }
    }
  }
}

/** Of a list of SMS the last line is for everybody who is left, and no other one is. */
function checkChoices({ report }: World, service: ServiceFile): void {
  for (const { sms, at } of choicesIn(service)) {
    for (const [index, { when, say }] of sms.entries()) {
      const last = index === sms.length - 1;
      const place = below(at, index);
      if (last && when !== undefined) {
        const mend = "End with `- say: …` without a `when`, or with `- {}` where nothing is sent.";
        report(place, "sms-choice", "nothing says what is sent to everybody else", mend);
      } else if (!last && when === undefined) {
        report(place, "sms-choice", "what stands below this is never sent", "Give it a `when`.");
      }
      if (say === undefined && sms.length === 1) {
        report(place, "sms-choice", "this sends nothing to anybody", "Leave the `sms` out.");
      }
    }
  }
}
