/**
 * Every HTTP route, on one screen.
 *
 * Owns who may come in. Refuses a wrong key, an unknown gateway and an unknown path in the same
 * words, so that a stranger cannot tell them apart. Called by `serve`, and by tests through
 * `app.request()`.
 */
import { Hono, type Context } from "hono";
import { openAdmission, type Admission } from "./admission.ts";
import { secretsOf } from "./base/vault.ts";
import { answerHop, takeEnd, type CallbackNeeds } from "./callback.ts";
import type { Come, Incoming } from "./body.ts";
import type { Gateway, RawReply } from "./gateway/contract.ts";
import { NEVER, openOften, type OftenLimits } from "./often.ts";
import { SMS_CALLBACKS, takeSms, type SmsCallbackNeeds } from "./sms-callback.ts";

const API_PATHS = ["/api/*", "/openapi.json"];

export interface AppNeeds extends Omit<CallbackNeeds & SmsCallbackNeeds, "admission" | "often"> {
  /** By the clock of this process, unless a test has one of its own. */
  admission?: Admission;
  /** Those to serve: without sandboxes in production. */
  gateways: readonly Gateway[];
  /** The secrets in the callbacks' URLs; all valid. */
  gatewayKeys: readonly string[];
  /** Absent where one phone may call as often as it likes. */
  perPhone?: OftenLimits;
  /** The officers' API, which answers for itself under its own paths; absent where it is not served. */
  api?: { fetch(request: Request): Response | Promise<Response> };
  /** False while starting and stopping: a balancer then sends nobody here. */
  ready: () => boolean;
}

/** What the server hands over beside the request. */
export interface Serving {
  Bindings: Come;
}

export function openApp(need: AppNeeds): Hono<Serving> {
  const app = new Hono<Serving>();
  const { admission = openAdmission() } = need;
  const often = need.perPhone === undefined ? NEVER : openOften(need.perPhone, need.random);
  const callbacks = { ...need, admission, often };
  const admit = doorkeeper(need);
  /** Whoever calls without a server, as tests do, has no bindings. */
  const incomingOf = ({ req, env }: Context<Serving>): Incoming => {
    const { whole, arrival } = env?.arrival === undefined ? hereAt(admission.now()) : env;
    return { request: req.raw, whole, arrival };
  };

  app.post("/gateways/:gateway/:key/ussd", (c) => {
    const gateway = admit(c.req.param());
    if (gateway === null) return c.notFound();
    const reply = answerHop(callbacks, gateway, incomingOf(c));
    const answer: Response | Promise<Response> =
      "body" in reply ? respond(reply) : reply.then(respond);
    return answer;
  });

  app.post("/gateways/:gateway/:key/ussd/events", async (c) => {
    const gateway = admit(c.req.param());
    if (gateway === null) return c.notFound();
    await takeEnd(callbacks, gateway, incomingOf(c));
    return c.text("OK");
  });

  for (const kind of SMS_CALLBACKS) {
    app.post(`/gateways/:gateway/:key/sms/${kind}`, async (c) => {
      const { sms, name } = admit(c.req.param()) ?? {};
      if (sms === undefined || name === undefined) return c.notFound();
      const status = await takeSms(callbacks, { name, sms }, kind, incomingOf(c));
      return c.text(status === 200 ? "OK" : "Come again", status);
    });
  }

  const { api } = need;
  if (api !== undefined) {
    for (const path of API_PATHS) app.all(path, (c) => api.fetch(c.req.raw));
  }

  app.get("/health/live", (c) => c.text("live"));
  app.get("/health/ready", (c) => (need.ready() ? c.text("ready") : c.text("not ready", 503)));
  app.get("/metrics", async (c) => {
    const { text, contentType } = await need.metrics.exposition({
      logLines: need.log.dropped(),
      underWay: admission.underWay(),
    });
    return c.body(text, 200, { "content-type": contentType });
  });

  // Not reached by callbacks, which answer for themselves.
  app.onError((error, c) => {
    need.log.fault("http", error);
    return c.text("Internal error", 500);
  });
  return app;
}

/** A request that has not waited. */
function hereAt(now: number): Come {
  return { whole: null, arrival: { since: now, likely: now, among: 0 } };
}

/** Not `c.body`: a plain object of headers spares the server a Headers object per hop. */
function respond({ body, headers }: RawReply): Response {
  return new Response(body, { headers });
}

/**
 * Says which gateway's callback it is; null for a stranger. Looks at every key whatever the first
 * one says, and at all of them for an unknown gateway too: the time tells nothing.
 */
function doorkeeper({ gateways, gatewayKeys }: AppNeeds) {
  const matches = secretsOf(gatewayKeys);
  return ({ gateway: name, key }: { gateway: string; key: string }): Gateway | null => {
    const known = matches(key) > 0;
    const gateway = gateways.find((served) => served.name === name);
    return known && gateway !== undefined ? gateway : null;
  };
}
