/**
 * Deletes what has run out: sessions and their replies, drafts, requests, messages, look-ups and deliveries past
 * their keeping, and whoever of the people that leaves nothing of.
 *
 * Small bites between hops: each purge statement takes a few hundred rows, and a bite that was full
 * is followed by another one at once. Refuses to delete by a clock that has just leapt ahead. Called
 * by `serve`, once a minute.
 */
import { purgeDeliveries } from "../events/queue.ts";
import { WHOLE, type Share } from "../base/share.ts";
import { openDoubt, type Clocks } from "../base/doubt.ts";
import { purgeFlights } from "../messages/flights.ts";
import { purgeInbound } from "../messages/inbound.ts";
import { purgeMessages } from "../messages/outbox.ts";
import { purgeReceipts } from "../messages/receipts.ts";
import { purgeSpending } from "../messages/spending.ts";
import { purgeDrafts } from "../people/drafts.ts";
import { forgetPeople } from "../people/forget.ts";
import { purgeStandIns } from "../people/stand-ins.ts";
import { purgeRequests } from "../requests/requests.ts";
import { purgeTallies } from "../requests/tallies.ts";
import { purgeAnswers } from "../staff/answers.ts";
import type { Store, Write } from "../store/store.ts";
import { purgeLookUps } from "./look-up-rows.ts";
import { purgeSessions } from "./rows.ts";

/** Between two rounds, in milliseconds; a session that ran out is refused long before. */
export const PURGE_EVERY_MS = 60_000;
/** Bites of one kind in a round: 200 bites of 500 sessions a minute outrun 20,000 hops a second. */
const BITES_MAX = 200;
/**
 * A session that ran out is kept this much longer, in milliseconds, so that a callback that comes
 * late is told that it has expired; to a session that is gone it would be a new dial.
 */
const LATE_MS = 86_400_000;
/** Each deletes some rows, and is refused when none has run out. */
const BITES: readonly ((at: number) => Write | Write[])[] = [
  (at) => purgeSessions(at - LATE_MS),
  purgeDrafts,
  purgeRequests,
  purgeTallies,
  purgeMessages,
  ...purgeReceipts,
  purgeAnswers,
  purgeInbound,
  purgeDeliveries,
  purgeFlights,
  purgeSpending,
  purgeStandIns,
  ...forgetPeople,
  // What nobody was promised.
  (at) => purgeLookUps(at - LATE_MS),
];

/** What a round came to: the clock leaps once, and then is doubted for as long as it stays. */
export type Round = "purged" | "clock_leapt" | "clock_doubted";

export interface PurgeNeeds extends Clocks {
  store: Store;
  /** Its share of the kinds; the whole where it works alone. */
  share?: () => Share;
}

/** The rounds of one process. Each deletes every kind until nothing is left or it is long enough. */
export function openPurge({
  store,
  share = () => WHOLE,
  ...clocks
}: PurgeNeeds): () => Promise<Round> {
  const look = openDoubt(clocks);
  return async () => {
    const { is, at } = look();
    if (is !== "believed") return `clock_${is}`;
    await deleteExpired(store, at, share());
    return "purged";
  };
}

async function deleteExpired(store: Store, at: number, share: Share): Promise<void> {
  for (const [kind, bite] of BITES.entries()) {
    if (kind % share.of !== share.at) continue;
    for (let bites = 0; bites < BITES_MAX; bites++) {
      const committed = await store.commit([bite(at)].flat());
      if (!committed.done) break;
    }
  }
}
