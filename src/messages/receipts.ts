/**
 * Receipts: what the provider says became of a message, in any order, often or never.
 *
 * Owns the order of statuses. Refuses nothing: a receipt nobody can place is kept until its message is
 * known. Called by `session` for each receipt that comes in, and by `sweep` for those still unplaced.
 */
import { and, asc, eq, gte, isNull, lte, sql } from "drizzle-orm";
import { CLOCKS_APART_MS } from "../base/clock.ts";
import type { Vault } from "../base/vault.ts";
import type { Receipt, ReceiptStatus } from "../gateway/sms.ts";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { endFlightOf } from "./flights.ts";
import { clearBlock, markBlocked } from "./preferences.ts";

const DAY_MS = 86_400_000;
/** Milliseconds a receipt is kept: as evidence, and for a message that is found later. */
export const KEPT_MS = 7 * DAY_MS;

/** A receipt that has found no message for so many milliseconds of sweeping is not looked at any more. */
export const PLACING_MS = 30 * 60_000;

/** Receipts without a message that are looked at in one go. */
const PLACED_AT_ONCE = 500;

/**
 * How far a status is along. A final one is sticky: nothing but another final one changes it, and then
 * what is kept is that they conflict, which no order of arrival can hide.
 */
const RANK: Readonly<Record<ReceiptStatus, number>> = {
  unknown: 1,
  sent: 2,
  submitted: 3,
  buffered: 4,
  success: 9,
  failed: 9,
  rejected: 9,
  absent: 9,
  expired: 9,
};
const FINAL = 9;
const CONFLICTING = "conflicting";

interface NewReceipt {
  gateway: string;
  provider_id: string;
  status: string;
  said: string;
  phone_hash: string | null;
  reason: string | null;
  at: number;
}

const addReceipt = statement("receipts.add", (q, t, given: Given<NewReceipt>) =>
  q
    .insert(t.receipts)
    .values({
      gateway: given.gateway,
      provider_id: given.provider_id,
      status: given.status,
      said: given.said,
      phone_hash: given.phone_hash,
      reason: given.reason,
      received_at: given.at,
      matched: 0,
    })
    // Nothing new, and yet something: a transaction that writes nothing waits for no standby, which may lack the first.
    .onConflictDoUpdate({
      target: [t.receipts.gateway, t.receipts.provider_id, t.receipts.status],
      set: { matched: sql`${t.receipts.matched}` },
    }),
);

/** One that is to be sent again was in doubt too. */
const isInDoubt = ({ messages }: Tables) =>
  sql`(${messages.state} = 'ambiguous' or (${messages.state} = 'pending' and ${messages.reason} = 'again'))`;

/**
 * A receipt with an id nobody knows is of the one message to that phone of which nobody knows the id.
 * Only one is under way at a time; where two are in doubt, none is guessed.
 */
const adopt = statement(
  "receipts.adopt",
  (q, t, given: Given<{ provider_id: string; phone_hash: string; since: number; until: number }>) =>
    q
      .update(t.messages)
      .set({ state: "accepted", reason: null, provider_id: given.provider_id })
      .where(
        and(
          eq(t.messages.phone_hash, given.phone_hash),
          isInDoubt(t),
          isNull(t.messages.provider_id),
          gte(t.messages.sent_at, given.since),
          lte(t.messages.sent_at, given.until),
          sql`not exists (select 1 from messages other where other.provider_id = ${given.provider_id})`,
          // One that was sent a second time, or that staff have settled, is in doubt no more; the receipt may
          // be of it all the same.
          sql`(select count(*) from messages other where other.phone_hash = ${given.phone_hash}
            and (other.state in ('ambiguous', 'sending')
              or (other.state in ('pending', 'claimed') and other.reason = 'again')
              or (other.sent_at >= ${given.since}
                and (other.attempts > 1 or other.settled_at is not null)))) = 1`,
        ),
      ),
);

interface Placing {
  provider_id: string;
  /** Of the phone the receipt names; empty where it names none. */
  phone_hash: string;
  status: string;
}

/** A receipt for another phone is not this message's, whatever its id. */
const isTo = ({ phone_hash }: Given<Pick<Placing, "phone_hash">>) =>
  sql`(${phone_hash} = '' or messages.phone_hash = ${phone_hash})`;

const applyReceipt = statement(
  "receipts.apply",
  (q, t, given: Given<Placing & { rank: number; at: number }>) =>
    q
      .update(t.messages)
      .set({
        receipt: sql`case when ${t.messages.receipt_rank} < ${given.rank} then ${given.status}
          when ${t.messages.receipt_rank} = ${FINAL} and ${given.rank} = ${FINAL}
            and ${t.messages.receipt} <> ${given.status} then ${CONFLICTING}
          else ${t.messages.receipt} end`,
        receipt_rank: sql`case when ${t.messages.receipt_rank} < ${given.rank} then ${given.rank}
          else ${t.messages.receipt_rank} end`,
        receipt_at: given.at,
      })
      .where(and(eq(t.messages.provider_id, given.provider_id), isTo(given))),
);

const markMatched = statement(
  "receipts.matched",
  (q, t, given: Given<Placing & { gateway: string }>) =>
    q
      .update(t.receipts)
      .set({ matched: 1 })
      .where(
        and(
          eq(t.receipts.gateway, given.gateway),
          eq(t.receipts.provider_id, given.provider_id),
          eq(t.receipts.status, given.status),
          sql`exists (select 1 from messages
            where provider_id = ${given.provider_id} and ${isTo(given)})`,
        ),
      ),
);

/**
 * Those of the oldest that there may be a message for, with what the same sweep puts in doubt: 500 of another system on the same account would be tried in vain every
 * five seconds, for 130 ms in which SQLite lets no hop in.
 */
const selectUnmatched = statement("receipts.unmatched", (q, t, given: Given<{ since: number }>) => {
  const oldest = q
    .select({
      gateway: t.receipts.gateway,
      provider_id: t.receipts.provider_id,
      status: t.receipts.status,
      phone_hash: t.receipts.phone_hash,
      at: t.receipts.received_at,
    })
    .from(t.receipts)
    .where(and(eq(t.receipts.matched, 0), sql`${t.receipts.received_at} >= ${given.since}`))
    .orderBy(asc(t.receipts.received_at))
    .limit(PLACED_AT_ONCE)
    .as("oldest");
  return q
    .select()
    .from(oldest)
    .where(
      sql`exists (select 1 from ${t.messages} where ${t.messages.provider_id} = ${oldest.provider_id})
        or exists (select 1 from ${t.messages} where ${t.messages.phone_hash} = ${oldest.phone_hash} and (${t.messages.state} = 'sending' or ${isInDoubt(t)}))`,
    )
    .orderBy(asc(oldest.at));
});

/** Each kind by itself, since the index has it first: a purge of all read 3.5 million, for 240 ms, before it deleted 500. */
const deleteOld = ([0, 1] as const).map((matched) =>
  purgeStatement(`receipts.purge.${matched}`, ({ receipts }) => ({
    table: receipts,
    key: [receipts.gateway, receipts.provider_id, receipts.status],
    end: receipts.received_at,
    only: eq(receipts.matched, matched),
  })),
);

/** Keeps a receipt that came in at `at`, and gives it to its message where that is known. */
export function takeReceipt(vault: Vault, receipt: Receipt, at: number): Write[] {
  const { gateway, providerId: provider_id, status, said, phone, reason, optedOut } = receipt;
  // Under every key: the message may have been queued before the keys were rotated.
  const hashes = phone === null ? [] : vault.lookups("phone", phone);
  const row = { gateway, provider_id, status, said, reason, phone_hash: hashes[0] ?? null, at };
  return [
    write(addReceipt, row, "fine"),
    ...placing({ gateway, provider_id, status, at }, hashes),
    ...(phone !== null && optedOut ? markBlocked(vault, phone, at) : []),
    // It came through.
    ...(phone !== null && status === "success" ? clearBlock(vault, phone) : []),
  ];
}

/** Tries again with the receipts of `since` that have no message yet, 500 at most. */
export async function placeReceipts(store: Store, since: number): Promise<Write[]> {
  const rows = await store.read(selectUnmatched, { since });
  return rows.flatMap(({ phone_hash, ...receipt }) =>
    placing(receipt, phone_hash === null ? [] : [phone_hash]),
  );
}

/** Each deletes up to 500 receipts that are seven days old at `at`: those without a message, and those of one. */
export const purgeReceipts: readonly ((at: number) => Write)[] = deleteOld.map(
  (rows) => (at: number) => purging(rows, at - KEPT_MS),
);

function placing(
  receipt: { gateway: string; provider_id: string; status: string; at: number },
  hashes: readonly string[],
): Write[] {
  const { gateway, provider_id, status, at } = receipt;
  const rank = RANK[status as ReceiptStatus]; // written by `takeReceipt`
  const named = hashes.length === 0 ? [""] : hashes;
  return [
    ...hashes.map((phone_hash) =>
      // Of one that was sent after it came it says nothing.
      write(
        adopt,
        { provider_id, phone_hash, since: at - DAY_MS, until: at + CLOCKS_APART_MS },
        "fine",
      ),
    ),
    ...named.map((phone_hash) =>
      write(applyReceipt, { provider_id, phone_hash, status, rank, at }, "fine"),
    ),
    endFlightOf(provider_id),
    ...named.map((phone_hash) =>
      write(markMatched, { gateway, provider_id, phone_hash, status }, "fine"),
    ),
  ];
}
