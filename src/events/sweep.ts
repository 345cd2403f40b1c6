/**
 * Sweeping: many deliveries of one subscription at once, by how long they have waited or are to wait.
 *
 * Gives up what is too old, drops what is for nobody any more, and brings forward what would wait for
 * too long. Called by `deliverer`, and by `settle` when a system answers again.
 */
import { and, eq, lte, sql, type SQL } from "drizzle-orm";
import { someOf } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { GIVE_UP_MS, HOUR_MS, PUT_OFF_MAX_MS } from "./verdict.ts";

/** In the words themselves, as the index of the oldest says it. */
const isPending = ({ deliveries }: Tables) => sql`${deliveries.state} = 'pending'`;

/** By which they stand in an index. */
type Instant = Tables["deliveries"]["due_at" | "created_at"];

const some = ({ deliveries: table }: Tables, which: SQL | undefined, order: Instant) =>
  someOf({ table, key: [table.request, table.seq, table.subscription], order }, which);

interface Forward {
  subscription: string;
  after: number;
  at: number;
}

const bringNearer = statement("deliveries.forward", (q, t, given: Given<Forward>) =>
  q
    .update(t.deliveries)
    .set({
      due_at: given.at,
      // Queued by a clock that was wrong: it has as long as any other, from now.
      created_at: sql`case when ${t.deliveries.created_at} > ${given.at}
        then ${given.at} else ${t.deliveries.created_at} end`,
    })
    .where(
      some(
        t,
        and(
          isPending(t),
          eq(t.deliveries.subscription, given.subscription),
          sql`${t.deliveries.due_at} > ${given.after}`,
        ),
        t.deliveries.due_at,
      ),
    ),
);

interface TooOld {
  subscription: string;
  queued: number;
  at: number;
}

/** Of those that had no try left, or none in time because others were tried in their place. */
const isTooOld = (t: Tables, given: Given<TooOld>) =>
  and(
    isPending(t),
    eq(t.deliveries.subscription, given.subscription),
    lte(t.deliveries.created_at, given.queued),
    lte(t.deliveries.lease_until, given.at),
  );

const findTooOld = statement("deliveries.too_old", (q, t, given: Given<TooOld>) =>
  q
    .select({ seq: t.deliveries.seq })
    .from(t.deliveries)
    .where(isTooOld(t, given))
    .orderBy(t.deliveries.created_at)
    .limit(1),
);

const failTooOld = statement("deliveries.give_up", (q, t, given: Given<TooOld>) =>
  q
    .update(t.deliveries)
    .set({
      state: "failed",
      settled_at: given.at,
      answer: sql`coalesce(${t.deliveries.answer}, 'not_tried')`,
    })
    .where(some(t, isTooOld(t, given), t.deliveries.created_at)),
);

const dropOfEnded = statement(
  "deliveries.drop",
  (q, t, given: Given<{ subscription: string; at: number }>) =>
    q
      .update(t.deliveries)
      .set({ state: "dropped", settled_at: given.at, answer: "ended" })
      .where(
        some(
          t,
          and(isPending(t), eq(t.deliveries.subscription, given.subscription)),
          t.deliveries.due_at,
        ),
      ),
);

/** Has 500 of those that would wait until later than `after` tried at `at`; epoch milliseconds. */
export function bringForward(given: Forward): Write {
  return write(bringNearer, { ...given }, "fine");
}

/** Brings forward what was put off by a clock that was wrong. */
export function pullBack({ subscription, at }: { subscription: string; at: number }): Write {
  return bringForward({ subscription, after: at + PUT_OFF_MAX_MS, at });
}

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

/** 500 of what waits for a subscription that has ended; refused with `none_left`. */
export function dropWaiting(given: { subscription: string; at: number }): Write {
  return write(dropOfEnded, given, { refuse: "none_left" });
}
