/**
 * Deliveries as they are queued: for every new event, and again for those that are asked for again.
 *
 * Owns what is queued. The rows are made in the commit that makes the line of history, from the
 * subscriptions that are there in that very commit: one that is made meanwhile is told from the next line
 * on. Called by actions, which add the write to those of what it tells about, and by `console`.
 */
import { and, asc, eq, inArray, isNull, sql, type SQL } from "drizzle-orm";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { EVENT_ACTIONS, type EventKey } from "./event.ts";

/** Milliseconds a delivery is kept after it was settled. */
const KEPT_MS = 30 * 86_400_000;
/** Events that are asked for again in one go: a few milliseconds, so that no hop waits long behind it. */
export const REPLAY_MAX = 500;
/**
 * Lines of the history that are looked at for them, 1 µs each: of a service that is asked for rarely there are few events
 * among millions of lines, and on SQLite no hop goes on while they are read.
 */
const LOOKED_AT_MAX = 5_000;

/** A line for a subscription, as its delivery begins; in the order of the table's columns. */
function begun(t: Tables, at: SQL<number>) {
  return {
    request: t.history.request,
    seq: t.history.seq,
    subscription: t.subscriptions.id,
    state: sql<string>`'pending'`.as("state"),
    created_at: sql<number>`${at}`.as("created_at"),
    due_at: sql<number>`${at}`.as("due_at"),
    attempts: sql<number>`0`.as("attempts"),
    fence: sql<number>`0`.as("fence"),
    lease_until: sql<number>`0`.as("lease_until"),
    settled_at: sql<number | null>`null`.as("settled_at"),
    answer: sql<string | null>`null`.as("answer"),
  };
}

/**
 * The subscriptions come first: mostly there are none, and then nothing else is looked at. SQLite
 * prepares a join anew for each value that a column is compared with, which takes 30 µs; not where the
 * value is in a list.
 */
const addDeliveries = statement(
  "deliveries.queue",
  (q, t, given: Given<{ request: string; service: string }>) =>
    q.insert(t.deliveries).select(
      q
        .select(begun(t, sql<number>`${t.history.at}`))
        .from(t.subscriptions)
        .crossJoin(t.history)
        .where(
          and(
            isNull(t.subscriptions.ended_at),
            sql`(${t.subscriptions.service} is null or ${t.subscriptions.service} = ${given.service})`,
            sql`${t.history.request} in (select ${given.request})`,
            sql`${t.history.seq} = (select max(line.seq) from ${t.history} as line where line.request = ${t.history.request})`,
          ),
        ),
    ),
);

/** What a subscription is told of. */
const isToldOf = (t: Tables, subscription: SQL<string>) =>
  and(
    eq(t.subscriptions.id, subscription),
    isNull(t.subscriptions.ended_at),
    inArray(t.history.action, EVENT_ACTIONS),
    sql`(${t.subscriptions.service} is null or ${t.subscriptions.service} = ${t.requests.service})`,
  );

/** All of it from the beginning; whoever is at it writes no more. */
const anew = (t: Tables, at: SQL<number>) => ({
  target: [t.deliveries.request, t.deliveries.seq, t.deliveries.subscription],
  set: {
    state: "pending",
    created_at: at,
    due_at: at,
    attempts: 0,
    fence: sql`${t.deliveries.fence} + 1`,
    lease_until: 0,
    settled_at: null,
    answer: null,
  },
});

type Wanted = { subscription: string; at: number };

/** The engine must know what a bare value is of. */
const instantOf = (at: SQL<number>) => sql<number>`cast(${at} as bigint)`;

const replayOne = statement("deliveries.replay", (q, t, given: Given<Wanted & EventKey>) =>
  q
    .insert(t.deliveries)
    .select(
      q
        .select(begun(t, instantOf(given.at)))
        .from(t.history)
        .innerJoin(t.requests, eq(t.requests.id, t.history.request))
        .crossJoin(t.subscriptions)
        .where(
          and(
            eq(t.history.request, given.request),
            eq(t.history.seq, given.seq),
            isToldOf(t, given.subscription),
          ),
        ),
    )
    .onConflictDoUpdate(anew(t, given.at)),
);

/** Behind which line of the history a page begins. */
export interface Place extends EventKey {
  /** Epoch milliseconds. */
  at: number;
}

type Behind = { since: number; request: string; seq: number };

/** The first condition is the one an index knows. */
const isBehind = ({ history }: Tables, given: Given<Behind>) =>
  sql`${history.at} >= ${given.since} and (${history.at} > ${given.since}
    or ${history.request} > ${given.request}
    or (${history.request} = ${given.request} and ${history.seq} > ${given.seq}))`;

const selectPage = statement(
  "deliveries.replay_page",
  (q, t, given: Given<Behind & { subscription: string }>) =>
    q
      .select({
        at: t.history.at,
        request: t.history.request,
        seq: t.history.seq,
        told: sql`case when ${isToldOf(t, given.subscription)} then 1 else 0 end`.mapWith(Number),
      })
      .from(t.history)
      .innerJoin(t.requests, eq(t.requests.id, t.history.request))
      .innerJoin(t.subscriptions, eq(t.subscriptions.id, given.subscription))
      .where(isBehind(t, given))
      .orderBy(asc(t.history.at), asc(t.history.request), asc(t.history.seq))
      .limit(LOOKED_AT_MAX),
);

/** Those of the last line of a request's history, which the same commit has just added. */
export function queueDeliveries(of: { request: string; service: string }): Write {
  return write(addDeliveries, { ...of }, "fine");
}

/** One event again, or for the first time; refused with `not_found` where it is none of the subscription's. */
export function replayEvent(subscription: string, event: EventKey, at: number): Write {
  return write(
    replayOne,
    { subscription, at, request: event.request, seq: event.seq },
    { refuse: "not_found" },
  );
}

/** Those of a page again; one that was deleted since, with its request, is left out. */
export function replayEvents(
  subscription: string,
  events: readonly EventKey[],
  at: number,
): Write[] {
  return events.map(({ request, seq }) =>
    write(replayOne, { subscription, at, request, seq }, "fine"),
  );
}

/**
 * Up to `REPLAY_MAX` events behind a place, in the order in which they happened, and where the next begin: there may be
 * none before it.
 */
export async function pageOfEvents(
  store: Store,
  subscription: string,
  { at: since, request, seq }: Place,
): Promise<{ events: EventKey[]; next: Place | null }> {
  const lines = await store.read(selectPage, { subscription, since, request, seq });
  const told = lines.filter((line) => line.told === 1);
  const events = told.slice(0, REPLAY_MAX);
  const last = told.length > REPLAY_MAX ? events.at(-1) : lines[LOOKED_AT_MAX - 1];
  return { events, next: last ?? null };
}

const deleteSettled = purgeStatement("deliveries.purge", ({ deliveries }) => ({
  table: deliveries,
  key: [deliveries.request, deliveries.seq, deliveries.subscription],
  end: deliveries.settled_at,
}));

/** Deletes up to 500 deliveries that were settled 30 days ago; refused with `nothing_expired`. */
export function purgeDeliveries(at: number): Write {
  return purging(deleteSettled, at - KEPT_MS);
}
