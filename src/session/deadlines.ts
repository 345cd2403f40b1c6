/**
 * Deadlines: what the clock does to requests that have stood in a status for too long.
 *
 * Owns no time of its own: everything is read from the store, so a restart forgets nothing, and a
 * version decides between nodes that act at once. Refuses to act by a clock that has just leapt ahead:
 * `purge` says so to both. Called by `serve`, once a minute.
 */
import { isObjected, mayDecide } from "../actions/object.ts";
import { escalate } from "../actions/escalate.ts";
import { toldMove } from "../actions/told-move.ts";
import type { Vault } from "../base/vault.ts";
import type { SealedRequest } from "../requests/state.ts";
import { FIRST_DUE, lateRequests } from "../requests/waiting.ts";
import type { Write } from "../store/store.ts";
import { actOnEach, type Due, type DueNeeds } from "./due.ts";

/** Acts on every deadline that had come by `at`; how many. */
export function actOnDeadlines(needs: DueNeeds, at: number): Promise<number> {
  const next = (last: SealedRequest | null) => {
    const after = last === null ? FIRST_DUE : { due: last.deadline ?? at, id: last.id };
    return lateRequests(needs.store, { at, after, share: needs.share });
  };
  return actOnEach(needs, next, (due) => writesFor(needs.vault, due, at));
}

function writesFor(vault: Vault, due: Due, at: number): Write[] {
  const { request, release, contact, answers, given } = due;
  const status = release.services.get(request.service)?.life?.statuses.get(request.status);
  const late = status?.late ?? null;
  const change = { request, actor: "clock", at };
  // Until an officer has looked at it, nothing is made of it, and its citizen is not told that it goes on.
  // Where none can, nobody would ever end the waiting.
  if (isObjected(request) && mayDecide(release, request))
    return escalate(vault, release, change, { ...due, contact: null });
  if (late === null || !("to" in late)) {
    return escalate(vault, release, change, { contact, answers, given });
  }
  const moving = {
    ...change,
    release,
    by: "clock",
    to: late.to,
    reason: null,
    note: null,
    gives: {},
    answers,
    anew: null,
    given,
  } as const;
  const { decision, writes } = toldMove(vault, moving, { contact, class: "update" });
  if (decision.refused === null) return writes;
  // The checker knows that the clock may make this move; a refusal alone would come back every minute.
  return [...writes, ...escalate(vault, release, change, { contact, answers, given })];
}
