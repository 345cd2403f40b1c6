/**
 * Sessions: one dial by one phone, from its first hop to its end.
 *
 * Owns sessions and their hops; hops of one session run one after the other, and across nodes a
 * version decides. Refuses a session whose phone or service code changed, and any reply before its
 * commit. Called by `callback` for every callback; the path itself is in `hop`.
 */
import { monotonic as systemMonotonic } from "../base/clock.ts";
import type { Hop } from "../gateway/contract.ts";
import { carryHop, type CarriedHop } from "./carry.ts";
import { apologyFor } from "./channel.ts";
import type { Sessions } from "./contract.ts";
import { takeHop } from "./hop.ts";
import { openRecent } from "./recent.ts";
import { closing, sessionId } from "./record.ts";
import { inPlace, type HopNeeds } from "./scene.ts";
import { serial } from "./serial.ts";
import { standingOf, turnedAway } from "./turned-away.ts";

export interface CarryingSessions extends Sessions {
  /**
   * For a rehearsal, with the last callback of a call: moves the call to the current release. Null where
   * there is nothing to move: no such call, an ended one, or one that is on that release already.
   */
  carry(hop: Hop): Promise<CarriedHop | null>;
}

/** Where nobody counts. */
const allDial = () => null;

interface SessionNeeds extends Omit<HopNeeds, "recent"> {
  /** Milliseconds that only ever grow; the system's unless a test has others. */
  monotonic?: () => number;
}

/** Opens the sessions of one store. */
export function openSessions({
  monotonic = systemMonotonic,
  ...given
}: SessionNeeds): CarryingSessions {
  const inOrder = serial();
  const recent = openRecent(monotonic);
  const needs = { ...given, recent };
  const { store, vault, clock, releases } = needs;
  return {
    takeHop: (hop, { since = monotonic(), aside = inPlace, dials = allDial } = {}) => {
      const id = sessionId(hop);
      return inOrder(id, () => takeHop(needs, hop, { id, since, aside, dials }));
    },
    standing: (hop) => standingOf(needs, hop),
    turnedAway: (hop, why) => turnedAway(needs, hop, why),
    carry: (hop) => {
      const id = sessionId(hop);
      return inOrder(id, () => carryHop(needs, hop, id));
    },
    endSession: (end) =>
      inOrder(sessionId(end), async () => {
        recent.take(sessionId(end));
        await store.commit(closing(vault, sessionId(end), end.phone, clock()));
      }),
    dropIdle: () => recent.dropIdle(),
    apology: (code) => apologyFor(releases.current(), code),
  };
}
