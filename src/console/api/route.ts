/**
 * A route of the API as data: where it is, who may call it, what it takes and what it gives.
 *
 * The middleware, the document and the tests all read it from here, so that none of them can be
 * forgotten. A route that nobody may call is a bug.
 */
import { z } from "@hono/zod-openapi";
import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/ids.ts";
import type { Vault } from "../../base/vault.ts";
import type { Allowed } from "../../base/address.ts";
import type { Log } from "../../insight/log.ts";
import type { Release } from "../../menu/model.ts";
import type { Role, Staff } from "../../staff/roles.ts";
import type { Store } from "../../store/store.ts";
import type { Answer } from "./answer.ts";
import type { ProblemCode } from "./problem.ts";

export interface ApiNeeds {
  store: Store;
  vault: Vault;
  releases: {
    /** The one new dials get; null before the first. */
    current(): Release | null;
    /** Null when the store has none of this digest. */
    get(digest: string): Promise<Release | null>;
  };
  clock: Clock;
  random: Random;
  log: Pick<Log, "fault">;
  /** Exceptions to where events may be sent. */
  eventsAllow: Allowed;
}

export interface Route<Params = unknown, Query = unknown, Body = unknown> {
  /** Its operation's id in the document. */
  id: string;
  method: "get" | "post";
  path: `/api/v1/${string}`;
  summary: string;
  /** Who may call it; never empty. */
  roles: readonly Role[];
  /**
   * `read` changes nothing. `change` is of one thing: it needs If-Match and an Idempotency-Key.
   * `changes` is of several, whose versions are in the body, or of none yet: it needs the key alone.
   */
  kind: "read" | "change" | "changes";
  params: z.ZodObject & z.ZodType<Params>;
  query: z.ZodObject & z.ZodType<Query>;
  /** Null in a route that takes none. */
  body: z.ZodType<Body> | null;
  answer: z.ZodType;
  /** Beside those that every route of its kind has. */
  problems: readonly ProblemCode[];
}

/** The call that is answered. */
export interface Asked<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  staff: Staff;
  /** Epoch milliseconds. */
  at: number;
  /** Null in a route that reads. */
  change: ChangeCall | null;
}

export interface ChangeCall {
  key: string;
  /** If-Match as it came; null where the route needs none. */
  match: string | null;
  /** Method, path and body as they came. */
  content: string;
}

export interface Endpoint {
  route: Route;
  answer: (need: ApiNeeds, asked: Asked<unknown, unknown, unknown>) => Promise<Answer>;
}

export const NOTHING = z.strictObject({});

/** A route with what answers it. @throws Error when nobody may call it */
export function endpoint<Params, Query, Body>(
  route: Route<Params, Query, Body>,
  answer: (need: ApiNeeds, asked: Asked<Params, Query, Body>) => Promise<Answer>,
): Endpoint {
  if (route.roles.length === 0) throw new Error(`nobody may call ${route.id}`);
  // What is asked was read by the schemas of this very route.
  return { route, answer: answer as Endpoint["answer"] };
}

const EVERY_ROUTE: readonly ProblemCode[] = ["unreadable", "no_token", "not_your_role", "internal"];
const EVERY_CHANGE: readonly ProblemCode[] = [
  "key_missing",
  "too_large",
  "not_json",
  "key_reused",
  "not_opened",
  "unwritten",
];
const CHANGE_OF_ONE: readonly ProblemCode[] = ["not_found", "version_missing", "stale"];

/** Every problem a call of the route may come to. */
export function problemsOf({ kind, problems }: Route): readonly ProblemCode[] {
  return [
    ...EVERY_ROUTE,
    ...(kind === "read" ? [] : EVERY_CHANGE),
    ...(kind === "change" ? CHANGE_OF_ONE : []),
    ...problems,
  ];
}
