/**
 * Sweeping: what a sender that died has left, and what nobody needs to send any more.
 *
 * Refuses to send again what may have been sent, but for templates that allow it once. Called by
 * `sender` every five seconds; any number of senders may sweep at once.
 */
import { and, eq, lte, sql } from "drizzle-orm";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { CLOCKS_APART_MS, FLIGHT_MS, LEASE_MS } from "./message.ts";
import { placeReceipts } from "./receipts.ts";

/** Milliseconds between two sweeps. */
export const SWEEP_EVERY_MS = 5_000;
/** A receipt that has found no message after so many milliseconds is not looked at every time. */
const PLACING_MS = 30 * 60_000;

type At = Given<{ at: number }>;

/** Milliseconds from now in which every lease ends that was not set by a clock that was wrong. */
const LEASE_MOST_MS = LEASE_MS + CLOCKS_APART_MS;

/** Run out, or set by a clock that was wrong. */
const leaseOver = ({ messages }: Tables, { at }: At) => sql`(${messages.lease_until} <= ${at}
  or ${messages.lease_until} > ${at} + ${sql.raw(String(LEASE_MOST_MS))})`;

/** Claimed by a sender that is gone: not one byte of it was sent. */
const freeClaimed = statement("messages.free", (q, t, given: At) =>
  q
    .update(t.messages)
    .set({ state: "pending" })
    .where(and(eq(t.messages.state, "claimed"), leaseOver(t, given))),
);

const doubtSending = statement("messages.doubt", (q, t, given: At) =>
  q
    .update(t.messages)
    .set({ state: "ambiguous", reason: "sender_gone" })
    .where(and(eq(t.messages.state, "sending"), leaseOver(t, given))),
);

const sendAgain = statement("messages.again", (q, t, given: Given<{ sent: number; at: number }>) =>
  q
    .update(t.messages)
    .set({ state: "pending", again: 0, reason: "again", due_at: given.at })
    .where(
      and(
        eq(t.messages.state, "ambiguous"),
        eq(t.messages.again, 1),
        lte(t.messages.sent_at, given.sent),
        sql`${t.messages.expires_at} > ${given.at}`,
      ),
    ),
);

const dropExpired = statement("messages.expire", (q, t, given: At) =>
  q
    .update(t.messages)
    // What stood in the way for so long is told; nothing did where it only waited too long.
    .set({
      state: sql`case when ${t.messages.reason} is null then 'dropped' else 'given_up' end`,
      reason: sql`coalesce(${t.messages.reason}, 'expired')`,
    })
    .where(and(eq(t.messages.state, "pending"), lte(t.messages.expires_at, given.at))),
);

const countStates = statement("messages.states", (q, t, _given: Given<object>) =>
  q
    .select({ state: t.messages.state, messages: sql`count(*)`.mapWith(Number) })
    .from(t.messages)
    .where(sql`${t.messages.state} in ('pending', 'claimed', 'sending', 'ambiguous')`)
    .groupBy(t.messages.state),
);

/** The writes of one sweep at `at`. */
export async function sweep(store: Store, at: number): Promise<Write[]> {
  return [
    write(freeClaimed, { at }, "fine"),
    write(doubtSending, { at }, "fine"),
    ...(await placeReceipts(store, at - PLACING_MS)),
    write(sendAgain, { sent: at - FLIGHT_MS, at }, "fine"),
    write(dropExpired, { at }, "fine"),
  ];
}

/** How many messages are in each state that is not an end. */
export async function countWaiting(store: Store): Promise<Readonly<Record<string, number>>> {
  const rows = await store.read(countStates, {});
  return Object.fromEntries(rows.map(({ state, messages }) => [state, messages]));
}
