/**
 * A gateway's callback from body to reply: the place where nothing may go wrong outward.
 *
 * Owns the limit of the body, the deadline, the apology and the count of what left. Whatever
 * happens the gateway gets a reply it can show, because anything else ends the session with an
 * operator's error and leaves the citizen not knowing. Called by `app`, with the sender proven.
 */
import { monotonic } from "./base/clock.ts";
import type { Random } from "./base/ids.ts";
import { BODY_BYTES_MAX, type Gateway, type RawReply } from "./gateway/contract.ts";
import type { HopFact, Log } from "./insight/log.ts";
import type { Metrics } from "./insight/metrics.ts";
import type { HopResult, Sessions } from "./session/contract.ts";

/**
 * Milliseconds from a callback to its reply. Africa's Talking gives up after 10 s, and networks cut
 * an idle citizen off after 30 s; what is not done by half of that will not be done in time.
 */
export const HOP_DEADLINE_MS = 5_000;

export interface CallbackNeeds {
  sessions: Sessions;
  metrics: Metrics;
  log: Log;
  random: Random;
}

/** The reply, with what is said of it in the log. */
type Answered = Pick<HopResult, "reply" | "outcome" | "service" | "repeated"> &
  Pick<HopFact, "session" | "code" | "unreadable">;

/** Takes a hop. Never rejects; a late hop goes on by itself and its reply is kept for a repeat. */
export async function answerHop(
  need: CallbackNeeds,
  gateway: Gateway,
  request: Request,
): Promise<RawReply> {
  const since = monotonic();
  const answered = await within(HOP_DEADLINE_MS, takeHop(need, gateway, request), () =>
    apologise(need, "late"),
  );
  const { reply, ...fact } = answered;
  const ms = monotonic() - since;
  need.metrics.hop({ ...fact, gateway: gateway.name, seconds: ms / 1000 });
  need.log.hop({ ...fact, gateway: gateway.name, ms });
  return gateway.writeReply(reply);
}

async function takeHop(need: CallbackNeeds, gateway: Gateway, request: Request): Promise<Answered> {
  const body = await readBody(request);
  if (typeof body !== "string") return apologise(need, "unreadable", body.unreadable);
  try {
    const hop = gateway.readHop(body);
    if ("unreadable" in hop) return apologise(need, "unreadable", hop.unreadable);
    return await need.sessions.takeHop(hop);
  } catch (error) {
    const answered = apologise(need, "fault");
    need.log.fault("hop", error, answered.code);
    return answered;
  }
}

/** END with four digits: short enough to be told on the phone, and found again in the log. */
function apologise(
  { sessions, random }: CallbackNeeds,
  outcome: string,
  unreadable?: string,
): Answered {
  const [high = 0, low = 0] = random(2);
  const code = String((high * 256 + low) % 10_000).padStart(4, "0");
  const reply = sessions.apology(code);
  const answered = { reply, outcome, service: null, repeated: false, session: null, code };
  return unreadable === undefined ? answered : { ...answered, unreadable };
}

/** Takes the end of a session. Never rejects: there is nobody who could do better. */
export async function takeEnd(
  need: CallbackNeeds,
  gateway: Gateway,
  request: Request,
): Promise<void> {
  const note = (status: string, unreadable?: string) => {
    need.metrics.sessionEnd(status);
    const fact = { gateway: gateway.name, status };
    need.log.sessionEnd(unreadable === undefined ? fact : { ...fact, unreadable });
  };
  const body = await readBody(request);
  if (typeof body !== "string") return note("unreadable", body.unreadable);
  try {
    const end = gateway.readEnd(body);
    if ("unreadable" in end) return note("unreadable", end.unreadable);
    await within(HOP_DEADLINE_MS, need.sessions.endSession(end), () => {});
    note(end.status);
  } catch (error) {
    need.log.fault("session_end", error);
  }
}

/** What `work` gives, or `late()` once `ms` have passed; the work then goes on unwatched. */
async function within<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(() => resolve(late()), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The body as text, of at most BODY_BYTES_MAX bytes. A stated length is trusted, because Node's
 * HTTP parser holds the sender to it; touching the stream, as a limiting middleware does, costs 60 %
 * of the hops per second, so only a body without a length is counted while it is read.
 */
async function readBody(request: Request): Promise<string | { unreadable: string }> {
  const stated = request.headers.get("content-length");
  if (Number(stated) > BODY_BYTES_MAX) return { unreadable: "too_large" };
  try {
    return stated === null ? await readCounted(request) : await request.text();
  } catch {
    // The sender went away in the middle of the body, and will not read the reply either.
    return { unreadable: "broken_off" };
  }
}

async function readCounted(request: Request): Promise<string | { unreadable: string }> {
  // Bytes, by the Fetch standard; the type says nothing of its chunks.
  const body: ReadableStream<Uint8Array> | null = request.body;
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return { unreadable: "too_large" };
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
