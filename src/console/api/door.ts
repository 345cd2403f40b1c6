/**
 * The door of the API: who is let in, to which route, with what.
 *
 * Everything is read from the route's declaration. Refuses in this order: no token, the wrong role, a
 * body that is too large, headers a change must have; then the schemas have their say.
 */
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Staff } from "../../staff/roles.ts";
import { findByToken } from "../../staff/tokens.ts";
import { responseOf } from "./answer.ts";
import { problem } from "./problem.ts";
import type { ApiNeeds, ChangeCall, Route } from "./route.ts";

/** Bytes of a body, at most. */
const BODY_BYTES_MAX = 16_384;
/** Letters without spaces: a space ends the key of a bulk and begins that of one of its moves. */
const KEY = /^[\x21-\x7e]{1,200}$/;
const BEARER = /^Bearer ([A-Za-z0-9_-]{1,100})$/i;

export interface ApiEnv {
  Variables: { staff: Staff; at: number };
}

/** The middlewares of a route, in order. */
export function doorOf(route: Route, need: ApiNeeds): MiddlewareHandler<ApiEnv>[] {
  const known: MiddlewareHandler<ApiEnv> = async (c, next) => {
    const at = need.clock();
    const [, token] = BEARER.exec(c.req.header("authorization") ?? "") ?? [];
    const staff = token === undefined ? null : await findByToken(need.store, token, at);
    if (staff === null) return responseOf(problem("no_token"));
    if (!route.roles.includes(staff.role)) return responseOf(problem("not_your_role"));
    c.set("staff", staff);
    c.set("at", at);
    return next();
  };
  if (route.kind === "read") return [known];
  const small = bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError: () => responseOf(problem("too_large")),
  });
  const safe: MiddlewareHandler<ApiEnv> = async (c, next) => {
    if (!KEY.test(c.req.header("idempotency-key") ?? "")) {
      return responseOf(problem("key_missing"));
    }
    if (route.kind === "change" && !isVersion(c.req.header("if-match"))) {
      return responseOf(problem("version_missing"));
    }
    return next();
  };
  return [known, small, safe];
}

/** One version as an ETag gives it: `*` would match whatever somebody else has made of it meanwhile. */
function isVersion(match: string | undefined): boolean {
  return match !== undefined && /^"[1-9][0-9]{0,9}"$/.test(match.trim());
}

/** The call as a change; null on a route that reads. */
export async function changeOf({ kind }: Route, c: Context<ApiEnv>): Promise<ChangeCall | null> {
  if (kind === "read") return null;
  const key = c.req.header("idempotency-key") ?? "";
  const match = kind === "change" ? (c.req.header("if-match") ?? "").trim() : null;
  return {
    key,
    match,
    content: `${c.req.method} ${c.req.path} ${match ?? ""}\n${await c.req.text()}`,
  };
}
