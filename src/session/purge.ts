/**
 * Deletes what has run out: sessions and their replies, drafts, requests, messages and deliveries past
 * their keeping.
 *
 * Small bites between hops: each purge statement takes a few hundred rows, and a bite that was full
 * is followed by another one at once. Refuses to delete by a clock that has just leapt ahead. Called
 * by `serve`, once a minute.
 */
import type { Clock } from "../base/clock.ts";
import { purgeDeliveries } from "../events/queue.ts";
import { purgeInbound } from "../messages/inbound.ts";
import { purgeMessages } from "../messages/outbox.ts";
import { purgeReceipts } from "../messages/receipts.ts";
import { purgeDrafts } from "../people/drafts.ts";
import { purgeRequests } from "../requests/requests.ts";
import { purgeAnswers } from "../staff/answers.ts";
import type { Store, Write } from "../store/store.ts";
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
/** How far the clock may outrun the monotonic one between two rounds, in milliseconds. */
const LEAP_MS = 3_600_000;
/**
 * How long a leap is doubted, in milliseconds: a clock set wrong can be set back within a day. After
 * that it is believed, since a machine that slept or booted with a wrong clock leaps rightly.
 */
const DOUBT_MS = 86_400_000;

/** Each deletes some rows, and is refused when none has run out. */
const BITES: readonly ((at: number) => Write)[] = [
  (at) => purgeSessions(at - LATE_MS),
  purgeDrafts,
  purgeRequests,
  purgeMessages,
  purgeReceipts,
  purgeAnswers,
  purgeInbound,
  purgeDeliveries,
];

/** What a round came to: the clock leaps once, and then is doubted for as long as it stays. */
export type Round = "purged" | "clock_leapt" | "clock_doubted";

export interface PurgeNeeds {
  store: Store;
  clock: Clock;
  /** Milliseconds that have passed, whatever is done to the clock. */
  monotonic: () => number;
}

/** The rounds of one process. Each deletes every kind until nothing is left or it is long enough. */
export function openPurge({ store, clock, monotonic }: PurgeNeeds): () => Promise<Round> {
  const read = () => ({ wall: clock(), passed: monotonic() });
  /** The last time the clock was believed. */
  let believed = read();
  /** On the monotonic clock; null while the clock is believed. */
  let doubtedSince: number | null = null;

  return async () => {
    const now = read();
    const lead = now.wall - believed.wall - (now.passed - believed.passed);
    if (lead > LEAP_MS) {
      if (doubtedSince === null) {
        doubtedSince = now.passed;
        return "clock_leapt";
      }
      if (now.passed - doubtedSince < DOUBT_MS) return "clock_doubted";
    }
    believed = now;
    doubtedSince = null;
    await deleteExpired(store, now.wall);
    return "purged";
  };
}

async function deleteExpired(store: Store, at: number): Promise<void> {
  for (const bite of BITES) {
    for (let bites = 0; bites < BITES_MAX; bites++) {
      const committed = await store.commit([bite(at)]);
      if (!committed.done) break;
    }
  }
}
