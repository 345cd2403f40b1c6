/**
 * The officers' API, from routes to HTTP; `/openapi.json` is made from the same routes.
 *
 * Owns what every call has in common. Refuses everything by problems, and never echoes what was
 * sent. Called by `app`, which mounts it, and by tests through `request()`.
 */
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { VaultError } from "../../base/vault.ts";
import { StoreFault } from "../../store/fault.ts";
import { responseOf, type Answer } from "./answer.ts";
import { askRoute, assignRoute, bulkRoute, moveRoute, noteRoute } from "./changes.ts";
import { deliveriesRoute, replayRoute } from "./deliveries.ts";
import { messagesRoute, settleRoute } from "./messages.ts";
import { configOf, DOCUMENT } from "./document.ts";
import { changeOf, doorOf, type ApiEnv } from "./door.ts";
import { faultsOf, problem } from "./problem.ts";
import { listRoute, meRoute, requestRoute, servicesRoute, staffRoute } from "./reads.ts";
import type { ApiNeeds, Endpoint } from "./route.ts";
import {
  endSubscriptionRoute,
  rotateRoute,
  subscribeRoute,
  subscriptionRoute,
  subscriptionsRoute,
} from "./subscriptions.ts";

/** Every route there is. */
export const ENDPOINTS: readonly Endpoint[] = [
  meRoute,
  staffRoute,
  servicesRoute,
  listRoute,
  requestRoute,
  assignRoute,
  moveRoute,
  askRoute,
  noteRoute,
  bulkRoute,
  messagesRoute,
  settleRoute,
  subscriptionsRoute,
  subscriptionRoute,
  subscribeRoute,
  rotateRoute,
  endSubscriptionRoute,
  deliveriesRoute,
  replayRoute,
];

/** The API as one app that knows its whole paths: `/api/v1/…` and `/openapi.json`. */
export function openApi(need: ApiNeeds): Hono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return undefined;
      const errors = faultsOf(result.target, result.error);
      return responseOf(problem("unreadable", { errors }));
    },
  });
  for (const each of ENDPOINTS) mount(app, need, each);
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "Made by `npm run njia -- staff`",
  });
  app.doc31("/openapi.json", DOCUMENT);
  app.notFound((c) => strayed(c.req.path));
  app.onError((error) => responseOf(failed(error, need)));
  return app;
}

function mount(app: OpenAPIHono<ApiEnv>, need: ApiNeeds, { route, answer }: Endpoint): void {
  const config = createRoute({ ...configOf(route), middleware: doorOf(route, need) });
  app.openapi(config, async (c) => {
    // The validators of this route have run; which they are its type no longer says.
    const valid = (target: string): unknown => c.req.valid(target as never);
    const asked = {
      params: valid("param"),
      query: valid("query"),
      body: route.body === null ? null : valid("json"),
      staff: c.get("staff"),
      at: c.get("at"),
      change: await changeOf(route, c),
    };
    return responseOf(await answer(need, asked));
  });
}

/** Paths with the methods each has; a parameter is one segment. */
const METHODS = [
  ...ENDPOINTS.map(({ route: { path, method } }) => ({ path, method })),
  { path: "/openapi.json", method: "get" },
].map(({ path, method }) => ({
  path: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+").replaceAll(".", "\\.")}$`),
  methods: method === "get" ? ["GET", "HEAD"] : ["POST"],
}));

/** Nothing is at this path, or not by this method; the document tells anybody which there are. */
function strayed(asked: string): Response {
  const methods = METHODS.flatMap(({ path, methods: here }) => (path.test(asked) ? here : []));
  if (methods.length === 0) return responseOf(problem("not_found"));
  const response = responseOf(problem("no_such_method"));
  response.headers.set("allow", [...new Set(methods)].join(", "));
  return response;
}

/** What is told of an error, which is as little as possible; the log has the rest. */
function failed(error: unknown, { log }: ApiNeeds): Answer {
  if (error instanceof HTTPException) {
    return problem(error.status === 415 ? "not_json" : "unreadable");
  }
  log.fault("api", error);
  if (error instanceof VaultError) return problem("not_opened");
  return problem(error instanceof StoreFault ? "unwritten" : "internal");
}
