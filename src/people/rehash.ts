/**
 * Re-hashing the bindings: whose a phone is, under the first look-up key, so that an older one may go.
 *
 * Refuses to leave a phone to two people: of two bindings the one under the first key counts, as it did
 * before. Called by `session/rehash`.
 */
import { and, asc, eq, gt } from "drizzle-orm";
import type { Phone } from "../base/phone.ts";
import { VaultError, type Vault } from "../base/vault.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import { openBinding } from "./people.ts";

/** Rows looked at in one go. */
const PAGE = 500;

const pageOf = statement("rehash.bindings", (q, t, given: Given<{ after: string }>) =>
  q
    .select({ id: t.bindings.id, hash: t.bindings.phone_hash, phone: t.bindings.phone })
    .from(t.bindings)
    .where(gt(t.bindings.id, given.after))
    .orderBy(asc(t.bindings.id))
    .limit(PAGE),
);

const setHash = statement(
  "rehash.binding",
  (q, t, given: Given<{ id: string; old: string; now: string }>) =>
    q
      .update(t.bindings)
      .set({ phone_hash: given.now })
      .where(and(eq(t.bindings.id, given.id), eq(t.bindings.phone_hash, given.old))),
);

const endBinding = statement(
  "rehash.ended",
  (q, t, given: Given<{ id: string; now: string; at: number }>) =>
    q
      .update(t.bindings)
      .set({ phone_hash: given.now, until: given.at })
      .where(eq(t.bindings.id, given.id)),
);

/** A binding that is not under the first key. */
interface OldBinding {
  id: string;
  phone: Phone;
  hash: string;
}

/** Bindings behind an id that are under an old hash; "" begins, and null comes after the last. */
export async function oldBindings(
  store: Store,
  vault: Vault,
  after: string,
): Promise<{ old: OldBinding[]; next: string | null; unreadable: number }> {
  const rows = await store.read(pageOf, { after });
  const old: OldBinding[] = [];
  let unreadable = 0;
  for (const row of rows) {
    try {
      const phone = openBinding(vault, row);
      const { id, hash } = row;
      if (vault.lookup("phone", phone) !== hash) old.push({ id, phone, hash });
    } catch (error) {
      // Another row is no less worth moving.
      if (!(error instanceof VaultError)) throw error;
      unreadable++;
    }
  }
  const last = rows.at(-1);
  return { old, next: rows.length < PAGE || last === undefined ? null : last.id, unreadable };
}

/** Moves a binding; refused with `bound_twice` where its phone is bound under the first key too. */
export function moveBinding(vault: Vault, { id, phone, hash: old }: OldBinding): Write {
  const now = vault.lookup("phone", phone);
  return write(setHash, { id, old, now }, "fine", { refuse: "bound_twice" });
}

/** Ends a binding whose phone is bound under the first key too. */
export function endOldBinding(vault: Vault, { id, phone }: OldBinding, at: number): Write {
  return write(endBinding, { id, now: vault.lookup("phone", phone), at }, "fine");
}
