/**
 * Deletes what has run out: sessions and their replies, drafts, requests past their keeping.
 *
 * Small bites between hops: each purge statement takes a few hundred rows, and a bite that was full
 * is followed by another one at once. Called by `main`, once a minute.
 */
import type { Clock } from "../base/clock.ts";
import { purgeDrafts } from "../people/drafts.ts";
import { purgeRequests } from "../requests/requests.ts";
import type { Store, Write } from "../store/store.ts";
import { purgeReplies, purgeSessions } from "./rows.ts";

/** Between two rounds, in milliseconds; a session that ran out is refused long before. */
export const PURGE_EVERY_MS = 60_000;
/** Bites of one kind in a round: 200 bites of 500 rows a minute outrun 1,000 hops a second. */
const BITES_MAX = 200;

/** Each deletes some rows, and is refused when none has run out. */
const BITES: readonly ((at: number) => Write)[] = [
  purgeSessions,
  purgeReplies,
  purgeDrafts,
  purgeRequests,
];

/** One round: every kind until nothing is left or the round is long enough. */
export async function purge(store: Store, clock: Clock): Promise<void> {
  const at = clock();
  for (const bite of BITES) {
    for (let bites = 0; bites < BITES_MAX; bites++) {
      const committed = await store.commit([bite(at)]);
      if (!committed.done) break;
    }
  }
}
