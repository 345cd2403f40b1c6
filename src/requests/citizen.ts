/** Requests as the citizen who made them meets them: by reference, and for what they may do. */
import { desc, eq } from "drizzle-orm";
import type { RequestFact } from "../menu/contract.ts";
import { statement, type Given } from "../store/statement.ts";
import type { Store } from "../store/store.ts";

/** A request with what is needed to move it. */
export interface OwnRequest extends RequestFact {
  id: string;
  person: string;
  /** Digest of the release it was made on. */
  release: string;
  version: number;
}

/** Requests of one person that are looked through for an open question: the newest. */
const LOOKED_AT = 20;

const byReference = statement("requests.by_ref", (q, t, given: Given<{ ref: string }>) =>
  q
    .select({
      id: t.requests.id,
      person: t.requests.person,
      release: t.requests.release,
      version: t.requests.version,
      service: t.requests.service,
      ref: t.requests.ref,
      status: t.requests.status,
      openedAt: t.requests.opened_at,
    })
    .from(t.requests)
    .where(eq(t.requests.ref, given.ref)),
);

const latestMoved = statement("requests.moved", (q, t, given: Given<{ person: string }>) =>
  q
    .select({
      id: t.requests.id,
      person: t.requests.person,
      release: t.requests.release,
      version: t.requests.version,
      service: t.requests.service,
      ref: t.requests.ref,
      status: t.requests.status,
      openedAt: t.requests.opened_at,
    })
    .from(t.requests)
    .where(eq(t.requests.person, given.person))
    .orderBy(desc(t.requests.status_at), desc(t.requests.id))
    .limit(LOOKED_AT),
);

/** Whoever asks: whose it is, is for the caller to compare. */
export async function findByReference(
  store: Store,
  by: { ref: string },
): Promise<OwnRequest | null> {
  const [found] = await store.read(byReference, by);
  return found ?? null;
}

/** The person's requests, the one whose status changed last first; 20 at most. */
export function lastMoved(store: Store, of: { person: string }): Promise<OwnRequest[]> {
  return store.read(latestMoved, of);
}
