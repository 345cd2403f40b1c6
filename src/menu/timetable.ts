/**
 * Timetables: `data/*.csv` with the columns `weekday`, `time` and `capacity`, and one that says whose they are.
 *
 * Owns their faults. Called by `data`.
 */
import type { Report, Row } from "./csv.ts";
import { DAYS } from "./life-format.ts";
import type { DataRow } from "./source.ts";

/** Sunday first, as dates count. */
export const WEEKDAYS = ["sun", ...DAYS.filter((day) => day !== "sun")] as const;

const COLUMNS = ["weekday", "time", "capacity"] as const;
const TIME = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;
const PLACES = /^[1-9][0-9]{0,3}$/;

/** By its headings: other lists have no days. */
export function isTimetable(headings: readonly string[]): boolean {
  return headings.includes("weekday") && !headings.includes("id");
}

/** The rows, those at fault reported; each has an id made of all that tells it from the others. */
export function timetableRows(
  headings: readonly string[],
  rows: readonly Row[],
  report: Report,
): DataRow[] {
  const missing = COLUMNS.filter((column) => !headings.includes(column));
  if (missing.length > 0) {
    const message = `this timetable has no column ${missing.join(", ")}`;
    report(
      1,
      "csv-columns",
      message,
      "Begin with `weekday,time,capacity`, or with whose they are.",
    );
    return [];
  }
  const seen = new Map<string, number>();
  return rows.map(({ fields, line }) => {
    const columns = Object.fromEntries(headings.map((heading, at) => [heading, fields[at] ?? ""]));
    const { weekday = "", time = "", capacity: places = "" } = columns;
    if (!WEEKDAYS.some((day) => day === weekday)) {
      report(line, "csv-row", misfit(weekday, "weekday"), `Write ${DAYS.join(", ")}.`);
    } else if (!TIME.test(time)) {
      const mend = "Write it with two digits each, such as 09:00 or 14:30.";
      report(line, "csv-row", misfit(time, "time", "time of day"), mend);
    } else if (!PLACES.test(places)) {
      const message = misfit(places, "capacity");
      report(line, "csv-row", message, "Write how many can come at that time: 1 to 9999.");
    }
    const others = headings.filter((heading) => heading !== "capacity");
    const id = others.map((heading) => columns[heading] ?? "").join(" ");
    const before = seen.get(id);
    if (before !== undefined) {
      const message = `this time stands on line ${before} already`;
      report(line, "csv-row", message, "Keep one of them, with all the places.");
    }
    seen.set(id, line);
    return { id, say: {}, columns };
  });
}

/** `column` is its heading, `what` the word for what belongs there. */
function misfit(cell: string, column: string, what = column): string {
  return cell === ""
    ? `nothing stands under \`${column}\` here`
    : `\`${cell.slice(0, 40)}\` is no ${what}`;
}
