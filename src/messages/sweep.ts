/**
 * Sweeping: what a sender that died has left, and what nobody needs to send any more.
 *
 * Refuses to send again what may have been sent, but for templates that allow it once, and to drop
 * anything by a clock that has just leapt ahead. Called by `sender` every five seconds; any number of
 * senders may sweep at once.
 */
import { and, eq, gt, inArray, lte, sql } from "drizzle-orm";
import { CLOCKS_APART_MS } from "../base/clock.ts";
import { someOf } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { FLIGHT_MS, LEASE_MS } from "./message.ts";
import { dayOf } from "./quiet.ts";
import { placeReceipts } from "./receipts.ts";
import { respend } from "./spending.ts";

/** Milliseconds between two sweeps. */
export const SWEEP_EVERY_MS = 5_000;
/** Claims freed in one sweep: many times what one sender has under way. */
const FREED_AT_ONCE = 500;
/** Milliseconds for which a message is put off at most: a night, or the rest of a day, with room. */
const PUT_OFF_MAX_MS = 2 * 86_400_000;

type At = Given<{ at: number }>;

/** Milliseconds from now in which every lease ends that was not set by a clock that was wrong. */
const LEASE_MOST_MS = LEASE_MS + CLOCKS_APART_MS;

/** Run out, or set by a clock that was wrong. */
const leaseOver = ({ messages }: Tables, { at }: At) => sql`(${messages.lease_until} <= ${at}
  or ${messages.lease_until} - ${sql.raw(String(LEASE_MOST_MS))} > ${at})`;

const selectLeft = statement("messages.left", (q, t, given: At) =>
  q
    .select({
      id: t.messages.id,
      phoneHash: t.messages.phone_hash,
      parts: t.messages.parts,
      fence: t.messages.fence,
      leaseUntil: t.messages.lease_until,
    })
    .from(t.messages)
    .where(and(eq(t.messages.state, "claimed"), leaseOver(t, given)))
    .limit(FREED_AT_ONCE),
);

const freeClaimed = statement(
  "messages.free",
  (q, t, given: Given<{ id: string; fence: number }>) =>
    q
      .update(t.messages)
      .set({ state: "pending" })
      .where(
        and(
          eq(t.messages.id, given.id),
          eq(t.messages.fence, given.fence),
          eq(t.messages.state, "claimed"),
        ),
      ),
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

const dropExpired = statement("messages.expire", (q, { messages }, given: At) => {
  // As the index says it, in the words themselves.
  const expired = and(sql`${messages.state} = 'pending'`, lte(messages.expires_at, given.at));
  return (
    q
      .update(messages)
      // What stood in the way for so long is told; nothing did where it only waited too long.
      .set({
        state: sql`case when ${messages.reason} is null then 'dropped' else 'given_up' end`,
        reason: sql`coalesce(${messages.reason}, 'expired')`,
      })
      .where(someOf({ table: messages, key: [messages.id], order: messages.expires_at }, expired))
  );
});

/** Put off by a clock that was wrong: a night or a day's cap is over sooner, and so is any back-off. */
const pullBack = statement(
  "messages.pull_back",
  (q, { messages }, given: Given<{ at: number; after: number }>) => {
    const far = and(
      eq(messages.state, "pending"),
      inArray(messages.class, ["reply", "update", "news"]),
      gt(messages.due_at, given.after),
    );
    return q
      .update(messages)
      .set({ due_at: given.at })
      .where(someOf({ table: messages, key: [messages.id] }, far));
  },
);

const countStates = statement("messages.states", (q, t, _given: Given<object>) =>
  q
    .select({ state: t.messages.state, messages: sql`count(*)`.mapWith(Number) })
    .from(t.messages)
    .where(sql`${t.messages.state} in ('pending', 'claimed', 'sending', 'ambiguous')`)
    .groupBy(t.messages.state),
);

/**
 * The commits that free what a sender claimed and never began: not one byte was sent, so each gives its
 * parts back to the day it was claimed on. A conflict where it goes on all the same.
 */
export async function freeClaims(store: Store, at: number, timeZone: string): Promise<Write[][]> {
  const left = await store.read(selectLeft, { at });
  return left.map(({ id, fence, phoneHash, parts, leaseUntil }) => [
    write(freeClaimed, { id, fence }, "conflict"),
    ...respend({ hashes: [phoneHash], parts: -parts }, dayOf(leaseUntil - LEASE_MS, timeZone)),
  ]);
}

/**
 * The writes of one sweep at `at`, with the receipts of `since`. While the clock is not believed nothing is sent a second
 * time, and nothing dropped (`sweepWaiting`): neither can be taken back.
 */
export async function sweep(
  store: Store,
  { at, since, believed }: { at: number; since: number; believed: boolean },
): Promise<Write[]> {
  return [
    write(doubtSending, { at }, "fine"),
    ...(await placeReceipts(store, since)),
    ...(believed ? [write(sendAgain, { sent: at - FLIGHT_MS, at }, "fine")] : []),
  ];
}

/**
 * By a clock that is believed, each takes up to 500 of what waits; refused with `none_left` where there is none. After a long
 * stop there are hundreds of thousands, which in one write kept every hop waiting for as many times 12 µs.
 */
export const sweepWaiting: readonly ((at: number) => Write)[] = [
  (at) => write(pullBack, { at, after: at + PUT_OFF_MAX_MS }, { refuse: "none_left" }),
  (at) => write(dropExpired, { at }, { refuse: "none_left" }),
];

/** How many messages are in each state that is not an end. */
export async function countWaiting(store: Store): Promise<Readonly<Record<string, number>>> {
  const rows = await store.read(countStates, {});
  return Object.fromEntries(rows.map(({ state, messages }) => [state, messages]));
}
