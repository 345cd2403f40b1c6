/**
 * A request is moved into another status: by an officer, the citizen or the clock.
 *
 * The life cycle of the release it was sent on says whether. A refused move changes nothing and is
 * recorded in the history all the same.
 */
import { queueDeliveries } from "../events/queue.ts";
import { deadlineOf } from "../menu/calendar.ts";
import type { Answers } from "../menu/contract.ts";
import { dayIn } from "../menu/answer.ts";
import { readGiven, type GivenFault } from "../menu/given.ts";
import { moveOf, type Mover, type MoveRefusal, type Status } from "../menu/life.ts";
import type { Release } from "../menu/model.ts";
import { nextReminder } from "../menu/reminders.ts";
import { moveRequest, refuseMove, type Change } from "../requests/changes.ts";
import type { RequestState } from "../requests/state.ts";
import type { Write } from "../store/store.ts";

export interface Moving extends Change {
  /** The request's own. */
  release: Release;
  by: Mover;
  to: string;
  /** A code of the service's reasons. */
  reason: string | null;
  /** For colleagues. */
  note: string | null;
  /** What is given with it, as it was sent. */
  gives: Readonly<Record<string, unknown>>;
  /** What was given with the request's moves so far. */
  given: Answers;
}

export type MoveDecision =
  | {
      refused: null;
      status: Status;
      next: RequestState;
      /** With this move, and with all so far. */
      gave: Answers;
      given: Answers;
    }
  | { refused: MoveRefusal; faults: readonly GivenFault[] };

/** Whether it may be moved so, and the request as it will be then. Pure. */
export function decideMove(moving: Moving): MoveDecision {
  const { release, request, by, to, reason, at } = moving;
  const service = release.services.get(request.service);
  if (service === undefined) return { refused: "unknown_status", faults: [] };
  const move = moveOf(service, { from: request.status, to, by, reason });
  if ("refused" in move) return { ...move, faults: [] };
  const { status } = move;
  const read = readGiven(move.gives, moving.gives, dayIn(release.channel.timeZone, at));
  if ("faults" in read) return { refused: "gives_wrong", faults: read.faults };
  const next = {
    ...request,
    status: status.name,
    statusAt: at,
    version: request.version + 1,
    deadline: deadlineOf(release.channel, status, at),
    lateAt: null,
    priority: priorityIn(status, request),
  };
  const { given: gave } = read;
  return { refused: null, status, next, gave, given: { ...moving.given, ...gave } };
}

/** Once ahead of the queue it stays there, until there is nothing left to do. */
function priorityIn(status: Status, { priority }: RequestState): number {
  if (status.end) return 0;
  return status.priority ? Math.max(priority, 1) : priority;
}

/**
 * The one place where the writes of a move are composed: the request and its history, what other systems
 * are told, and `extra`, such as the SMS that tells of it. A refused move leaves one line of history, and
 * `extra` out. A conflict when the request has changed since it was read.
 */
export function moveWrites(
  moving: Moving,
  decision: MoveDecision,
  extra: readonly Write[] = [],
): Write[] {
  const { release, request, to, reason, note } = moving;
  if (decision.refused !== null) {
    const known = release.services.get(request.service)?.life?.statuses.has(to) === true;
    // What is no status is whatever somebody typed, and is not kept.
    return refuseMove(moving, { to: known ? to : null, reason: decision.refused });
  }
  const { status, next } = decision;
  const { deadline, priority, statusAt: since } = next;
  const remindAt = nextReminder(release.channel, status, { since, deadline }, since);
  const { gave, given } = decision;
  const values = Object.keys(gave).length === 0 ? null : { gave, given };
  const destination = { status: status.name, deadline, remindAt, priority, reason, note, values };
  const told = queueDeliveries({ request: request.id, service: request.service });
  return [...moveRequest(moving, destination), told, ...extra];
}
