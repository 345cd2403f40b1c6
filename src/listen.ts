/**
 * The HTTP server: from a free port to the last answer.
 *
 * Owns the sockets. Refuses senders that dawdle, and cuts nobody off who is waiting for an answer.
 * Takes what the adapter or Node would refuse though a callback can be read from it.
 * Called by `serve`.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Server as DoorServer } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { openArrivals, type Arrival } from "./arrivals.ts";
import { monotonic } from "./base/clock.ts";
import type { Come } from "./body.ts";
import { HOP_DEADLINE_MS } from "./callback.ts";
import { openDoors, portOf, Waits } from "./doors.ts";
import { BODY_BYTES_MAX } from "./gateway/contract.ts";

/**
 * Milliseconds until a request must have arrived whole; the reply to a hop leaves after 5 s at the
 * latest, so a sender that is still talking then is broken or hostile.
 */
const REQUEST_MS = 15_000;
const HEADERS_MS = 10_000;
/**
 * Balancers keep an idle connection for 60 s. The side that lets go first decides whether a request
 * on its way is lost, so it must not be us.
 */
const KEEP_ALIVE_MS = 75_000;
/** How often the first two limits are looked at; Node's 30 s would make them 45. */
const CHECK_EVERY_MS = 5_000;
/** How often a stop looks whom it still has to wait for. */
const SWEEP_EVERY_MS = 25;
/**
 * Milliseconds that a stop waits for senders of half a head, and for connections that never sent
 * anything, when nobody else is being answered: bytes on their way need a tenth of it.
 */
const HALF_SENT_MS = 250;
/** Milliseconds a stop waits in all: at its deadline every hop has been answered somehow. */
const LAST_ANSWER_MS = HOP_DEADLINE_MS + 500;
/**
 * Milliseconds in a turn of the event loop in which what was read is answered; the rest waits for the next, and whoever was
 * taken goes on in between. With 3,500 at once who are sent away a turn took 0.3 s without that, and a hop takes some turns.
 * With 20 others were sent away beside a flood on a slow machine, since each turn has a price of its own; with 60 a hop waits longer.
 */
const SLICE_MS = 40;

/** The port or the host cannot be had; the message says what to do. */
export class ListenFault extends Error {
  override readonly name = "ListenFault";
}

export interface Listening {
  /** The port taken: `port` itself, or a free one for 0. */
  port: number;
  /**
   * Accepts nobody more and resolves when everyone who asked was answered. Who has not asked for
   * anything whole by then is cut off, after HOP_DEADLINE_MS and half a second at the latest.
   */
  close(): Promise<void>;
}

/** Answers a request. */
export type Fetch = (request: Request, come: Come) => Response | Promise<Response>;

/** @throws ListenFault */
export async function listen(
  fetch: Fetch,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const limits = {
    requestTimeout: REQUEST_MS,
    headersTimeout: HEADERS_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: CHECK_EVERY_MS,
  };
  const arrivals = openArrivals(monotonic);
  const waits = new Waits();
  const answer = getRequestListener((request, { incoming }) => {
    const taken = incoming as Taken; // by `take`, as all are
    return fetch(request, { whole: wholeOf(taken), arrival: taken.arrival });
  });
  let answering = 0;
  /**
   * What was read, in order. All of a turn of the event loop is read before any of it is answered: an answer in between
   * brings the next question of the same connection, and Node goes on reading for as long as a thousand are there. With
   * many who are sent away at once, those who were taken were not worked on for five seconds.
   */
  let read: [Taken, ServerResponse][] = [];
  const answerNext = () => {
    const until = monotonic() + SLICE_MS;
    let many = 0;
    for (const [incoming, outgoing] of read) {
      // Answers its own errors with 500 and never rejects.
      void answer(incoming, outgoing);
      many++;
      if (monotonic() > until) break;
    }
    read = read.slice(many);
    if (read.length > 0) setImmediate(answerNext);
  };
  const take = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answering++;
    outgoing.once("close", () => answering--);
    // A request that still comes in on an open connection is answered and told to come no more.
    if (!server.listening) outgoing.setHeader("connection", "close");
    // No route looks at the host, and the adapter refuses with 400 where it is missing or odd.
    incoming.headers.host = "njia";
    const arrival = arrivals.read(waits.of(incoming.socket), answering);
    const taken = Object.assign(incoming, { arrival });
    if (read.push([taken, outgoing]) === 1) setImmediate(answerNext);
  };
  const server = createServer({ ...limits, requireHostHeader: false }, take);
  // Node would refuse with 417 what it does not know; nothing here depends on it.
  server.on("checkExpectation", take);
  try {
    const doors = await openDoors(server, { arrivals, waits }, { host, port });
    return { port: portOf(server), close: () => closed(server, doors, () => answering) };
  } catch (error) {
    throw faultOf(error, host, port);
  }
}

/** What came in, with what is found out about it. */
interface Taken extends IncomingMessage {
  arrival: Arrival;
  /** Where the adapter looks for a body that is no more in the stream. */
  rawBody?: Buffer;
}

const utf8 = new TextDecoder();

/**
 * The body as text where it has come whole: gateways send it in one packet with its head. Whoever waits for the stream to
 * say so pays a fifth of an empty answer.
 */
function wholeOf(incoming: Taken): string | null {
  const stated = Number(incoming.headers["content-length"]);
  if (incoming.readableLength !== stated || stated === 0 || stated > BODY_BYTES_MAX) return null;
  const body: unknown = incoming.read();
  if (!Buffer.isBuffer(body)) return null;
  // To its end, without which the adapter would wait for more.
  incoming.resume();
  incoming.rawBody = body;
  return utf8.decode(body);
}

/** `close` shuts idle connections once, so those that fall idle meanwhile are swept up. */
async function closed(
  server: Server,
  doors: readonly DoorServer[],
  answering: () => number,
): Promise<void> {
  const since = monotonic();
  let answeredAt = since;
  const sweep = setInterval(() => {
    const now = monotonic();
    if (answering() > 0) answeredAt = now;
    const waited = now - answeredAt > HALF_SENT_MS || now - since > LAST_ANSWER_MS;
    if (waited) server.closeAllConnections();
    else server.closeIdleConnections();
  }, SWEEP_EVERY_MS);
  try {
    const all = [server, ...doors];
    const shut = all.map((each) => once(each, "close"));
    for (const each of all) each.close();
    await Promise.all(shut);
  } finally {
    clearInterval(sweep);
  }
}

function faultOf(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") {
    return new ListenFault(`Port ${port} is taken: stop what uses it, or set PORT to another one.`);
  }
  if (["EACCES", "EADDRNOTAVAIL", "ENOTFOUND"].includes(code)) {
    return new ListenFault(`Njia cannot listen on ${host}:${port} (${code}): set HOST or PORT.`);
  }
  return error;
}
