/**
 * Claiming: a message for one sender, its phone for one message, and its parts within the caps.
 *
 * Refuses, in one transaction, what another sender has, a phone to which something is under way, and
 * what is over a cap. Called by `sender`.
 */
import { and, asc, eq, lte, sql } from "drizzle-orm";
import { lettersOfHashes, WHOLE, type Letters, type Share } from "../base/share.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { FLIGHT_MOST_MS, holdFlight, takeFlight } from "./flights.ts";
import { FLIGHT_MS, LEASE_MS, type MessageClass } from "./message.ts";
import { spend, type Caps } from "./spending.ts";

/** A message that is due, as a sender finds it. */
export interface Due {
  id: string;
  class: MessageClass;
  template: string;
  phoneHash: string;
  body: Uint8Array;
  parts: number;
  attempts: number;
  fence: number;
}

/** A message with every hash its phone may be known by: one, but while look-up keys are rotated. */
export interface Addressed extends Due {
  hashes: readonly string[];
}

/** Messages of one class that are looked at in one go. */
export const DUE_MAX = 32;

/** News only go to who wants them now, whatever was so when they were queued. */
const wanted = ({ messages, preferences }: Tables) => sql`(${messages.class} <> 'news' or exists (
  select 1 from ${preferences}
  where ${preferences.phone_hash} = ${messages.phone_hash} and ${preferences.news} = 1))`;

const selectDue = statement(
  "messages.due",
  (q, t, given: Given<Letters & { class: string; at: number }>) =>
    q
      .select({
        id: t.messages.id,
        template: t.messages.template,
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
          // By a part of it, which no index has: that of the state is the one to use.
          sql`substr(${t.messages.phone_hash}, 1, 2) >= ${given.from}`,
          sql`substr(${t.messages.phone_hash}, 1, 2) < ${given.until}`,
          sql`not exists (select 1 from ${t.flights}
            where ${t.flights.phone_hash} = ${t.messages.phone_hash} and ${t.flights.until} > ${given.at}
            and ${t.flights.until} - ${sql.raw(String(FLIGHT_MOST_MS))} <= ${given.at})`,
        ),
      )
      .orderBy(asc(t.messages.due_at), asc(t.messages.id))
      .limit(DUE_MAX),
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

/**
 * The most pressing messages of a share of the phones, of those that are free: replies first, so that no
 * campaign holds them up.
 */
export async function dueMessages(
  store: Store,
  { at, limit, share = WHOLE }: { at: number; limit: number; share?: Share },
): Promise<Due[]> {
  const letters = lettersOfHashes(share);
  const found: Due[] = [];
  for (const kind of ["reply", "update", "news"] as const) {
    const left = limit - found.length;
    if (left <= 0) break;
    const rows = await store.read(selectDue, { class: kind, at, ...letters });
    found.push(...rows.slice(0, left).map((row) => ({ class: kind, ...row })));
  }
  return found;
}

/**
 * Claims a message for `LEASE_MS`. A conflict where another sender has it or its phone, or where it is
 * not wanted any more; refused with `phone_cap` or `day_cap` where it would be one part too many.
 */
export function claim(
  due: Addressed,
  { at, day, caps }: { at: number; day: string; caps: Caps },
): Write[] {
  const { id, hashes, fence } = due;
  const lease_until = at + LEASE_MS;
  return [
    ...hashes.map((phone_hash) => takeFlight({ phone_hash, message: id, until: lease_until, at })),
    write(claimMessage, { id, fence, next: fence + 1, lease_until }, "conflict"),
    ...spend(due, day, caps),
  ];
}

/**
 * On disk before the provider is called: whoever finds a message here later knows that it may have
 * been sent. A conflict where the lease ran out.
 */
export function beginSending({ id, hashes, fence }: Addressed, at: number): Write[] {
  return [
    write(markSending, { id, fence: fence + 1, at, lease_until: at + LEASE_MS }, "conflict"),
    ...hashes.map((phone_hash) => holdFlight({ phone_hash, message: id, until: at + FLIGHT_MS })),
  ];
}
