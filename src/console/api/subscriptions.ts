/** The routes by which administrators say which systems are told of requests. */
import type { z } from "@hono/zod-openapi";
import { readAddress } from "../../base/address.ts";
import { newId } from "../../base/ids.ts";
import { VaultError } from "../../base/vault.ts";
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
  type Target,
} from "../../events/subscriptions.ts";
import type { Write } from "../../store/store.ts";
import { answerOf, etagOf, type Answer } from "./answer.ts";
import { calledOf, once, unchanged, type Decision } from "./change.ts";
import { problem } from "./problem.ts";
import { endpoint, NOTHING, type ApiNeeds, type Asked } from "./route.ts";
import { instantOf, instantOrNull } from "./show.ts";
import {
  nothingBody,
  secretSchema,
  subscribeBody,
  subscriptionParams,
  subscriptionSchema,
  subscriptionsSchema,
} from "./subscription-schemas.ts";

export const PATH = "/api/v1/subscriptions";
export const READERS = ["administrator", "auditor"] as const;
export const CHANGERS = ["administrator"] as const;

/** Null where its key is lost: the subscription can be read and ended all the same. */
function targetOf({ vault, log }: ApiNeeds, subscription: Subscription): Target | null {
  try {
    return openTarget(vault, subscription);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    log.fault("api", error);
    return null;
  }
}

/** Without its address and its secrets. */
function shown(need: ApiNeeds, subscription: Subscription, at: number) {
  const { id, name, service, version, createdAt, failures, pausedUntil, endedAt } = subscription;
  return {
    id,
    name,
    service,
    // One that was ended without its key has no address any more.
    host: URL.parse(targetOf(need, subscription)?.url ?? "")?.host ?? null,
    version,
    created_at: instantOf(createdAt),
    failures,
    paused_until: pausedUntil > at ? instantOf(pausedUntil) : null,
    ended_at: instantOrNull(endedAt),
    ended_reason: subscription.endedReason,
  };
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
      const change = endSubscription(found, targetOf(need, found), { at, reason });
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
  const { params, at } = asked;
  const called = calledOf(asked);
  return once(need, called, async () => {
    const found = await findSubscription(need.store, params);
    if (found === null) return unchanged(problem("not_found"));
    if (found.endedAt !== null) return unchanged(problem("ended"));
    if (called.match !== etagOf(found.version)) {
      const current = shown(need, found, at);
      return unchanged(problem("stale", { current }, found.version));
    }
    return decide(found, at);
  });
}
