/** The routes by which administrators say which systems are told of requests, and what again. */
import type { z } from "@hono/zod-openapi";
import { readAddress } from "../../connector/address.ts";
import { newId } from "../../base/ids.ts";
import { EVENT_TYPES, eventId, readEventId } from "../../events/event.ts";
import { pageOfDeliveries } from "../../events/list.ts";
import { pageOfEvents, replayEvent, replayEvents, type Place } from "../../events/queue.ts";
import { newSecret } from "../../events/sign.ts";
import {
  addSubscription,
  changeSecret,
  endSubscription,
  findSubscription,
  listSubscriptions,
  openTarget,
  SUBSCRIPTIONS_MAX,
  type Subscription,
} from "../../events/subscriptions.ts";
import type { Write } from "../../store/store.ts";
import { answerOf, etagOf, type Answer } from "./answer.ts";
import { once, unchanged, type Decision } from "./change.ts";
import { problem } from "./problem.ts";
import { endpoint, NOTHING, type ApiNeeds, type Asked } from "./route.ts";
import { instantOf } from "./show.ts";
import {
  deliveriesQuery,
  deliveriesSchema,
  nothingBody,
  replayBody,
  replaySchema,
  secretSchema,
  subscribeBody,
  subscriptionParams,
  subscriptionSchema,
  subscriptionsSchema,
} from "./subscription-schemas.ts";

const PATH = "/api/v1/subscriptions";
const READERS = ["administrator", "auditor"] as const;
const CHANGERS = ["administrator"] as const;

/** Without its address and its secrets. */
function shown({ vault }: ApiNeeds, subscription: Subscription, at: number) {
  const { id, name, service, version, createdAt, failures, pausedUntil, endedAt } = subscription;
  return {
    id,
    name,
    service,
    host: new URL(openTarget(vault, subscription).url).host,
    version,
    created_at: instantOf(createdAt),
    failures,
    paused_until: pausedUntil > at ? instantOf(pausedUntil) : null,
    ended_at: endedAt === null ? null : instantOf(endedAt),
    ended_reason: subscription.endedReason,
  };
}

/** What a call came with, for its answer to be kept. */
function calledOf({ staff, at, change }: Asked<unknown, unknown, unknown>) {
  if (change === null) throw new Error("a change came in by a route that reads");
  return { staff: staff.id, key: change.key, content: change.content, at };
}

export const subscriptionsRoute = endpoint(
  {
    id: "listSubscriptions",
    method: "get",
    kind: "read",
    path: PATH,
    summary: "The systems that are told what becomes of requests, and those that were",
    roles: READERS,
    params: NOTHING,
    query: NOTHING,
    body: null,
    answer: subscriptionsSchema,
    problems: [],
  },
  async (need, { at }) => {
    const all = await listSubscriptions(need.store);
    return answerOf(200, { subscriptions: all.map((each) => shown(need, each, at)) });
  },
);

export const subscriptionRoute = endpoint(
  {
    id: "readSubscription",
    method: "get",
    kind: "read",
    path: `${PATH}/{id}`,
    summary: "One subscription; its version is the ETag",
    roles: READERS,
    params: subscriptionParams,
    query: NOTHING,
    body: null,
    answer: subscriptionSchema,
    problems: ["not_found"],
  },
  async (need, { params, at }) => {
    const found = await findSubscription(need.store, params);
    if (found === null) return problem("not_found");
    return answerOf(200, shown(need, found, at), found.version);
  },
);

export const subscribeRoute = endpoint(
  {
    id: "subscribe",
    method: "post",
    kind: "changes",
    path: PATH,
    summary: "Have a system told of every request that is opened, moved or late from now on",
    roles: CHANGERS,
    params: NOTHING,
    query: NOTHING,
    body: subscribeBody,
    answer: secretSchema,
    problems: ["address_refused", "no_such_service", "too_many"],
  },
  (need, asked) => once(need, calledOf(asked), () => subscribe(need, asked)),
);

async function subscribe(
  need: ApiNeeds,
  {
    body: { name, url: text, service },
    at,
  }: Asked<unknown, unknown, z.output<typeof subscribeBody>>,
): Promise<Decision> {
  const read = readAddress(text, need.eventsAllow);
  if ("refused" in read) return unchanged(problem("address_refused", { reason: read.refused }));
  const known = service === null || need.releases.current()?.services.has(service) === true;
  if (!known) return unchanged(problem("no_such_service"));
  const others = (await listSubscriptions(need.store)).filter(({ endedAt }) => endedAt === null);
  if (others.length >= SUBSCRIPTIONS_MAX) return unchanged(problem("too_many"));
  const id = newId(at, need.random);
  const secret = newSecret(need.random);
  const body = {
    id,
    name,
    service,
    host: read.url.host,
    version: 1,
    created_at: instantOf(at),
    failures: 0,
    paused_until: null,
    ended_at: null,
    ended_reason: null,
    secret,
  };
  const added = addSubscription({ id, name, service, url: read.url.href, secret, at });
  return { answer: answerOf(200, body, 1), writes: [added], keep: true };
}

const one = {
  method: "post",
  kind: "change",
  roles: CHANGERS,
  params: subscriptionParams,
  query: NOTHING,
  body: nothingBody,
  problems: ["ended"],
} as const;

export const rotateRoute = endpoint(
  {
    ...one,
    id: "rotateSecret",
    path: `${PATH}/{id}/rotate`,
    summary: "Sign with a new secret; the one before it signs beside it for 24 hours",
    answer: secretSchema,
  },
  (need, asked) =>
    changeOne(need, asked, (found, at) => {
      const secret = newSecret(need.random);
      const change = changeSecret(found, openTarget(need.vault, found), { secret, at });
      const next = { ...found, version: found.version + 1 };
      return changed({ ...shown(need, next, at), secret }, next.version, [change]);
    }),
);

export const endSubscriptionRoute = endpoint(
  {
    ...one,
    id: "endSubscription",
    path: `${PATH}/{id}/end`,
    summary: "Tell a system nothing more; what waits for it is dropped",
    answer: subscriptionSchema,
  },
  (need, asked) =>
    changeOne(need, asked, (found, at) => {
      const reason = "by_staff";
      const change = endSubscription(found, openTarget(need.vault, found), { at, reason });
      const version = found.version + 1;
      const next = { ...found, version, endedAt: at, endedReason: reason };
      return changed(shown(need, next, at), version, [change]);
    }),
);

function changed(body: unknown, version: number, writes: readonly Write[]): Decision {
  return { answer: answerOf(200, body, version), writes, keep: true };
}

/** Answers a change of the one subscription in the path, at the version in If-Match. */
function changeOne(
  need: ApiNeeds,
  asked: Asked<{ id: string }, unknown, unknown>,
  decide: (found: Subscription, at: number) => Decision,
): Promise<Answer> {
  const { params, at, change } = asked;
  return once(need, calledOf(asked), async () => {
    const found = await findSubscription(need.store, params);
    if (found === null) return unchanged(problem("not_found"));
    if (found.endedAt !== null) return unchanged(problem("ended"));
    if (change?.match !== etagOf(found.version)) {
      const current = shown(need, found, at);
      return unchanged(problem("stale", { current }, found.version));
    }
    return decide(found, at);
  });
}

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
        settled_at: each.settledAt === null ? null : instantOf(each.settledAt),
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
