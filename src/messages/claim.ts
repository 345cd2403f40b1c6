/**
 * Claiming: a message for one sender, its phone for one message, and its parts within the caps.
 *
 * Refuses, in one transaction, what another sender has, a phone to which something is under way, and
 * what is over a cap. Called by `sender`.
 */
import { and, asc, eq, lte, sql } from "drizzle-orm";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { CLOCKS_APART_MS, FLIGHT_MS, LEASE_MS, type MessageClass } from "./message.ts";

/** A message that is due, as a sender finds it. */
export interface Due {
  id: string;
  class: MessageClass;
  phoneHash: string;
  body: Uint8Array;
  parts: number;
  attempts: number;
  fence: number;
}

/** Parts a day, for one phone and for all of them. */
export interface Caps {
  phone: number;
  all: number;
}

const FOR_ALL = "all";
/** Milliseconds from now in which every flight ends that was not begun by a clock that was wrong. */
const FLIGHT_MOST_MS = FLIGHT_MS + CLOCKS_APART_MS;
/** Messages of one class that are looked at in one go. */
export const DUE_MAX = 32;

/** News only go to who wants them now, whatever was so when they were queued. */
const wanted = ({ messages, preferences }: Tables) => sql`(${messages.class} <> 'news' or exists (
  select 1 from ${preferences}
  where ${preferences.phone_hash} = ${messages.phone_hash} and ${preferences.news} = 1))`;

const selectDue = statement("messages.due", (q, t, given: Given<{ class: string; at: number }>) =>
  q
    .select({
      id: t.messages.id,
      phoneHash: t.messages.phone_hash,
      body: t.messages.body,
      parts: t.messages.parts,
      attempts: t.messages.attempts,
      fence: t.messages.fence,
    })
    .from(t.messages)
    .where(
      and(
        eq(t.messages.state, "pending"),
        eq(t.messages.class, given.class),
        lte(t.messages.due_at, given.at),
        sql`${t.messages.expires_at} > ${given.at}`,
        wanted(t),
        sql`not exists (select 1 from ${t.flights}
            where ${t.flights.phone_hash} = ${t.messages.phone_hash} and ${t.flights.until} > ${given.at}
            and ${t.flights.until} <= ${given.at} + ${sql.raw(String(FLIGHT_MOST_MS))})`,
      ),
    )
    .orderBy(asc(t.messages.due_at), asc(t.messages.id))
    .limit(DUE_MAX),
);

const takeFlight = statement(
  "flights.take",
  (q, t, given: Given<{ phone_hash: string; message: string; until: number; at: number }>) =>
    q
      .insert(t.flights)
      .values({ phone_hash: given.phone_hash, message: given.message, until: given.until })
      .onConflictDoUpdate({
        target: t.flights.phone_hash,
        set: { message: given.message, until: given.until },
        setWhere: sql`${t.flights.until} <= ${given.at}
          or ${t.flights.until} > ${given.at} + ${sql.raw(String(FLIGHT_MOST_MS))}`,
      }),
);

const holdFlight = statement(
  "flights.hold",
  (q, t, given: Given<{ phone_hash: string; message: string; until: number }>) =>
    q
      .update(t.flights)
      .set({ until: given.until })
      .where(and(eq(t.flights.phone_hash, given.phone_hash), eq(t.flights.message, given.message))),
);

const claimMessage = statement(
  "messages.claim",
  (q, t, given: Given<{ id: string; fence: number; lease_until: number; next: number }>) =>
    q
      .update(t.messages)
      .set({ state: "claimed", fence: given.next, lease_until: given.lease_until })
      .where(
        and(
          eq(t.messages.id, given.id),
          eq(t.messages.state, "pending"),
          eq(t.messages.fence, given.fence),
          wanted(t),
        ),
      ),
);

/** A row to count on, so that the first part of a day is held against the cap as well. */
const beginDay = statement(
  "messages.spending_day",
  (q, t, given: Given<{ day: string; who: string }>) =>
    q.insert(t.spending).values({ day: given.day, who: given.who, parts: 0 }).onConflictDoNothing(),
);

const spend = statement(
  "messages.spend",
  (q, t, given: Given<{ day: string; who: string; parts: number; cap: number }>) =>
    q
      .update(t.spending)
      .set({ parts: sql`${t.spending.parts} + ${given.parts}` })
      .where(
        and(
          eq(t.spending.day, given.day),
          eq(t.spending.who, given.who),
          sql`${t.spending.parts} + ${given.parts} <= ${given.cap}`,
        ),
      ),
);

const giveBack = statement(
  "messages.unspend",
  (q, t, given: Given<{ day: string; who: string; parts: number }>) =>
    q
      .update(t.spending)
      .set({ parts: sql`${t.spending.parts} - ${given.parts}` })
      .where(and(eq(t.spending.day, given.day), eq(t.spending.who, given.who))),
);

const markSending = statement(
  "messages.sending",
  (q, t, given: Given<{ id: string; fence: number; at: number; lease_until: number }>) =>
    q
      .update(t.messages)
      .set({
        state: "sending",
        sent_at: given.at,
        lease_until: given.lease_until,
        attempts: sql`${t.messages.attempts} + 1`,
      })
      .where(
        and(
          eq(t.messages.id, given.id),
          eq(t.messages.state, "claimed"),
          eq(t.messages.fence, given.fence),
        ),
      ),
);

/** The most pressing messages whose phones are free: replies first, so that no campaign holds them up. */
export async function dueMessages(
  store: Store,
  { at, limit }: { at: number; limit: number },
): Promise<Due[]> {
  const found: Due[] = [];
  for (const kind of ["reply", "update", "news"] as const) {
    const left = limit - found.length;
    if (left <= 0) break;
    const rows = await store.read(selectDue, { class: kind, at });
    found.push(...rows.slice(0, left).map((row) => ({ class: kind, ...row })));
  }
  return found;
}

/**
 * Claims a message for `LEASE_MS`. A conflict where another sender has it or its phone, or where it is
 * not wanted any more; refused with `phone_cap` or `day_cap` where it would be one part too many.
 */
export function claim(due: Due, { at, day, caps }: { at: number; day: string; caps: Caps }) {
  const { id, phoneHash: phone_hash, fence, parts } = due;
  const lease_until = at + LEASE_MS;
  const own = { day, who: phone_hash, parts, cap: caps.phone };
  const whole = { day, who: FOR_ALL, parts, cap: caps.all };
  return [
    write(takeFlight, { phone_hash, message: id, until: lease_until, at }, "conflict"),
    write(claimMessage, { id, fence, next: fence + 1, lease_until }, "conflict"),
    write(beginDay, { day, who: phone_hash }, "fine"),
    write(spend, own, { refuse: "phone_cap" }),
    write(beginDay, { day, who: FOR_ALL }, "fine"),
    write(spend, whole, { refuse: "day_cap" }),
  ];
}

/** Gives back what a claim has spent: the message was certainly not sent. */
export function unspend({ phoneHash, parts }: Due, day: string): Write[] {
  return [
    write(giveBack, { day, who: phoneHash, parts }, "fine"),
    write(giveBack, { day, who: FOR_ALL, parts }, "fine"),
  ];
}

/**
 * On disk before the provider is called: whoever finds a message here later knows that it may have
 * been sent. A conflict where the lease ran out.
 */
export function beginSending({ id, phoneHash, fence }: Due, at: number): Write[] {
  return [
    write(markSending, { id, fence: fence + 1, at, lease_until: at + LEASE_MS }, "conflict"),
    write(holdFlight, { phone_hash: phoneHash, message: id, until: at + FLIGHT_MS }, "conflict"),
  ];
}
