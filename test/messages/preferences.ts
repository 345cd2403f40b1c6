/** What the store holds of a phone's wishes; nothing of Njia tells it to anybody yet. */
import { eq } from "drizzle-orm";
import type { Phone } from "../../src/base/phone.ts";
import type { Vault } from "../../src/base/vault.ts";
import { NEWS } from "../../src/messages/preferences.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import type { Store } from "../../src/store/store.ts";

const selectPreferences = statement(
  "preferences.read",
  (q, t, given: Given<{ phone_hash: string }>) =>
    q
      .select({ news: t.preferences.news, blockedAt: t.preferences.blocked_at })
      .from(t.preferences)
      .where(eq(t.preferences.phone_hash, given.phone_hash)),
);

export interface Preferences {
  wantsNews: boolean;
  stopped: boolean;
  /** When the provider said that this phone refuses our messages; null while it lets them through. */
  blockedAt: number | null;
}

export async function readPreferences(
  store: Store,
  vault: Vault,
  phone: Phone,
): Promise<Preferences> {
  for (const phone_hash of vault.lookups("phone", phone)) {
    const [row] = await store.read(selectPreferences, { phone_hash });
    if (row !== undefined) {
      const { news, blockedAt } = row;
      return { wantsNews: news === NEWS.wanted, stopped: news === NEWS.stopped, blockedAt };
    }
  }
  return { wantsNews: false, stopped: false, blockedAt: null };
}
