/**
 * A report: what became of the requests of each month, by service.
 *
 * Owns how requests are put into months and services. Refuses nothing and reads nothing that is sealed;
 * what counts as resolved is `outcome`'s, what is printed `text`'s. Called by `cli`, which knows the
 * releases.
 */
import { dayOf } from "../../menu/calendar.ts";
import type { Reader } from "../../store/store.ts";
import { monthAfter, monthsBetween, startOfMonth } from "../../menu/months.ts";
import { outcomeOf, type Counted } from "./outcome.ts";
import { requestsOpened } from "./rows.ts";
import { count, emptyTally, figuresOf, sumOf, type Figures, type Tally } from "./tally.ts";

const DAY_MS = 86_400_000;

/** A service as one release has it. */
export interface ServiceOfRelease {
  title: string;
  /** How long its requests are kept, milliseconds. */
  keepMs: number;
  statuses: ReadonlyMap<string, Counted>;
}

export interface Asked {
  /** When it is asked, epoch milliseconds. */
  at: number;
  timeZone: string;
  /** Months such as `2026-11`, the last one counted too. */
  from: string;
  to: string;
  /** Null = every one. */
  service: string | null;
  /** Services that are there with or without requests, as the current release has them. */
  services: ReadonlyMap<string, ServiceOfRelease>;
  /** A service as a request's own release has it; null where it cannot be read. */
  serviceIn: (release: string, service: string) => Promise<ServiceOfRelease | null>;
}

export interface MonthOfService extends Figures {
  month: string;
  /** False where requests of the month may have been deleted already: it lacks them. */
  allKept: boolean;
}

export interface ServiceReport {
  service: string;
  title: string;
  /** Every month that was asked for, in order. */
  months: MonthOfService[];
  total: Figures;
}

export interface Report extends Pick<Asked, "at" | "timeZone" | "from" | "to"> {
  services: ServiceReport[];
  /** Requests whose release cannot be read: they count as open. */
  unreadable: number;
}

interface Counting extends Pick<ServiceOfRelease, "title"> {
  /** The shortest that a release had; null where none is known. */
  keepMs: number | null;
  tallies: Tally[];
}

/** @throws StoreFault */
export async function reportOf(store: Pick<Reader, "read">, asked: Asked): Promise<Report> {
  const { at, timeZone, from, to, service, services, serviceIn } = asked;
  const months = Array.from({ length: monthsBetween(from, to) }, (_, n) => monthAfter(from, n));
  const starts = months.map((month) => startOfMonth(timeZone, month));
  const before = startOfMonth(timeZone, monthAfter(to, 1));

  const all = new Map<string, Counting>();
  const countingOf = (name: string, known: ServiceOfRelease | null): Counting => {
    let counting = all.get(name);
    if (counting === undefined) {
      counting = { title: known?.title ?? name, keepMs: null, tallies: months.map(emptyTally) };
      all.set(name, counting);
    }
    if (known !== null) counting.keepMs = Math.min(known.keepMs, counting.keepMs ?? Infinity);
    return counting;
  };
  for (const [name, known] of services) {
    if (service === null || service === name) countingOf(name, known);
  }

  let unreadable = 0;
  for await (const request of requestsOpened(store, {
    from: starts[0] ?? before,
    before,
    service,
  })) {
    const { openedAt, lines, deadline } = request;
    const own = await serviceIn(request.release, request.service);
    if (own === null) unreadable++;
    const outcome = outcomeOf(own?.statuses ?? new Map(), lines, { deadline, at });
    const { resolvedAt } = outcome;
    const days = resolvedAt === null ? null : daysBetween(timeZone, openedAt, resolvedAt);
    const month = starts.findLastIndex((start) => start <= openedAt);
    const tally = countingOf(request.service, own).tallies[month];
    if (tally !== undefined) count(tally, outcome, days, request);
  }

  const ordered = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    at,
    timeZone,
    from,
    to,
    unreadable,
    services: ordered.map(([name, { title, keepMs, tallies }]) => ({
      service: name,
      title,
      months: tallies.map((tally, n) => ({
        month: months[n] ?? "",
        allKept: keepMs !== null && (starts[n] ?? 0) + keepMs > at,
        ...figuresOf(tally),
      })),
      total: figuresOf(sumOf(tallies)),
    })),
  };
}

/** From date to date on the clocks of the zone; 0 on the same one, or where a clock was set back. */
function daysBetween(timeZone: string, from: number, to: number): number {
  const [first, last] = [from, to].map((at) => Date.parse(dayOf(timeZone, at)));
  return Math.max(0, ((last ?? 0) - (first ?? 0)) / DAY_MS);
}
