/**
 * What phones want to be told: news or not, and whether the provider lets us through at all.
 *
 * Owns one row a phone. Called by `session` for STOP and START, and by `sender` when the provider refuses
 * a phone because its owner blocked us there.
 */
import { eq, sql } from "drizzle-orm";
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";

/** As it is stored: news only go to those who asked for them. */
export const NEWS = { unsaid: 0, wanted: 1, stopped: 2 };

const setNews = statement(
  "preferences.news",
  (q, t, given: Given<{ phone_hash: string; news: number; at: number }>) =>
    q
      .insert(t.preferences)
      .values({ phone_hash: given.phone_hash, news: given.news, news_at: given.at })
      .onConflictDoUpdate({
        target: t.preferences.phone_hash,
        set: { news: given.news, news_at: given.at },
      }),
);

const setBlocked = statement(
  "preferences.blocked",
  (q, t, given: Given<{ phone_hash: string; at: number }>) =>
    q
      .insert(t.preferences)
      .values({ phone_hash: given.phone_hash, news: NEWS.unsaid, blocked_at: given.at })
      .onConflictDoUpdate({ target: t.preferences.phone_hash, set: { blocked_at: given.at } }),
);

const clearBlocked = statement("preferences.open", (q, t, given: Given<{ phone_hash: string }>) =>
  q
    .update(t.preferences)
    .set({ blocked_at: sql`null` })
    .where(eq(t.preferences.phone_hash, given.phone_hash)),
);

/** STOP and START: every row of the phone, so that no rotation of keys brings news back. */
export function chooseNews(vault: Vault, phone: Phone, wanted: boolean, at: number): Write[] {
  const news = wanted ? NEWS.wanted : NEWS.stopped;
  return vault
    .lookups("phone", phone)
    .map((phone_hash) => write(setNews, { phone_hash, news, at }, "fine"));
}

/** The provider refuses this phone because its owner blocked us there. */
export function markBlocked(phone_hash: string, at: number): Write {
  return write(setBlocked, { phone_hash, at }, "fine");
}

/** Its owner wants messages again: the provider says anew when it still refuses them. */
export function clearBlock(vault: Vault, phone: Phone): Write[] {
  return vault
    .lookups("phone", phone)
    .map((phone_hash) => write(clearBlocked, { phone_hash }, "fine"));
}
