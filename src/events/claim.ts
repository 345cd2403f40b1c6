/**
 * Claiming: a delivery for one deliverer, for as long as a call may take.
 *
 * A delivery may arrive twice, so there is no state between waiting and settled: whoever claims one has a
 * lease, and when that runs out anybody may. Called by `deliverer`.
 */
import { and, asc, count, eq, lte, sql } from "drizzle-orm";
import { CLOCKS_APART_MS } from "../base/clock.ts";
import { ID_LETTERS_AT, lettersOfIds, WHOLE, type Letters, type Share } from "../base/share.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import type { EventFacts, EventKey } from "./event.ts";

/** Milliseconds of a claim: a call takes ten seconds at most, and what a node that died had claimed goes on soon. */
export const LEASE_MS = 20_000;
/** Milliseconds from now in which every lease ends that was not set by a clock that was wrong. */
const LEASE_MOST_MS = LEASE_MS + CLOCKS_APART_MS;
/** Deliveries of one subscription that are found in one go. */
export const DUE_MAX = 8;

const AT = sql.raw(String(ID_LETTERS_AT));

/** A delivery that is due, with what it is to tell. */
export interface Due extends EventFacts {
  subscription: string;
  /** Epoch milliseconds: when it was queued. */
  createdAt: number;
  /** Tries before this one. */
  attempts: number;
  fence: number;
}

type Looking = { subscription: string; now: number };
type LookingFor = Looking & Letters;

const isDue = ({ deliveries }: Tables, given: Given<Looking>) =>
  and(
    eq(deliveries.subscription, given.subscription),
    eq(deliveries.state, "pending"),
    lte(deliveries.due_at, given.now),
    sql`(${deliveries.lease_until} <= ${given.now}
      or ${deliveries.lease_until} - ${sql.raw(String(LEASE_MOST_MS))} > ${given.now})`,
  );

const selectDue = statement("deliveries.due", (q, t, given: Given<LookingFor>) =>
  q
    .select({
      request: t.deliveries.request,
      seq: t.deliveries.seq,
      subscription: t.deliveries.subscription,
      createdAt: t.deliveries.created_at,
      attempts: t.deliveries.attempts,
      fence: t.deliveries.fence,
      at: t.history.at,
      actor: t.history.actor,
      action: t.history.action,
      from: t.history.from_status,
      to: t.history.to_status,
      reason: t.history.reason,
      ref: t.requests.ref,
      service: t.requests.service,
      openedAt: t.requests.opened_at,
    })
    .from(t.deliveries)
    .innerJoin(
      t.history,
      and(eq(t.history.request, t.deliveries.request), eq(t.history.seq, t.deliveries.seq)),
    )
    .innerJoin(t.requests, eq(t.requests.id, t.deliveries.request))
    .where(
      and(
        isDue(t, given),
        sql`substr(${t.deliveries.request}, ${AT}, 2) >= ${given.from}`,
        sql`substr(${t.deliveries.request}, ${AT}, 2) < ${given.until}`,
      ),
    )
    .orderBy(asc(t.deliveries.due_at))
    .limit(DUE_MAX),
);

type Claim = Looking & EventKey & { fence: number; lease_until: number };

const claimRow = statement("deliveries.claim", (q, t, given: Given<Claim>) =>
  q
    .update(t.deliveries)
    .set({
      fence: sql`${t.deliveries.fence} + 1`,
      attempts: sql`${t.deliveries.attempts} + 1`,
      lease_until: given.lease_until,
    })
    .where(
      and(
        eq(t.deliveries.request, given.request),
        eq(t.deliveries.seq, given.seq),
        isDue(t, given),
        eq(t.deliveries.fence, given.fence),
        sql`exists (select 1 from ${t.subscriptions}
          where ${t.subscriptions.id} = ${given.subscription} and ${t.subscriptions.ended_at} is null)`,
      ),
    ),
);

/** Up to `DUE_MAX` deliveries of a subscription that are due and nobody's, the longest due first; of a share of the requests. */
export function dueDeliveries(
  store: Store,
  { subscription, at, share = WHOLE }: { subscription: string; at: number; share?: Share },
): Promise<Due[]> {
  return store.read(selectDue, { subscription, now: at, ...lettersOfIds(share) });
}

/** A conflict where another deliverer has it, or nobody wants it any more. */
export function claim({ request, seq, subscription, fence }: Due, at: number): Write {
  const lease_until = at + LEASE_MS;
  const row = { request, seq, subscription, fence, lease_until, now: at };
  return write(claimRow, row, "conflict");
}

const countRows = statement(
  "deliveries.waiting",
  (q, t, given: Given<{ subscription: string; state: string }>) =>
    q
      .select({ deliveries: count() })
      .from(t.deliveries)
      .where(
        and(eq(t.deliveries.subscription, given.subscription), eq(t.deliveries.state, given.state)),
      ),
);

/** How many wait for a subscription. */
export async function countWaiting(store: Store, subscription: string): Promise<number> {
  const [row] = await store.read(countRows, { subscription, state: "pending" });
  return row?.deliveries ?? 0;
}
