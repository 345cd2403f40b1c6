/**
 * `njia report`: how many requests came in, how many were resolved and how soon, by service and month; or what
 * was answered to services that only count.
 *
 * Reads the database beside a running server, changes nothing and needs no key, as nothing sealed is
 * opened. Called by `cli`.
 */
import { systemClock, type Clock } from "../base/clock.ts";
import { answersOf } from "../insight/report/answers.ts";
import { isMonth, monthAfter, monthsBetween } from "../menu/months.ts";
import { reportOf, type ServiceOfRelease } from "../insight/report/report.ts";
import { servicesInStore } from "../insight/report/rows.ts";
import { textOf, type Format } from "../insight/report/text.ts";
import { dayOf } from "../menu/calendar.ts";
import type { Release } from "../menu/model.ts";
import { say, type Sayings } from "../menu/text.ts";
import { openPublished, type Published } from "../session/releases.ts";
import { StoreFault } from "../store/fault.ts";
import { openStoreReader } from "../store/open.ts";
import { nameOf, type Place } from "../store/place.ts";
import type { Reader } from "../store/store.ts";

/** Ten years: more is a slip. */
const MONTHS_MAX = 120;
/** A year, the current month included. */
const MONTHS = 12;

/** What cannot be reported as it was asked; the message says what can. */
export class ReportFault extends Error {
  override readonly name = "ReportFault";
}

export interface ReportOptions {
  from?: string;
  to?: string;
  service?: string;
  format: Format;
  /** What was answered to anonymous services, instead of requests. */
  answers?: boolean;
}

export interface ReportNeeds {
  place: Place;
  /** Takes what a person should know beside it. */
  warn: (line: string) => void;
  clock?: Clock;
}

/** The report as text. @throws ReportFault */
export async function runReport(options: ReportOptions, needs: ReportNeeds): Promise<string> {
  const { place, warn, clock = systemClock } = needs;
  for (const key of ["from", "to"] as const) {
    const month = options[key];
    if (month !== undefined && !isMonth(month)) {
      throw new ReportFault(`--${key} ${month} is no month: write it as 2026-11`);
    }
  }
  if (options.answers === true) {
    return reading(place, (store) => answersIn(store, options, clock()));
  }
  const report = await reading(place, (store) => reportIn(store, options, clock()));
  if (report.unreadable > 0) {
    warn(
      `${report.unreadable} requests were sent on menus that this Njia cannot read: they count as open`,
    );
  }
  return textOf(report, options.format);
}

/** Whatever fails says of which database. */
async function reading<T>(place: Place, read: (store: Reader) => Promise<T>): Promise<T> {
  let store: Reader | null = null;
  try {
    store = await openStoreReader(place);
    return await read(store);
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
    throw new ReportFault(`${nameOf(place)}: ${error.message}`, { cause: error });
  } finally {
    await store?.close();
  }
}

/** The current release, and the months that are asked for. @throws ReportFault */
async function askedIn(store: Reader, options: ReportOptions, at: number) {
  const releases = await openPublished(store);
  const current = releases.current();
  if (current === null) {
    const why =
      releases.unreadable() === null
        ? "no menus are published: start the server first"
        : "this Njia cannot read the current menus: use the one that serves them";
    throw new ReportFault(why);
  }
  const { timeZone } = current.channel;
  const to = options.to ?? dayOf(timeZone, at).slice(0, 7);
  const from = options.from ?? monthAfter(to, 1 - MONTHS);
  const length = monthsBetween(from, to);
  if (length < 1) throw new ReportFault(`--to ${to} is before --from ${from}`);
  if (length > MONTHS_MAX) throw new ReportFault(`from ${from} to ${to} is over ten years`);
  return { releases, current, timeZone, from, to };
}

async function answersIn(store: Reader, options: ReportOptions, at: number): Promise<string> {
  const { current, timeZone, from, to } = await askedIn(store, options, at);
  const { service = null } = options;
  const counting = [...current.services.values()].filter(({ anonymous }) => anonymous);
  const titles = new Map(counting.map(({ name, title }) => [name, titleOf(current, title)]));
  if (service !== null && !titles.has(service)) {
    const known = [...titles.keys()].sort().join(", ") || "none";
    throw new ReportFault(`there is no anonymous service ${service}; known: ${known}`);
  }
  const month = dayOf(timeZone, at).slice(0, 7);
  const asked = { from, to, current: month, service, titles, timeZone };
  return answersOf(store, asked, options.format);
}

async function reportIn(store: Reader, options: ReportOptions, at: number) {
  const { releases, current, timeZone, from, to } = await askedIn(store, options, at);
  const services = servicesOf(current);
  const { service = null } = options;
  if (service !== null && !services.has(service)) {
    // One that is offered no more may have requests.
    const known = await servicesInStore(store);
    if (!known.includes(service)) {
      const all = [...new Set([...services.keys(), ...known])].sort();
      throw new ReportFault(`there is no service ${service}; known: ${all.join(", ")}`);
    }
  }
  return reportOf(store, {
    at,
    timeZone,
    from,
    to,
    service,
    services,
    serviceIn: lookUp(releases),
  });
}

/** Services by release: a release is compiled once, and of it only what is counted by is kept. */
function lookUp(releases: Published) {
  const known = new Map<string, ReadonlyMap<string, ServiceOfRelease>>();
  return async (digest: string, service: string): Promise<ServiceOfRelease | null> => {
    let services = known.get(digest);
    if (services === undefined) {
      const release = await releases.get(digest);
      services = release === null ? new Map() : servicesOf(release);
      known.set(digest, services);
    }
    return services.get(service) ?? null;
  };
}

/** Those that open requests, with their titles in the channel's first language. */
function servicesOf(release: Release): Map<string, ServiceOfRelease> {
  return new Map(
    [...release.services.values()].flatMap(({ name, title, keepMs, life }) => {
      if (life === null) return [];
      const statuses = new Map(
        [...life.statuses].map(([status, { question, refusal, resolved, end }]) => [
          status,
          { question, refusal, resolved, end },
        ]),
      );
      return [[name, { title: titleOf(release, title), keepMs, statuses }] as const];
    }),
  );
}

function titleOf({ channel }: Release, title: Sayings): string {
  return say(title, channel.languages[0]?.is ?? "en", () => "");
}
