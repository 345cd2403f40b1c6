/**
 * What people write for what is meant: `2 weeks` for 14d, `500,000` for a number, words for a name.
 *
 * Called by `words`, for the mend.
 */
import type { z } from "zod";
import { PERIOD } from "./period.ts";
import { AHEAD_MAX } from "./question-format.ts";
import { NAME } from "./text-format.ts";

type Issue = z.core.$ZodIssue;

export const LIMITS: ReadonlySet<string> = new Set(["min", "max"]);
const TIMES: ReadonlySet<string> = new Set(["within", "before", "after"]);
/** Keys with a period such as 1y. */
const PERIODS: ReadonlySet<string> = new Set(["keep", "draft"]);

/** The number in `500,000`, `80 letters` or `KES 5,000/=`. */
export function number(value: string): { whole: number; mend: string } | null {
  const [, before = "", digits, behind = ""] =
    /^([a-z]{1,4}\.? ?)?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})( ?(?:[a-z]+|\/[=-]))?$/i.exec(
      value,
    ) ?? [];
  if (digits === undefined || /^[0-9]+$/.test(value)) return null;
  const whole = Number(digits.replaceAll(",", ""));
  const comma = before + behind === "";
  const mend = comma ? "Write it without the commas" : "Write the number alone";
  return { whole, mend: `${mend}: ${whole}.` };
}

/** An option that is only its words. */
export function option(value: string): string {
  const is = nameFrom(value);
  const say = `say: ${JSON.stringify(value)}`;
  return `Write - { is: ${NAME.test(is) ? is : "name"}, ${say} }; on a menu - { ${say}, go: … }.`;
}

/** A name made of words. */
function nameFrom(words: string): string {
  return words
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}

/** `14`, `2 weeks` and `90 days`, as how many days ahead a time can be booked. */
function daysAhead(value: string): string | null {
  const [, count, weeks] = /^([1-9][0-9]{0,2}) ?(?:days?|(weeks?))?$/.exec(value) ?? [];
  if (count === undefined) return null;
  const days = Number(count) * (weeks === undefined ? 1 : 7);
  if (days > AHEAD_MAX) return `Write at most ${AHEAD_MAX} days.`;
  return `Write ${days} ${days === 1 ? "day" : "days"}.`;
}

/** A text of the wrong spelling, spelled as it should be. */
export function respelled(issues: readonly Issue[], value: string, of: string): string | null {
  if (!issues.some(({ code }) => code === "invalid_format")) return null;
  const [, day = "", month = "", year = ""] =
    /^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})$/.exec(value) ?? [];
  if (LIMITS.has(of) && year !== "") {
    return `Write the year first: ${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}.`;
  }
  const [, many] = /^[0-9]{4,} (hours|days|working days)$/.exec(value) ?? [];
  if (many !== undefined && TIMES.has(of)) return `Write at most 999 ${many}.`;
  if (of === "ahead") return daysAhead(value);
  const [, weeks] = /^([1-9][0-9]{0,2}) ?weeks?$/i.exec(value) ?? [];
  // A time has no weeks, and three digits for its days.
  if (weeks !== undefined && TIMES.has(of) && Number(weeks) <= 142) {
    return `Write ${Number(weeks) * 7} days.`;
  }
  if (of === "from") {
    const [file = ""] = value.toLowerCase().replaceAll(" ", "_").split("/").slice(-1);
    const named = /^[a-z0-9_-]{1,60}(\.csv)?$/.test(file)
      ? `data/${file.replace(/\.csv$/, "")}.csv`
      : "";
    return named === "" ? null : `Write ${named}, and name the file so too.`;
  }
  const [, count = "", unit] =
    /^([1-9][0-9]{0,3}) ?(hour|day|week|month|year)s?$/i.exec(value) ?? [];
  if (unit !== undefined && PERIODS.has(of)) {
    const period =
      unit.toLowerCase() === "week"
        ? `${Number(count) * 7}d`
        : `${count}${unit.charAt(0).toLowerCase()}`;
    return PERIOD.test(period) ? `Write ${period}.` : null;
  }
  const name = nameFrom(value.replace(/\.ya?ml$/i, ""));
  const isName = issues.some(({ message }) => message.startsWith("a name"));
  return isName && NAME.test(name) ? `Write a name in small letters, digits and _: ${name}.` : null;
}
