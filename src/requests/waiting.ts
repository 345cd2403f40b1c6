/** Requests that wait: for the clock, whose deadline or reminder has come; and for the citizen who made them. */
import { and, asc, desc, eq, isNull, lte, sql } from "drizzle-orm";
import { statement, type Given } from "../store/statement.ts";
import type { Store } from "../store/store.ts";
import { wholeOf, type SealedRequest } from "./state.ts";

/** Deadlines and reminders that are acted on in one go: a few hundred milliseconds of work. */
const LATE_AT_ONCE = 100;
/** A citizen's requests that are looked through for a question: the newest. */
const ASKED_MAX = 20;

const selectLate = statement("requests.due", (q, t, given: Given<LatePlace & { at: number }>) =>
  q
    .select(wholeOf(t))
    .from(t.requests)
    .where(
      and(
        lte(t.requests.deadline, given.at),
        isNull(t.requests.late_at),
        sql`(${t.requests.deadline}, ${t.requests.id}) > (${given.deadline}, ${given.id})`,
      ),
    )
    .orderBy(asc(t.requests.deadline), asc(t.requests.id))
    .limit(LATE_AT_ONCE),
);

const selectToRemind = statement(
  "requests.to_remind",
  (q, t, given: Given<RemindPlace & { at: number }>) =>
    q
      .select(wholeOf(t))
      .from(t.requests)
      .where(
        and(
          lte(t.requests.remind_at, given.at),
          sql`(${t.requests.remind_at}, ${t.requests.id}) > (${given.remindAt}, ${given.id})`,
        ),
      )
      .orderBy(asc(t.requests.remind_at), asc(t.requests.id))
      .limit(LATE_AT_ONCE),
);

const selectMoved = statement("requests.moved", (q, t, given: Given<{ person: string }>) =>
  q
    .select(wholeOf(t))
    .from(t.requests)
    .where(eq(t.requests.person, given.person))
    .orderBy(desc(t.requests.status_at), desc(t.requests.id))
    .limit(ASKED_MAX),
);

/** Behind which request a look goes on. */
export interface LatePlace {
  deadline: number;
  id: string;
}

/** Before every request. */
export const FIRST_LATE: LatePlace = { deadline: -1, id: "" };

/** The same among those of which somebody is to be reminded. */
export interface RemindPlace {
  remindAt: number;
  id: string;
}

export const FIRST_TO_REMIND: RemindPlace = { remindAt: -1, id: "" };

/**
 * Requests behind a place whose deadline had come by `at` and was not acted on; those of longest ago
 * first, 100 at most.
 */
export function lateRequests(
  store: Store,
  { at, after }: { at: number; after: LatePlace },
): Promise<SealedRequest[]> {
  return store.read(selectLate, { at, ...after });
}

/** Requests behind a place of which a reminder was due by `at`, that of longest ago first; 100 at most. */
export function requestsToRemind(
  store: Store,
  { at, after }: { at: number; after: RemindPlace },
): Promise<SealedRequest[]> {
  return store.read(selectToRemind, { at, ...after });
}

/** The person's requests, the one that was moved last first; 20 at most. */
export function lastMoved(store: Store, of: { person: string }): Promise<SealedRequest[]> {
  return store.read(selectMoved, of);
}
