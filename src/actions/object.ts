/**
 * A citizen says that they had not agreed to a request which an officer sent for them.
 *
 * It stays, with all that was done so far, so that somebody can find out what happened, and holds nothing any
 * more: whoever was wronged can ask for themselves. Where officers can still decide it comes first in line, and
 * is in nobody's hands but theirs until one has moved it: what waited to be told of it is not told. Where they
 * cannot, it keeps its place and goes its way. Other systems learn of it in any case. Who helped is out of it.
 */
import { queueDeliveries } from "../events/queue.ts";
import { isDecidable } from "../menu/life.ts";
import type { Release } from "../menu/model.ts";
import { dropQuestion, dropStale } from "../messages/outbox.ts";
import { markObjected, type Change } from "../requests/changes.ts";
import { freePlaces } from "../requests/claims.ts";
import type { RequestState } from "../requests/state.ts";
import type { Write } from "../store/store.ts";

/** `release` is the request's own; null when it is gone. A conflict when the request has changed since it was read. */
export function object(release: Release | null, change: Change): Write[] {
  const { id, service } = change.request;
  const open = mayDecide(release, change.request);
  return [
    ...markObjected(change, { first: open }),
    freePlaces(id),
    ...(open ? [dropStale(id), dropQuestion(id)] : []),
    queueDeliveries({ request: id, service }),
  ];
}

/** True where officers can still move it. */
export function mayDecide(
  release: Release | null,
  { service, status }: Pick<RequestState, "service" | "status">,
): boolean {
  const now = release?.services.get(service)?.life?.statuses.get(status);
  return now !== undefined && isDecidable(now);
}

/** True while nobody has moved it since its citizen objected. */
export function isObjected({ objectedAt, statusAt }: RequestState): boolean {
  return objectedAt !== null && objectedAt >= statusAt;
}

/** True for the officer who sent it for its citizen: somebody else decides. */
export function isHelper({ assistedBy }: Pick<RequestState, "assistedBy">, staff: string): boolean {
  return assistedBy !== null && assistedBy === staff;
}

/** Once its citizen has objected, who helped neither asks them anything nor has the case. */
export function isOutOf(request: RequestState, staff: string): boolean {
  return request.objectedAt !== null && isHelper(request, staff);
}
