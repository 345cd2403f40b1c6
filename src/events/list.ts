/** Deliveries as staff see them, a page at a time: which event, what became of it, and when. */
import { and, desc, eq, sql } from "drizzle-orm";
import { statement, type Given } from "../store/statement.ts";
import type { Store } from "../store/store.ts";
import type { EventKey } from "./event.ts";

/** Deliveries on a page, at most. */
const DELIVERIES_MAX = 100;

/** Behind which delivery a page goes on. */
interface DeliveryPlace extends EventKey {
  /** Epoch milliseconds. */
  dueAt: number;
}

interface ListedDelivery extends DeliveryPlace {
  ref: string;
  action: string;
  /** Epoch milliseconds; so is `settledAt`, which is null while it waits. */
  createdAt: number;
  settledAt: number | null;
  attempts: number;
  /** The status of the last answer, or a code where there was none. */
  answer: string | null;
}

interface PageValues {
  subscription: string;
  state: string;
  due_at: number;
  request: string;
  seq: number;
}

const selectPage = statement("deliveries.page", (q, t, given: Given<PageValues>) =>
  q
    .select({
      request: t.deliveries.request,
      seq: t.deliveries.seq,
      dueAt: t.deliveries.due_at,
      ref: t.requests.ref,
      action: t.history.action,
      createdAt: t.deliveries.created_at,
      settledAt: t.deliveries.settled_at,
      attempts: t.deliveries.attempts,
      answer: t.deliveries.answer,
    })
    .from(t.deliveries)
    .innerJoin(t.requests, eq(t.requests.id, t.deliveries.request))
    .innerJoin(
      t.history,
      and(eq(t.history.request, t.deliveries.request), eq(t.history.seq, t.deliveries.seq)),
    )
    .where(
      and(
        eq(t.deliveries.subscription, given.subscription),
        eq(t.deliveries.state, given.state),
        sql`${t.deliveries.due_at} <= ${given.due_at} and (${t.deliveries.due_at} < ${given.due_at}
          or ${t.deliveries.request} < ${given.request}
          or (${t.deliveries.request} = ${given.request} and ${t.deliveries.seq} < ${given.seq}))`,
      ),
    )
    .orderBy(desc(t.deliveries.due_at), desc(t.deliveries.request), desc(t.deliveries.seq))
    .limit(DELIVERIES_MAX + 1),
);

/** Before every delivery. */
const START: DeliveryPlace = { dueAt: Number.MAX_SAFE_INTEGER, request: "", seq: 0 };

/** Up to `DELIVERIES_MAX` in a state, those that were or are due last first, and where the next begin. */
export async function pageOfDeliveries(
  store: Store,
  { subscription, state }: { subscription: string; state: string },
  after: DeliveryPlace | null,
): Promise<{ deliveries: ListedDelivery[]; next: DeliveryPlace | null }> {
  const { dueAt: due_at, request, seq } = after ?? START;
  const rows = await store.read(selectPage, { subscription, state, due_at, request, seq });
  const deliveries = rows.slice(0, DELIVERIES_MAX);
  return { deliveries, next: rows.length > DELIVERIES_MAX ? (deliveries.at(-1) ?? null) : null };
}
