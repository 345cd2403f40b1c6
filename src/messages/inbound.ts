/**
 * SMS from citizens: that they came, and what they were taken for. Never their words.
 *
 * Refuses to take one twice: gateways post it again until they are answered with 200. Called by
 * `session`.
 */
import { and, eq, sql } from "drizzle-orm";
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";

/** Milliseconds one is remembered: Africa's Talking repeats for 12 hours at most. */
const KEPT_MS = 7 * 86_400_000;

export const HEARD_BEFORE = "heard_before";

const addInbound = statement(
  "inbound.add",
  (q, t, given: Given<{ id: string; phone_hash: string | null; at: number; meaning: string }>) =>
    q
      .insert(t.inbound)
      .values({
        id: given.id,
        phone_hash: given.phone_hash,
        received_at: given.at,
        meaning: given.meaning,
      })
      .onConflictDoNothing(),
);

/** Writes nothing new, and yet something: a transaction that writes nothing waits for no standby. */
const touchInbound = statement("inbound.touch", (q, t, given: Given<{ id: string }>) =>
  q
    .update(t.inbound)
    .set({ meaning: sql`${t.inbound.meaning}` })
    .where(eq(t.inbound.id, given.id)),
);

const countRecent = statement(
  "inbound.recent",
  (q, t, given: Given<{ phone_hash: string; since: number }>) =>
    q
      .select({ meaning: t.inbound.meaning, messages: sql`count(*)`.mapWith(Number) })
      .from(t.inbound)
      .where(
        and(
          eq(t.inbound.phone_hash, given.phone_hash),
          sql`${t.inbound.received_at} > ${given.since}`,
        ),
      )
      .groupBy(t.inbound.meaning),
);

const deleteOld = purgeStatement("inbound.purge", ({ inbound }) => ({
  table: inbound,
  key: [inbound.id],
  end: inbound.received_at,
}));

/** That a message came in at `at`; refused with `HEARD_BEFORE` when it did already. */
export function noteInbound(
  vault: Vault,
  { id, phone, meaning, at }: { id: string; phone: Phone | null; meaning: string; at: number },
): Write {
  const phone_hash = phone === null ? null : vault.lookup("phone", phone);
  return write(addInbound, { id, phone_hash, at, meaning }, { refuse: HEARD_BEFORE });
}

/** That one was heard before: what a server shows after its restart a standby may not have, until this is committed. */
export function hearAgain(id: string): Write {
  return write(touchInbound, { id }, "fine");
}

/** How many messages of each meaning came from a phone after `since`. */
export async function recentInbound(
  store: Store,
  vault: Vault,
  { phone, since }: { phone: Phone; since: number },
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  // Several hashes only while look-up keys are being rotated.
  for (const phone_hash of vault.lookups("phone", phone)) {
    for (const { meaning, messages } of await store.read(countRecent, { phone_hash, since })) {
      counts.set(meaning, (counts.get(meaning) ?? 0) + messages);
    }
  }
  return counts;
}

/** Deletes up to 500 that are seven days old at `at`. */
export function purgeInbound(at: number): Write {
  return purging(deleteOld, at - KEPT_MS);
}
