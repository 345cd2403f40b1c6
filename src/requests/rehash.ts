/**
 * Re-hashing the wards of requests under the first look-up key, so that an older one may go.
 *
 * Called by `session/rehash`.
 */
import { and, asc, eq, gt, isNotNull } from "drizzle-orm";
import { VaultError, type Vault } from "../base/vault.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import { wardHashOf } from "./requests.ts";
import { openAnswers } from "./state.ts";

/** Rows looked at in one go. */
const PAGE = 500;

const pageOf = statement("rehash.requests", (q, t, given: Given<{ after: string }>) =>
  q
    .select({ id: t.requests.id, hash: t.requests.ward_hash, answers: t.requests.answers })
    .from(t.requests)
    .where(and(gt(t.requests.id, given.after), isNotNull(t.requests.ward_hash)))
    .orderBy(asc(t.requests.id))
    .limit(PAGE),
);

const setWard = statement("rehash.ward", (q, t, given: Given<{ id: string; hash: string }>) =>
  q.update(t.requests).set({ ward_hash: given.hash }).where(eq(t.requests.id, given.id)),
);

/** The writes for requests behind an id; "" begins, and null comes after the last. */
export async function moveWards(
  store: Store,
  vault: Vault,
  after: string,
): Promise<{ writes: Write[]; next: string | null; unreadable: number }> {
  const rows = await store.read(pageOf, { after });
  const writes: Write[] = [];
  let unreadable = 0;
  for (const { id, hash, answers } of rows) {
    try {
      const { ward } = openAnswers(vault, { id, answers });
      if (typeof ward !== "string") continue;
      const now = wardHashOf(vault, ward);
      if (now !== hash) writes.push(write(setWard, { id, hash: now }, "fine"));
    } catch (error) {
      // Another row is no less worth moving.
      if (!(error instanceof VaultError)) throw error;
      unreadable++;
    }
  }
  const last = rows.at(-1);
  return { writes, next: rows.length < PAGE || last === undefined ? null : last.id, unreadable };
}
