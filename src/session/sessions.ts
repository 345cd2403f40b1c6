/**
 * Sessions: one dial by one phone, from its first hop to its end.
 *
 * Owns sessions and their hops; hops of one session run one after the other, and across nodes a
 * version decides. Refuses a session whose phone or service code changed, and any reply before its
 * commit. Called by `app` for every callback; the path itself is in `hop`.
 */
import { write } from "../store/store.ts";
import { apologyFor } from "./channel.ts";
import type { Sessions } from "./contract.ts";
import { phoneHash, sessionId, takeHop, type HopNeeds } from "./hop.ts";
import { closeSession } from "./rows.ts";
import { serial } from "./serial.ts";

/** Opens the sessions of one store. */
export function openSessions(needs: HopNeeds): Sessions {
  const inOrder = serial();
  const { store, vault, clock, releases } = needs;
  return {
    takeHop: (hop) => inOrder(sessionId(hop), () => takeHop(needs, hop)),
    endSession: (end) =>
      inOrder(sessionId(end), async () => {
        const values = {
          id: sessionId(end),
          phone_hash: phoneHash(vault, end.phone),
          at: clock(),
        };
        await store.commit([write(closeSession, values, "fine")]);
      }),
    apology: (code) => apologyFor(releases.current(), code),
  };
}
