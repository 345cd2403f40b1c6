/**
 * Settling: what became of a delivery, and of the subscription it was for.
 *
 * Refuses a deliverer whose claim was taken over. Called by `deliverer`.
 */
import { and, eq, sql } from "drizzle-orm";
import { statement, type Given } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import type { Due } from "./claim.ts";
import type { EventKey } from "./event.ts";
import { bringForward } from "./sweep.ts";
import { FAILURES_MAX, type Verdict } from "./verdict.ts";

interface Claimed extends EventKey {
  subscription: string;
  fence: number;
}

/** Whoever was slow writes no more. */
const isClaimed = ({ deliveries }: Tables, given: Given<Claimed>) =>
  and(
    eq(deliveries.request, given.request),
    eq(deliveries.seq, given.seq),
    eq(deliveries.subscription, given.subscription),
    eq(deliveries.state, "pending"),
    eq(deliveries.fence, given.fence),
  );

interface Settled extends Claimed {
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
    .where(isClaimed(t, given)),
);

/** It was not tried: a stop came between. */
const giveBack = statement("deliveries.give_back", (q, t, given: Given<Claimed>) =>
  q
    .update(t.deliveries)
    .set({ lease_until: 0, attempts: sql`${t.deliveries.attempts} - 1` })
    .where(isClaimed(t, given)),
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
    // What failed meanwhile is not left to wait for hours.
    if (failures >= FAILURES_MAX) writes.push(bringForward({ subscription, after: at, at }));
  }
  return writes;
}

/** As if it had never been claimed. */
export function unclaim({ request, seq, subscription, fence }: Due): Write {
  return write(giveBack, { request, seq, subscription, fence: fence + 1 }, "fine");
}
