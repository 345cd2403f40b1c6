/**
 * Settling: what became of a delivery, and when it is tried again.
 *
 * Owns the schedule of tries, and the pause of a subscription whose system does not answer. Refuses a
 * deliverer whose claim was taken over. Called by `deliverer`.
 */
import { and, eq, lte, sql, type SQL } from "drizzle-orm";
import type { Posted } from "../connector/connector.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import type { Due } from "./claim.ts";
import type { EventKey } from "./event.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Between two tries, in milliseconds; the last one again and again. */
const RETRY_MS = [
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  12 * HOUR_MS,
];
/** Up to so much of a wait is added by chance: what failed together must not come back together. */
const JITTER = 0.2;
/** Milliseconds from its queueing after which a delivery is given up: a weekend. */
export const GIVE_UP_MS = 72 * HOUR_MS;
/** What a system may ask for with Retry-After, at most, in milliseconds. */
export const RETRY_AFTER_MAX_MS = 6 * HOUR_MS;
/** Failures one after the other from which on a subscription gets one try at a time. */
export const FAILURES_MAX = 5;
/** Between two of these, doubled from the first to the last. */
const PAUSE_MS = { first: 30_000, last: 15 * MINUTE_MS };
/** Deliveries that are touched in one write. */
const AT_ONCE = 500;

export type DeliveryState = "pending" | "delivered" | "failed" | "dropped";

/** What a call comes to. */
export interface Verdict {
  state: DeliveryState;
  /** The status of the answer, or a code. */
  answer: string;
  /** When it is tried next, in epoch milliseconds. */
  dueAt: number;
  /** Until when nothing is sent to this subscription; 0 where nothing is wrong with it. */
  pausedUntil: number;
  /** Its system does not want to be told any more. */
  gone: boolean;
}

/**
 * Decides on a call that was made at `at`. `failures` are those of the subscription before it, one after
 * the other; `chance` is in [0, 1). Pure.
 */
export function judge(
  due: Pick<Due, "attempts" | "createdAt">,
  posted: Posted,
  { failures, at, chance }: { failures: number; at: number; chance: number },
): Verdict {
  const answer = posted.is === "answered" ? String(posted.status) : posted.why;
  const done = { answer, dueAt: at, pausedUntil: 0, gone: false };
  if (posted.is === "answered" && posted.status >= 200 && posted.status < 300) {
    return { ...done, state: "delivered" };
  }
  if (posted.is === "answered" && posted.status === 410) {
    return { ...done, state: "dropped", gone: true };
  }
  const asked = posted.is === "answered" ? retryAfterMs(posted.retryAfter, at) : 0;
  const end = due.createdAt + GIVE_UP_MS;
  const wait = RETRY_MS[Math.min(due.attempts, RETRY_MS.length - 1)] ?? HOUR_MS;
  // The last try is at the very end.
  const next = Math.min(at + Math.max(wait * (1 + JITTER * chance), asked), end);
  const pause = failures + 1 < FAILURES_MAX ? 0 : pauseMs(failures + 1 - FAILURES_MAX);
  return {
    ...done,
    state: at >= end ? "failed" : "pending",
    dueAt: Math.round(next),
    pausedUntil: pause === 0 && asked === 0 ? 0 : at + Math.max(pause, asked),
  };
}

function pauseMs(times: number): number {
  return Math.min(PAUSE_MS.first * 2 ** Math.min(times, 10), PAUSE_MS.last);
}

/** Seconds, or a date of HTTP. */
function retryAfterMs(said: string | null, at: number): number {
  if (said === null) return 0;
  const ms = /^\d{1,9}$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - at;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS);
}

interface Settled extends EventKey {
  subscription: string;
  fence: number;
  state: string;
  due_at: number;
  settled_at: number | null;
  answer: string;
}

const settleRow = statement("deliveries.settle", (q, t, given: Given<Settled>) =>
  q
    .update(t.deliveries)
    .set({
      state: given.state,
      due_at: given.due_at,
      settled_at: given.settled_at,
      answer: given.answer,
      lease_until: 0,
    })
    .where(
      and(
        eq(t.deliveries.request, given.request),
        eq(t.deliveries.seq, given.seq),
        eq(t.deliveries.subscription, given.subscription),
        eq(t.deliveries.state, "pending"),
        eq(t.deliveries.fence, given.fence),
      ),
    ),
);

/** It was not tried: a stop came between. */
const giveBack = statement(
  "deliveries.give_back",
  (q, t, given: Given<EventKey & { subscription: string; fence: number }>) =>
    q
      .update(t.deliveries)
      .set({ lease_until: 0, attempts: sql`${t.deliveries.attempts} - 1` })
      .where(
        and(
          eq(t.deliveries.request, given.request),
          eq(t.deliveries.seq, given.seq),
          eq(t.deliveries.subscription, given.subscription),
          eq(t.deliveries.state, "pending"),
          eq(t.deliveries.fence, given.fence),
        ),
      ),
);

const countFailure = statement(
  "subscriptions.failed",
  (q, t, given: Given<{ id: string; until: number }>) =>
    q
      .update(t.subscriptions)
      .set({
        failures: sql`${t.subscriptions.failures} + 1`,
        paused_until: sql`case when ${t.subscriptions.paused_until} > ${given.until}
          then ${t.subscriptions.paused_until} else ${given.until} end`,
      })
      .where(eq(t.subscriptions.id, given.id)),
);

const countSuccess = statement("subscriptions.answered", (q, t, given: Given<{ id: string }>) =>
  q
    .update(t.subscriptions)
    .set({ failures: 0, paused_until: 0 })
    .where(and(eq(t.subscriptions.id, given.id), sql`${t.subscriptions.failures} > 0`)),
);

/** The keys of some rows, for a write that must touch few of them. */
const some = ({ deliveries: d }: Tables, which: SQL | undefined) =>
  sql`(${d.request}, ${d.seq}, ${d.subscription}) in (select ${d.request}, ${d.seq}, ${d.subscription}
    from ${d} where ${which} order by ${d.due_at} limit ${sql.raw(String(AT_ONCE))})`;

/** Its system answers again: what failed meanwhile is not left to wait for hours. */
const wakeUp = statement("deliveries.wake", (q, t, given: Given<{ id: string; at: number }>) =>
  q
    .update(t.deliveries)
    .set({ due_at: given.at })
    .where(
      some(
        t,
        and(
          eq(t.deliveries.subscription, given.id),
          eq(t.deliveries.state, "pending"),
          sql`${t.deliveries.due_at} > ${given.at}`,
        ),
      ),
    ),
);

/** The writes of a verdict; the first is a conflict where the claim was taken over. */
export function settle(
  due: Due,
  verdict: Verdict,
  { failures, at }: { failures: number; at: number },
) {
  const { request, seq, subscription } = due;
  const { state, answer, dueAt: due_at, pausedUntil: until } = verdict;
  const settled_at = state === "pending" ? null : at;
  const row = {
    request,
    seq,
    subscription,
    fence: due.fence + 1,
    state,
    due_at,
    settled_at,
    answer,
  };
  const writes: Write[] = [write(settleRow, row, "conflict")];
  const id = subscription;
  if (state === "pending" || state === "failed") {
    writes.push(write(countFailure, { id, until }, "fine"));
  } else {
    writes.push(write(countSuccess, { id }, "fine"));
    if (failures >= FAILURES_MAX) writes.push(write(wakeUp, { id, at }, "fine"));
  }
  return writes;
}

/** As if it had never been claimed. */
export function unclaim({ request, seq, subscription, fence }: Due): Write {
  return write(giveBack, { request, seq, subscription, fence: fence + 1 }, "fine");
}

const isPending = ({ deliveries }: Tables) => eq(deliveries.state, "pending");

/** Of those that had no try left, or none in time because others were tried in their place. */
const isTooOld = (t: Tables, given: Given<{ subscription: string; queued: number; at: number }>) =>
  and(
    isPending(t),
    eq(t.deliveries.subscription, given.subscription),
    lte(t.deliveries.created_at, given.queued),
    lte(t.deliveries.lease_until, given.at),
  );

const findTooOld = statement(
  "deliveries.too_old",
  (q, t, given: Given<{ subscription: string; queued: number; at: number }>) =>
    q.select({ seq: t.deliveries.seq }).from(t.deliveries).where(isTooOld(t, given)).limit(1),
);

const failTooOld = statement(
  "deliveries.give_up",
  (q, t, given: Given<{ subscription: string; queued: number; at: number }>) =>
    q
      .update(t.deliveries)
      .set({
        state: "failed",
        settled_at: given.at,
        answer: sql`coalesce(${t.deliveries.answer}, 'not_tried')`,
      })
      .where(some(t, isTooOld(t, given))),
);

/** Whether any of a subscription's deliveries is to be given up, and the write that gives up 500. */
export async function giveUp(
  store: Store,
  { subscription, at }: { subscription: string; at: number },
): Promise<Write[]> {
  // An hour later than `judge` does it, which has the last word on those that can be tried.
  const given = { subscription, queued: at - GIVE_UP_MS - HOUR_MS, at };
  const found = await store.read(findTooOld, given);
  return found.length === 0 ? [] : [write(failTooOld, given, "fine")];
}

const dropOfEnded = statement(
  "deliveries.drop",
  (q, t, given: Given<{ subscription: string; at: number }>) =>
    q
      .update(t.deliveries)
      .set({ state: "dropped", settled_at: given.at, answer: "ended" })
      .where(some(t, and(isPending(t), eq(t.deliveries.subscription, given.subscription)))),
);

/** 500 of what waits for a subscription that has ended; refused with `none_left`. */
export function dropWaiting(given: { subscription: string; at: number }): Write {
  return write(dropOfEnded, given, { refuse: "none_left" });
}
