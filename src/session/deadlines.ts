/**
 * Deadlines: what the clock does to requests that have stood in a status for too long.
 *
 * Owns no time of its own: everything is read from the store, so a restart forgets nothing, and a
 * version decides between nodes that act at once. Refuses to act by a clock that has just leapt ahead:
 * `purge` says so to both. Called by `serve`, once a minute.
 */
import { escalate } from "../actions/escalate.ts";
import { toldMove } from "../actions/told-move.ts";
import type { Vault } from "../base/vault.ts";
import { contactOf } from "../people/people.ts";
import { openAnswers, type SealedRequest } from "../requests/state.ts";
import { FIRST_LATE, lateRequests } from "../requests/waiting.ts";
import type { Store, Write } from "../store/store.ts";
import type { Releases } from "./releases.ts";

/** Rounds of a hundred at most a minute: 50,000 deadlines of one midnight are done in ten minutes. */
const ROUNDS_MAX = 50;

export interface DeadlineNeeds {
  store: Store;
  vault: Vault;
  releases: Pick<Releases, "get">;
  /** A request that cannot be acted on, which stays as it is. */
  onFault: (error: unknown) => void;
}

/** Acts on every deadline that had come by `at`; how many. */
export async function actOnDeadlines(needs: DeadlineNeeds, at: number): Promise<number> {
  const { store, onFault } = needs;
  let after = FIRST_LATE;
  let acted = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const late = await lateRequests(store, { at, after });
    for (const request of late) {
      // One that cannot be acted on holds up none behind it.
      after = { deadline: request.deadline ?? at, id: request.id };
      try {
        const committed = await store.commit(await writesFor(needs, request, at));
        // A conflict: somebody moved it just now, and it is looked at again if it is still late.
        if (committed.done) acted++;
      } catch (error) {
        onFault(error);
      }
    }
    if (late.length === 0) break;
  }
  return acted;
}

async function writesFor(
  { store, vault, releases }: DeadlineNeeds,
  request: SealedRequest,
  at: number,
): Promise<Write[]> {
  const release = await releases.get(request.release);
  if (release === null) throw new Error("a request's release is gone");
  const status = release.services.get(request.service)?.life?.statuses.get(request.status);
  const late = status?.late ?? null;
  const change = { request, actor: "clock", at };
  const answers = openAnswers(vault, request);
  const contact = await contactOf(store, vault, request.person);
  if (late === null || !("to" in late)) {
    return escalate(vault, release, change, { contact, answers });
  }
  const moving = {
    ...change,
    release,
    by: "clock",
    to: late.to,
    reason: null,
    note: null,
  } as const;
  const { decision, writes } = toldMove(vault, moving, { contact, answers, class: "update" });
  // The checker knows that the clock may make this move; a refusal would come back every minute.
  if (decision.refused !== null) return escalate(vault, release, change, { contact, answers });
  return writes;
}
