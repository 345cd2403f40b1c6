/**
 * A citizen says that they had not agreed to a request which an officer sent for them.
 *
 * It stays, with all that was done so far, so that somebody can find out what happened: first in line, and in
 * nobody's hands but an officer's until one has moved it. What waited to be told of it is not told, and other
 * systems learn of it.
 */
import { queueDeliveries } from "../events/queue.ts";
import { dropQuestion, dropStale } from "../messages/outbox.ts";
import { markObjected, type Change } from "../requests/changes.ts";
import type { RequestState } from "../requests/state.ts";
import type { Write } from "../store/store.ts";

/** A conflict when the request has changed since it was read. */
export function object(change: Change): Write[] {
  const { id, service } = change.request;
  return [
    ...markObjected(change),
    dropStale(id),
    dropQuestion(id),
    queueDeliveries({ request: id, service }),
  ];
}

/** True while nobody has decided since its citizen objected: the clock decides nothing of it. */
export function isObjected({ objectedAt, statusAt }: RequestState): boolean {
  return objectedAt !== null && objectedAt >= statusAt;
}
