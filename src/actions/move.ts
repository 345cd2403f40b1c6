/**
 * A request is moved into another status: by an officer, the citizen or the clock.
 *
 * The life cycle of the release it was sent on says whether. A refused move changes nothing and is
 * recorded in the history all the same.
 */
import { queueDeliveries } from "../events/queue.ts";
import { dayOf, deadlineOf } from "../menu/calendar.ts";
import type { Answers } from "../menu/contract.ts";
import { readGiven, type GivenFault } from "../menu/given.ts";
import { moveOf, type Mover, type MoveRefusal, type Status } from "../menu/life.ts";
import type { Release } from "../menu/model.ts";
import { nextReminder, standingOf } from "../menu/reminders.ts";
import { inTime } from "../menu/until.ts";
import { changeAnswers, moveRequest, refuseMove, type Change } from "../requests/changes.ts";
import { isHelper } from "./object.ts";
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
  /** Those of the request. */
  answers: Answers;
  /** The answer that is given anew with it, and the release it was chosen on; null = none is. */
  anew: { name: string; value: string; on: Release } | null;
}

export type MoveDecision =
  | {
      refused: null;
      status: Status;
      next: RequestState;
      /** With this move, and with all so far. */
      gave: Answers;
      given: Answers;
      /** The request's, with the one that was given anew. */
      answers: Answers;
    }
  | { refused: MoveRefusal; faults: readonly GivenFault[] };

/** Whether it may be moved so, and the request as it will be then. Pure. */
export function decideMove(moving: Moving): MoveDecision {
  const { release, request, by, to, reason, at } = moving;
  // Who helped somebody to ask does not decide on it.
  const [, staff = ""] = moving.actor.split(":");
  if (by === "officer" && isHelper(request, staff)) return { refused: "own_help", faults: [] };
  const service = release.services.get(request.service);
  if (service === undefined) return { refused: "unknown_status", faults: [] };
  const move = moveOf(service, { from: request.status, to, by, reason });
  if ("refused" in move) return { ...move, faults: [] };
  const { status, made } = move;
  const { channel } = release;
  if (!inTime(channel, made?.until ?? null, moving.answers, at)) {
    return { refused: "too_late", faults: [] };
  }
  const { anew } = moving;
  if ((made?.asks ?? null) !== (anew?.name ?? null)) {
    return { refused: "answer_missing", faults: [] };
  }
  const answers = anew === null ? moving.answers : { ...moving.answers, [anew.name]: anew.value };
  const read = readGiven(move.gives, moving.gives, dayOf(release.channel.timeZone, at));
  if ("faults" in read) return { refused: "gives_wrong", faults: read.faults };
  const next = {
    ...request,
    status: status.name,
    statusAt: at,
    version: request.version + 1,
    deadline: deadlineOf(channel, status, at, answers),
    lateAt: null,
    priority: priorityIn(status, request),
  };
  const { given: gave } = read;
  return { refused: null, status, next, gave, given: { ...moving.given, ...gave }, answers };
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
  const { channel } = release;
  const { gave, given, answers } = decision;
  const standing = standingOf(channel, status, { since, deadline }, answers);
  const remindAt = nextReminder(channel, status, standing, since);
  const values = Object.keys(gave).length === 0 ? null : { gave, given };
  const destination = { status: status.name, deadline, remindAt, priority, reason, note, values };
  const told = queueDeliveries({ request: request.id, service: request.service });
  const answered = moving.anew === null ? [] : changeAnswers(moving, answers);
  return [...answered, ...moveRequest(moving, destination), told, ...extra];
}
