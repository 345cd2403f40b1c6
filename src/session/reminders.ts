/**
 * Reminders: SMS to citizens whose requests wait, when the clock says so.
 *
 * Owns no time of its own: when each is due stands in the store, so a restart forgets nothing, and the
 * row says between nodes who was first. Called by `serve`, once a minute, behind the deadlines: what has
 * moved is not reminded of.
 */
import { remind } from "../actions/remind.ts";
import { readReason } from "../requests/history.ts";
import type { SealedRequest } from "../requests/state.ts";
import { FIRST_DUE, requestsToRemind } from "../requests/waiting.ts";
import type { Write } from "../store/store.ts";
import { actOnEach, type Due, type DueNeeds } from "./due.ts";

/** Acts on every reminder that was due by `at`; on how many requests. */
export function actOnReminders(needs: DueNeeds, at: number): Promise<number> {
  const next = (last: SealedRequest | null) => {
    const after = last === null ? FIRST_DUE : { due: last.remindAt ?? at, id: last.id };
    return requestsToRemind(needs.store, { at, after, share: needs.share });
  };
  return actOnEach(needs, next, (due) => writesFor(needs, due, at));
}

async function writesFor(
  { store, vault }: DueNeeds,
  { request, release, contact, answers, given }: Due,
  at: number,
): Promise<Write[]> {
  const { id, status } = request;
  const reason = await readReason(store, { request: id, status });
  return remind(
    vault,
    release,
    { request, actor: "clock", at },
    { contact, answers, given, reason },
  );
}
