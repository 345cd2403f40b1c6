/** Requests that wait: for the clock, whose deadline or reminder has come; and for the citizen who made them. */
import { and, asc, desc, eq, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { ID_LETTERS_AT, lettersOfIds, WHOLE, type Letters, type Share } from "../base/share.ts";
import { statement, type Given } from "../store/statement.ts";
import type { Store } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { wholeOf, type SealedRequest } from "./state.ts";

/** Deadlines and reminders that are acted on in one go: a few hundred milliseconds of work. */
const DUE_AT_ONCE = 100;
/** As many as a citizen pages through on a phone: three or four screens. */
export const OWN_MAX = 20;
/** Nobody has more requests under way, and each is one row. */
const WAITING_MAX = 40;

const AT = sql.raw(String(ID_LETTERS_AT));

const isOfShare = ({ requests }: Tables, given: Given<Letters>) =>
  sql`substr(${requests.id}, ${AT}, 2) >= ${given.from} and substr(${requests.id}, ${AT}, 2) < ${given.until}`;

const selectLate = statement(
  "requests.due",
  (q, t, given: Given<DuePlace & Letters & { at: number }>) =>
    q
      .select(wholeOf(t))
      .from(t.requests)
      .where(
        and(
          lte(t.requests.deadline, given.at),
          isNull(t.requests.late_at),
          isOfShare(t, given),
          sql`(${t.requests.deadline}, ${t.requests.id}) > (${given.due}, ${given.id})`,
        ),
      )
      .orderBy(asc(t.requests.deadline), asc(t.requests.id))
      .limit(DUE_AT_ONCE),
);

const selectToRemind = statement(
  "requests.to_remind",
  (q, t, given: Given<DuePlace & Letters & { at: number }>) =>
    q
      .select(wholeOf(t))
      .from(t.requests)
      .where(
        and(
          lte(t.requests.remind_at, given.at),
          isOfShare(t, given),
          sql`(${t.requests.remind_at}, ${t.requests.id}) > (${given.due}, ${given.id})`,
        ),
      )
      .orderBy(asc(t.requests.remind_at), asc(t.requests.id))
      .limit(DUE_AT_ONCE),
);

const selectNewest = statement("requests.own", (q, t, given: Given<{ person: string }>) =>
  q
    .select(wholeOf(t))
    .from(t.requests)
    .where(eq(t.requests.person, given.person))
    .orderBy(desc(t.requests.opened_at), desc(t.requests.id))
    .limit(OWN_MAX),
);

/** Those of them that may ask something, however old: an officer's question first. */
const selectWaiting = statement("requests.waiting", (q, t, given: Given<{ person: string }>) =>
  q
    .select(wholeOf(t))
    .from(t.requests)
    .where(
      and(
        eq(t.requests.person, given.person),
        or(isNotNull(t.requests.question), isNotNull(t.requests.deadline)),
      ),
    )
    .orderBy(sql`${t.requests.question} is null`, desc(t.requests.status_at), desc(t.requests.id))
    .limit(WAITING_MAX),
);

/** Behind which request a look goes on, and the instant at which that one was due. */
export interface DuePlace {
  due: number;
  id: string;
}

interface Due {
  at: number;
  after: DuePlace;
  /** Of all requests; the whole without it. */
  share?: Share | undefined;
}

/** Before every request. */
export const FIRST_DUE: DuePlace = { due: -1, id: "" };

/**
 * Requests behind a place whose deadline had come by `at` and was not acted on; those of longest ago
 * first, 100 at most.
 */
export function lateRequests(
  store: Store,
  { at, after, share = WHOLE }: Due,
): Promise<SealedRequest[]> {
  return store.read(selectLate, { at, ...after, ...lettersOfIds(share) });
}

/** Requests behind a place of which a reminder was due by `at`, that of longest ago first; 100 at most. */
export function requestsToRemind(
  store: Store,
  { at, after, share = WHOLE }: Due,
): Promise<SealedRequest[]> {
  return store.read(selectToRemind, { at, ...after, ...lettersOfIds(share) });
}

/**
 * The person's 20 newest requests, newest first; with them, however old, up to 40 that may ask something:
 * those with an officer's question, and those that must leave their status by a time.
 */
export async function requestsOfPerson(
  store: Store,
  of: { person: string },
): Promise<SealedRequest[]> {
  const [newest, waiting] = await Promise.all([
    store.read(selectNewest, of),
    store.read(selectWaiting, of),
  ]);
  const known = new Set(newest.map(({ id }) => id));
  return [...newest, ...waiting.filter(({ id }) => !known.has(id))].sort(
    (a, b) => b.openedAt - a.openedAt,
  );
}
