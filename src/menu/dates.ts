/**
 * Dates and times as people say them: `Tue 9 Mar 9am`, in Kiswahili `Jumanne 9 Mac, saa 3 asubuhi`.
 *
 * The one place that prints an instant. English and Kiswahili are written out as they are said in Kenya;
 * any other language is as Intl has it on the clock of 24 hours, and as `2027-03-09 09:00` where Intl does
 * not know it or writes letters that phones lack. Plain GSM-7. Pure and total: what is no instant prints as
 * nothing.
 */
import { plain } from "../base/gsm7.ts";
import { localTime } from "./calendar.ts";

/** Milliseconds from 1970 to the last instant there is, in both directions: beyond it Intl throws. */
const INSTANT_MAX = 8.64e15;

/** An instant on the clocks of a zone. */
interface Local {
  year: string;
  /** 0 = January. */
  month: number;
  day: number;
  /** 0 = Sunday. */
  weekday: number;
  hour: number;
  minute: number;
}

interface Manner {
  months: readonly string[];
  /** Sunday first. */
  days: readonly string[];
  clock(hour: number, minute: number): string;
  /** Between the day and the time. */
  between: string;
}

/** `9am`, `9:30am`; midnight is 12am. */
function twelveHours(hour: number, minute: number): string {
  return `${((hour + 11) % 12) + 1}${minutes(minute)}${hour < 12 ? "am" : "pm"}`;
}

/**
 * The Swahili day begins at six in the morning: nine is the third hour of it. The hours before six are those
 * before dawn: with a date, a night would be taken for that behind the day.
 */
function swahiliClock(hour: number, minute: number): string {
  const part =
    hour < 4
      ? "usiku"
      : hour < 6
        ? "alfajiri"
        : hour < 12
          ? "asubuhi"
          : hour < 16
            ? "mchana"
            : hour < 19
              ? "jioni"
              : "usiku";
  return `saa ${((hour + 5) % 12) + 1}${minutes(minute)} ${part}`;
}

function minutes(minute: number): string {
  return minute === 0 ? "" : `:${String(minute).padStart(2, "0")}`;
}

const MANNERS: ReadonlyMap<string, Manner> = new Map([
  [
    "en",
    {
      months: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "),
      days: "Sun Mon Tue Wed Thu Fri Sat".split(" "),
      clock: twelveHours,
      between: " ",
    },
  ],
  [
    "sw",
    {
      months: "Jan Feb Mac Apr Mei Jun Jul Ago Sep Okt Nov Des".split(" "),
      days: "Jumapili Jumatatu Jumanne Jumatano Alhamisi Ijumaa Jumamosi".split(" "),
      clock: swahiliClock,
      between: ", ",
    },
  ],
]);

/** `5 Mar 2027`, in Kiswahili `5 Mac 2027`: day first, as both are said in Kenya. */
export function dateText(language: string, timeZone: string, at: number): string {
  const local = localOf(timeZone, at);
  if (local === null) return "";
  const { day, month, year } = local;
  const { months } = mannerOf(language);
  return months === null ? isoDay(local) : `${day} ${months[month] ?? ""} ${year}`;
}

/** `10:32am`, in Kiswahili `saa 4:32 asubuhi`. */
export function clockText(language: string, timeZone: string, at: number): string {
  const local = localOf(timeZone, at);
  return local === null ? "" : mannerOf(language).clock(local.hour, local.minute);
}

/** `Tue 9 Mar 9am`, in Kiswahili `Jumanne 9 Mac, saa 3 asubuhi`: of days that are near, without the year. */
export function momentText(language: string, timeZone: string, at: number): string {
  const local = localOf(timeZone, at);
  if (local === null) return "";
  const { weekday, day, month, hour, minute } = local;
  const { days, months, clock, between } = mannerOf(language);
  const date =
    months === null ? isoDay(local) : `${days[weekday] ?? ""} ${day} ${months[month] ?? ""}`;
  return `${date}${between}${clock(hour, minute)}`;
}

function localOf(timeZone: string, at: number): Local | null {
  if (!(Math.abs(at) <= INSTANT_MAX)) return null;
  const [date = "", time = ""] = localTime(timeZone, at).split(" ");
  const [month = 1, day = 1] = date.slice(-5).split("-").map(Number);
  const year = date.slice(0, -6);
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const weekday = new Date(Date.UTC(Number(year), month - 1, day)).getUTCDay();
  return { year, month: month - 1, day, weekday, hour, minute };
}

function isoDay({ year, month, day }: Local): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${year}-${two(month + 1)}-${two(day)}`;
}

/** Without names of months, days are numbers alone. */
type Known = Omit<Manner, "months"> & { months: readonly string[] | null };

const known = new Map<string, Known>(MANNERS);

function mannerOf(language: string): Known {
  let manner = known.get(language);
  if (manner === undefined) known.set(language, (manner = foreignManner(language)));
  return manner;
}

function dayClock(hour: number, minute: number): string {
  return [hour, minute].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Names as Intl has them; none where it has none, or where phones could not show them. */
function foreignManner(language: string): Known {
  const numbers = { months: null, days: [], clock: dayClock, between: " " };
  if (Intl.DateTimeFormat.supportedLocalesOf(language).length === 0) return numbers;
  const named = (options: Intl.DateTimeFormatOptions, dates: readonly number[]) => {
    const format = new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options });
    return dates.map((date) => plain(format.format(date)));
  };
  const twelve = Array.from({ length: 12 }, (_, month) => Date.UTC(2027, month, 1));
  // The third of January 2027 is a Sunday.
  const seven = Array.from({ length: 7 }, (_, day) => Date.UTC(2027, 0, 3 + day));
  const months = named({ month: "short" }, twelve);
  const days = named({ weekday: "short" }, seven);
  const shown = [...months, ...days].every((name) => !name.includes("?"));
  return shown ? { ...numbers, months, days } : numbers;
}
