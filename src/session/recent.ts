/**
 * The sessions of the last minutes, opened and at hand.
 *
 * Loading, unsealing and reading a session takes a fifth of a hop, and the next callback mostly
 * comes to the same process seconds later. Owns no truth: the version in the store decides, and a
 * session that is out of date here is loaded when its commit conflicts. What is kept lies in this
 * process's memory in the clear, as the keys do that would open it; so it is kept no longer than it
 * is needed. Called by `hop`.
 */
import type { Session } from "./record.ts";

/** Milliseconds since a session's last hop, whatever is done to the clock: networks end it after 180 s. */
const KEPT_MS = 180_000;
/** With 10 s between two hops of a citizen, 500 hops a second; some 5 kB each. */
const KEPT_MAX = 5_000;

export interface Recent {
  /** Whoever takes a session has it alone, and keeps the next one when it is on disk. */
  take(id: string): Session | null;
  /** Looks at a session without taking it; null while a hop of it is under way, too. */
  peek(id: string): Session | null;
  keep(session: Session): void;
  /** Drops those whose last hop was three minutes ago. */
  dropIdle(): void;
}

/** `now` in milliseconds that only ever grow. */
export function openRecent(now: () => number): Recent {
  /** The one whose last hop was longest ago comes first. */
  const kept = new Map<string, { session: Session; at: number }>();

  function dropIdle(): void {
    const idle = now() - KEPT_MS;
    for (const [id, { at }] of kept) {
      if (kept.size <= KEPT_MAX && at > idle) break;
      kept.delete(id);
    }
  }

  const young = ({ at }: { at: number }) => at > now() - KEPT_MS;

  return {
    peek(id) {
      const found = kept.get(id);
      return found !== undefined && young(found) ? found.session : null;
    },
    take(id) {
      const taken = kept.get(id);
      if (taken === undefined) return null;
      kept.delete(id);
      return young(taken) ? taken.session : null;
    },
    keep(session) {
      kept.set(session.id, { session, at: now() });
      dropIdle();
    },
    dropIdle,
  };
}
