/**
 * What phones want to be told: news or not, and whether the provider lets us through at all.
 *
 * Owns one row a phone, with its number sealed, since nothing else may hold it. Called by `session` for
 * STOP, START and dials, by `sender` and `receipts` when the provider refuses a phone because we are
 * blocked there, and by `console`.
 */
import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Phone } from "../base/phone.ts";
import { VaultError, type Unsealed, type Vault } from "../base/vault.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";

/** As it is stored: news only go to those who asked for them. */
export const NEWS = { unsaid: 0, wanted: 1, stopped: 2 };

interface Choice {
  phone_hash: string;
  phone: Unsealed;
  news: number;
  at: number;
}

const setNews = statement("preferences.news", (q, t, given: Given<Choice>) =>
  q
    .insert(t.preferences)
    .values({
      phone_hash: given.phone_hash,
      phone: given.phone,
      news: given.news,
      news_at: given.at,
    })
    .onConflictDoUpdate({
      target: t.preferences.phone_hash,
      set: { phone: given.phone, news: given.news, news_at: given.at },
    }),
);

const setBlocked = statement(
  "preferences.blocked",
  (q, t, given: Given<{ phone_hash: string; phone: Unsealed; at: number }>) =>
    q
      .insert(t.preferences)
      .values({
        phone_hash: given.phone_hash,
        phone: given.phone,
        news: NEWS.unsaid,
        blocked_at: given.at,
      })
      .onConflictDoUpdate({
        target: t.preferences.phone_hash,
        // Since when: every message that is refused says it again.
        set: {
          phone: given.phone,
          blocked_at: sql`coalesce(${t.preferences.blocked_at}, ${given.at})`,
        },
      }),
);

const clearBlocked = statement("preferences.open", (q, t, given: Given<{ phone_hash: string }>) =>
  q
    .update(t.preferences)
    .set({ blocked_at: sql`null`, told_at: sql`null` })
    .where(
      and(eq(t.preferences.phone_hash, given.phone_hash), isNotNull(t.preferences.blocked_at)),
    ),
);

const setTold = statement(
  "preferences.told",
  (q, t, given: Given<{ phone_hash: string; at: number }>) =>
    q
      .update(t.preferences)
      .set({ told_at: given.at })
      .where(eq(t.preferences.phone_hash, given.phone_hash)),
);

const selectBlock = statement("preferences.block", (q, t, given: Given<{ phone_hash: string }>) =>
  q
    .select({ at: t.preferences.blocked_at, toldAt: t.preferences.told_at })
    .from(t.preferences)
    .where(
      and(eq(t.preferences.phone_hash, given.phone_hash), isNotNull(t.preferences.blocked_at)),
    ),
);

const selectBlocked = statement("preferences.blocks", (q, t, given: Given<{ person: string }>) =>
  q
    .select({ at: t.preferences.blocked_at })
    .from(t.bindings)
    .innerJoin(t.preferences, eq(t.preferences.phone_hash, t.bindings.phone_hash))
    .where(
      and(
        eq(t.bindings.person, given.person),
        // Bound still.
        eq(t.bindings.until, 0),
        isNotNull(t.preferences.blocked_at),
      ),
    ),
);

/** STOP and START: every row of the phone, so that no rotation of keys brings news back. */
export function chooseNews(vault: Vault, phone: Phone, wanted: boolean, at: number): Write[] {
  const news = wanted ? NEWS.wanted : NEWS.stopped;
  return rowsOf(vault, phone, at).map((row) => write(setNews, { ...row, news, at }, "fine"));
}

/** The provider refuses this phone because its owner, or the operator, blocked us there. */
export function markBlocked(vault: Vault, phone: Phone, at: number): Write[] {
  return rowsOf(vault, phone, at).map((row) => write(setBlocked, { ...row, at }, "fine"));
}

/** Its owner wants messages again, or got one: the provider says anew when it still refuses them. */
export function clearBlock(vault: Vault, phone: Phone): Write[] {
  return vault
    .lookups("phone", phone)
    .map((phone_hash) => write(clearBlocked, { phone_hash }, "fine"));
}

/** Its owner has been told by a screen that we are blocked. */
export function markTold(vault: Vault, phone: Phone, at: number): Write[] {
  return vault
    .lookups("phone", phone)
    .map((phone_hash) => write(setTold, { phone_hash, at }, "fine"));
}

/** A phone that refuses our messages. */
interface Block {
  /** Since when, in epoch milliseconds. */
  at: number;
  /** Its owner has been told so by a screen. */
  told: boolean;
}

/** Null where the provider has said nothing of the kind. */
export async function readBlock(store: Store, vault: Vault, phone: Phone): Promise<Block | null> {
  // Several hashes only while look-up keys are being rotated.
  for (const phone_hash of vault.lookups("phone", phone)) {
    const [row] = await store.read(selectBlock, { phone_hash });
    if (row?.at != null) return { at: row.at, told: row.toldAt !== null };
  }
  return null;
}

/** Whether the phone of a person refuses our messages; for those who may not see its number. */
export async function isBlocked(store: Store, { person }: { person: string }): Promise<boolean> {
  return (await store.read(selectBlocked, { person })).length > 0;
}

/** A phone's number as its row has it. */
export function sealedPhone(phone_hash: string, phone: Phone, now: number): Unsealed {
  return { at: phoneAt(phone_hash), now, plain: phone };
}

/** The number in a row. @throws VaultError */
export function openPhone(vault: Vault, phone_hash: string, sealed: Uint8Array | null): Phone {
  if (sealed === null) throw new VaultError("malformed");
  return vault.open(phoneAt(phone_hash), sealed) as Phone; // sealed by `sealedPhone`
}

function rowsOf(vault: Vault, phone: Phone, now: number) {
  return vault.lookups("phone", phone).map((phone_hash) => {
    return { phone_hash, phone: sealedPhone(phone_hash, phone, now) };
  });
}

const phoneAt = (row: string) => ({ table: "preferences", column: "phone", row });
