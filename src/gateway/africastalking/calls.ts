/**
 * The `africastalking` package, made fit for use: each call with its own address and deadline.
 *
 * The package has no time limit, keeps its addresses for the whole process (one sandbox account redirects
 * every other one), and rejects with errors that hold the API key. All three are mended in one place, the
 * HTTP library underneath it, whose interceptors see every request before it leaves and every answer
 * before the package does. What a call came to is taken from there, so nothing the package throws is
 * ever looked at. Called by `sms`.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createRequire } from "node:module";

/** An answer has some 300 bytes; a longer one is none of theirs. */
const ANSWER_BYTES_MAX = 65_536;

/** What the wire gave. No part of it can hold the key, unless an answer itself repeats it. */
export type Heard =
  | { is: "answer"; status: number; data: unknown }
  /** Certainly not sent: no connection stood, so no byte of the request has left. */
  | {
      is: "unsent";
      why: "unknown_host" | "tls_failed" | "unreachable" | "cancelled" | "unsendable";
    }
  | { is: "lost"; why: "timeout" | "cancelled" | "broken_off" };

export interface Account {
  username: string;
  apiKey: string;
}

export interface Post {
  url: string;
  from: string | null;
  to: string;
  text: string;
  timeoutMs: number;
  /** Gives up before the deadline. */
  signal: AbortSignal | undefined;
}

interface Call {
  url: string;
  signal: AbortSignal;
  /** How far it came; a request is written only once it is `connected`. */
  stage: "checked" | "begun" | "reached" | "connected";
  heard: Heard | null;
  /** The system's code for what went wrong, such as ENOTFOUND. */
  failed: string | null;
}

/** Which call an interceptor or a socket belongs to: the package hands nothing through. */
const calls = new AsyncLocalStorage<Call>();

/** What is used of axios 1. */
interface Axios {
  interceptors: {
    request: { use(before: (config: object) => object): void };
    response: {
      use(
        answered: (response: Answer) => Answer,
        failed: (error: { code?: unknown; response?: Answer }) => never,
      ): void;
    };
  };
}
interface Answer {
  status: number;
  data: unknown;
}

let watched = false;

/**
 * Posts one message. Loads 15 MB the first time, which is why only a sender does.
 * @throws Error when the package refuses the account; without the account in it
 */
export async function openCalls(account: Account): Promise<(post: Post) => Promise<Heard>> {
  const { default: africastalking } = await import("africastalking");
  if (!watched) watch();
  watched = true;
  const client = (() => {
    try {
      return africastalking(account);
    } catch {
      // Its error has the account in a property, and so it goes no further.
      throw new Error("africastalking refuses this AT_USERNAME or AT_API_KEY");
    }
  })();
  return async ({ url, from, to, text, timeoutMs, signal }) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const call: Call = {
      url,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      stage: "checked",
      heard: null,
      failed: null,
    };
    const fields = { to, message: text, enqueue: true, ...(from === null ? {} : { from }) };
    await calls.run(call, async () => client.SMS.send(fields)).catch(() => undefined);
    return call.heard ?? failureOf(call, signal?.aborted === true);
  };
}

function failureOf({ stage, failed, signal }: Call, cancelled: boolean): Heard {
  if (stage === "checked") return { is: "unsent", why: "unsendable" };
  if (stage === "connected") {
    if (cancelled) return { is: "lost", why: "cancelled" };
    return { is: "lost", why: signal.aborted ? "timeout" : "broken_off" };
  }
  if (cancelled) return { is: "unsent", why: "cancelled" };
  if (stage === "reached") return { is: "unsent", why: "tls_failed" };
  const unknown = failed === "ENOTFOUND" || failed === "EAI_AGAIN";
  return { is: "unsent", why: unknown ? "unknown_host" : "unreachable" };
}

/** Hooks into the copy of axios that the package has, once for the process. */
function watch(): void {
  const own = createRequire(import.meta.url);
  // The declared part of the package's own dependency, which it pins to one version.
  const axios = createRequire(own.resolve("africastalking"))("axios") as Axios;
  // A connection for each message: one that was kept may be gone already, and a request that is lost
  // with it could not be told from one that was read.
  const httpAgent = staged(new HttpAgent({ keepAlive: false }), "connect");
  const httpsAgent = staged(new HttpsAgent({ keepAlive: false }), "secureConnect");
  axios.interceptors.request.use((config) => {
    const call = calls.getStore();
    if (call === undefined) return config;
    call.stage = "begun";
    const { url, signal } = call;
    return {
      ...config,
      url,
      signal,
      httpAgent,
      httpsAgent,
      maxContentLength: ANSWER_BYTES_MAX,
      // Either would hand the key to whoever is named by an answer or by a variable.
      maxRedirects: 0,
      proxy: false,
    };
  });
  const keep = ({ status, data }: Answer) => {
    const call = calls.getStore();
    if (call !== undefined) call.heard = { is: "answer", status, data };
  };
  axios.interceptors.response.use(
    (response) => {
      keep(response);
      return response;
    },
    (error) => {
      if (error.response !== undefined) keep(error.response);
      const call = calls.getStore();
      if (call !== undefined) call.failed = typeof error.code === "string" ? error.code : null;
      throw new Error("the call failed");
    },
  );
}

/** Notes on each call how far its connection came. */
function staged<Kind extends HttpAgent>(agent: Kind, standing: "connect" | "secureConnect"): Kind {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => {
    const call = calls.getStore();
    const socket = connect(options, done);
    if (call === undefined) return socket;
    // Without a socket to watch nothing is certain.
    if (socket == null) call.stage = "connected";
    socket?.once("connect", () => (call.stage = "reached"));
    socket?.once(standing, () => (call.stage = "connected"));
    return socket;
  };
  return agent;
}
