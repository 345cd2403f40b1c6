/** Counters of a service and a month, and the figures that are made of them. Pure. */
import type { Outcome, Standing } from "./outcome.ts";

export interface Tally {
  standings: Record<Standing, number>;
  overdue: number;
  reopened: number;
  /** Sent by an officer for their citizen; and those that their citizen had not agreed to. */
  assisted: number;
  objected: number;
  /** How many were resolved after so many days. */
  days: Map<number, number>;
}

export interface Figures {
  /** Opened in the month; the sum of the five ways in which one can stand. */
  requests: number;
  resolved: number;
  /** Of all requests, from 0 to 1, rounded down to four places; null where there is none. */
  share: number | null;
  /** Half of the resolved ones took at most so many days; null where there is none. */
  half: number | null;
  /** Nine in ten took at most so many days; null where there is none. */
  nineInTen: number | null;
  overdue: number;
  reopened: number;
  open: number;
  refused: number;
  withdrawn: number;
  /** Ended without an answer. */
  closed: number;
  assisted: number;
  objected: number;
}

export function emptyTally(): Tally {
  return {
    standings: { open: 0, resolved: 0, refused: 0, withdrawn: 0, closed: 0 },
    overdue: 0,
    reopened: 0,
    assisted: 0,
    objected: 0,
    days: new Map(),
  };
}

/** How a request was sent. */
export interface Sent {
  assistedBy: string | null;
  objectedAt: number | null;
}

/** Adds one request; `days` it took, null where it is not resolved. */
export function count(
  tally: Tally,
  { standing, overdue, reopened }: Omit<Outcome, "resolvedAt">,
  days: number | null,
  { assistedBy, objectedAt }: Sent,
): void {
  tally.standings[standing]++;
  if (overdue) tally.overdue++;
  if (reopened) tally.reopened++;
  if (assistedBy !== null) tally.assisted++;
  if (objectedAt !== null) tally.objected++;
  if (days !== null) addDays(tally.days, days, 1);
}

export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = emptyTally();
  for (const { standings, overdue, reopened, assisted, objected, days } of tallies) {
    for (const standing of STANDINGS) sum.standings[standing] += standings[standing];
    sum.overdue += overdue;
    sum.reopened += reopened;
    sum.assisted += assisted;
    sum.objected += objected;
    for (const [took, requests] of days) addDays(sum.days, took, requests);
  }
  return sum;
}

const STANDINGS = ["open", "resolved", "refused", "withdrawn", "closed"] as const;

function addDays(all: Map<number, number>, days: number, requests: number): void {
  all.set(days, (all.get(days) ?? 0) + requests);
}

export function figuresOf(tally: Tally): Figures {
  const { standings, overdue, reopened, assisted, objected, days } = tally;
  const requests = STANDINGS.reduce((sum, standing) => sum + standings[standing], 0);
  const { resolved } = standings;
  return {
    requests,
    resolved,
    // Down, so that 1 means all of them.
    share: requests === 0 ? null : Math.floor((resolved * 10_000) / requests) / 10_000,
    half: rankOf(days, Math.ceil(resolved / 2)),
    nineInTen: rankOf(days, Math.ceil((resolved * 9) / 10)),
    overdue,
    reopened,
    open: standings.open,
    refused: standings.refused,
    withdrawn: standings.withdrawn,
    closed: standings.closed,
    assisted,
    objected,
  };
}

/** Days of the nth quickest; null where there is none. */
function rankOf(days: ReadonlyMap<number, number>, nth: number): number | null {
  let passed = 0;
  for (const [took, requests] of [...days].sort(([a], [b]) => a - b)) {
    passed += requests;
    if (passed >= nth) return took;
  }
  return null;
}
