/** The routes by which what became of events is seen, and events are sent again. */
import { EVENT_TYPES, eventId, readEventId } from "../../events/event.ts";
import { pageOfDeliveries } from "../../events/list.ts";
import { pageOfEvents, replayEvent, replayEvents, type Place } from "../../events/queue.ts";
import { findSubscription } from "../../events/subscriptions.ts";
import type { Write } from "../../store/store.ts";
import { answerOf } from "./answer.ts";
import { calledOf, once, unchanged, type Decision } from "./change.ts";
import { problem } from "./problem.ts";
import { endpoint, NOTHING } from "./route.ts";
import { instantOf, instantOrNull } from "./show.ts";
import {
  deliveriesQuery,
  deliveriesSchema,
  replayBody,
  replaySchema,
  subscriptionParams,
} from "./subscription-schemas.ts";
import { CHANGERS, PATH, READERS } from "./subscriptions.ts";

export const deliveriesRoute = endpoint(
  {
    id: "listDeliveries",
    method: "get",
    kind: "read",
    path: `${PATH}/{id}/deliveries`,
    summary: "What became of a subscription's events in the last 30 days, by state, the last first",
    roles: READERS,
    params: subscriptionParams,
    query: deliveriesQuery,
    body: null,
    answer: deliveriesSchema,
    problems: ["not_found", "cursor_unknown"],
  },
  async ({ store }, { params, query: { state, cursor } }) => {
    const after = cursor === undefined ? null : readCursor(cursor);
    if (cursor !== undefined && after === null) return problem("cursor_unknown");
    if ((await findSubscription(store, params)) === null) return problem("not_found");
    const of = { subscription: params.id, state };
    const place = after === null ? null : { ...after, dueAt: after.at };
    const { deliveries, next } = await pageOfDeliveries(store, of, place);
    return answerOf(200, {
      deliveries: deliveries.map(({ ref, action, attempts, answer, ...each }) => ({
        event: eventId(each),
        ref,
        type: Object.entries(EVENT_TYPES).find(([name]) => name === action)?.[1] ?? action,
        queued_at: instantOf(each.createdAt),
        due_at: instantOf(each.dueAt),
        settled_at: instantOrNull(each.settledAt),
        attempts,
        answer,
      })),
      next: next === null ? null : cursorOf({ ...next, at: next.dueAt }),
    });
  },
);

export const replayRoute = endpoint(
  {
    id: "replayEvents",
    method: "post",
    kind: "changes",
    path: `${PATH}/{id}/replay`,
    summary: "Send an event again, or those since an instant, a page at a time",
    roles: CHANGERS,
    params: subscriptionParams,
    query: NOTHING,
    body: replayBody,
    answer: replaySchema,
    problems: ["not_found", "ended", "cursor_unknown"],
  },
  (need, asked) =>
    once(need, calledOf(asked), async () => {
      const { params, body, at } = asked;
      const found = await findSubscription(need.store, params);
      if (found === null) return unchanged(problem("not_found"));
      if (found.endedAt !== null) return unchanged(problem("ended"));
      if (body.event !== undefined) {
        const event = readEventId(body.event);
        if (event === null) return unchanged(problem("not_found"));
        return queued([replayEvent(found.id, event, at)], null);
      }
      const start = { at: Date.parse(body.since ?? ""), request: "", seq: 0 };
      const place = body.cursor === undefined ? start : readCursor(body.cursor);
      if (place === null) return unchanged(problem("cursor_unknown"));
      const { events, next } = await pageOfEvents(need.store, found.id, place);
      // In one commit, so that a page is queued or is not.
      return queued(replayEvents(found.id, events, at), next);
    }),
);

function queued(writes: readonly Write[], next: Place | null): Decision {
  const body = { queued: writes.length, next: next === null ? null : cursorOf(next) };
  return { answer: answerOf(200, body), writes, keep: true };
}

/** A place as an opaque word. */
function cursorOf({ at, request, seq }: Place): string {
  return Buffer.from(`${at} ${request} ${seq}`).toString("base64url");
}

/** The place a cursor stands for; null when it is none of ours. */
function readCursor(cursor: string): Place | null {
  const read = /^(\d{1,15}) ([A-Za-z0-9-]{0,64}) (\d{1,9})$/;
  const [, at, request, seq] = read.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (at === undefined || request === undefined || seq === undefined) return null;
  return { at: Number(at), request, seq: Number(seq) };
}
