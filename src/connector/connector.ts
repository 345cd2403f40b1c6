/**
 * The connector: calls to agencies' systems, each with a deadline and to an address that was checked.
 *
 * Owns the rule that the address which was checked is the one that is connected to: a name is resolved
 * once, every address it has must be allowed, and only these are tried. Refuses redirects, proxies,
 * connections of an earlier call, and to read more than 64 kB of an answer. Whatever happens is a value,
 * and nothing of the URL stands in it. Called by `events`, and by `session` for look-ups.
 */
import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { Agent, request } from "undici";
import { readAddress, type AddressRefusal, type Allowed } from "../base/address.ts";
import { mayCall } from "../base/addresses.ts";

/** Milliseconds of a whole call: the name, the connection and the answer. */
const DEADLINE_MS = 10_000;
/** Bytes of an answer that are read. */
const ANSWER_BYTES_MAX = 65_536;
/** Bytes of its headers. */
const HEADER_BYTES_MAX = 16_384;

export interface Posting {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** What is asked of a system whose answer counts. */
export interface Question {
  url: string;
  method: "GET" | "POST";
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

/** What it said: the whole body, as UTF-8. */
export type Heard =
  | { is: "heard"; status: number; body: string }
  | { is: "unreached"; why: Unreached };

/** Why there was no answer. */
export type Unreached =
  | AddressRefusal
  | "timeout"
  | "no_such_name"
  | "no_connection"
  | "broken_off"
  | "bad_certificate"
  | "bad_answer"
  | "too_large"
  | "stopped";

/** What became of a call. It may have arrived whenever there was a connection. */
export type Posted =
  | { is: "answered"; status: number; retryAfter: string | null }
  | { is: "unreached"; why: Unreached };

/** The addresses of a name; rejects where it has none. */
export type Lookup = (host: string) => Promise<readonly { address: string; family: number }[]>;

export interface ConnectorNeeds {
  allowed: Allowed;
  lookup?: Lookup;
  deadlineMs?: number;
}

export interface Connector {
  /** One call; never rejects. `signal` breaks it off. */
  post(posting: Posting, signal: AbortSignal): Promise<Posted>;
  /** The same, for an answer that is read to its end. */
  ask(question: Question, signal: AbortSignal): Promise<Heard>;
}

const system: Lookup = (host) => systemLookup(host, { all: true });

export function openConnector(needs: ConnectorNeeds): Connector {
  const { allowed, deadlineMs = DEADLINE_MS } = needs;
  const lookup = together(needs.lookup ?? system);

  /** One request, and what `take` makes of its answer. */
  async function called<Taken>(
    { url: text, method, headers, body }: Question,
    signal: AbortSignal,
    take: (answer: Answer) => Promise<Taken>,
  ): Promise<Taken | Failed> {
    const read = readAddress(text, allowed);
    if ("refused" in read) return unreached(read.refused);
    const { url, host } = read;
    const known = isIP(host) > 0 ? [{ address: host, family: isIP(host) }] : null;
    const addresses = known ?? (await inTime(lookup(host), signal));
    if (addresses.length === 0) return unreached("no_such_name");
    // One that is not allowed spoils them all: whoever mixes them is trying something.
    if (!addresses.every(({ address }) => mayCall(address, allowed.networks))) {
      return unreached("private_address");
    }
    // Of its own for each call: no connection outlives the check it was made under.
    const agent = new Agent({
      connect: { lookup: pinned(addresses), timeout: deadlineMs },
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: deadlineMs,
      bodyTimeout: deadlineMs,
      pipelining: 0,
    });
    try {
      const sent = { method, headers: { ...headers }, body, signal, dispatcher: agent };
      return await take(await request(url, sent));
    } finally {
      // Not waited for: whoever does not close would hold us.
      void agent.destroy();
    }
  }

  async function inDeadline<Taken>(
    question: Question,
    signal: AbortSignal,
    take: (answer: Answer) => Promise<Taken>,
  ): Promise<Taken | Failed> {
    const deadline = AbortSignal.timeout(deadlineMs);
    try {
      return await called(question, AbortSignal.any([signal, deadline]), take);
    } catch (error) {
      if (signal.aborted) return unreached("stopped");
      return unreached(deadline.aborted ? "timeout" : whyOf(error));
    }
  }

  return {
    post: (posting, signal) =>
      inDeadline<Posted>({ ...posting, method: "POST" }, signal, async (answer) => {
        await thrownAway(answer.body);
        const retryAfter = answer.headers["retry-after"];
        return {
          is: "answered",
          status: answer.statusCode,
          retryAfter: typeof retryAfter === "string" ? retryAfter : null,
        };
      }),
    ask: (question, signal) =>
      inDeadline<Heard>(question, signal, async (answer) => {
        const body = await wholeOf(answer.body);
        return body === null
          ? unreached("too_large")
          : { is: "heard", status: answer.statusCode, body };
      }),
  };
}

type Answer = Awaited<ReturnType<typeof request>>;
type Failed = { is: "unreached"; why: Unreached };

function unreached(why: Unreached): Failed {
  return { is: "unreached", why };
}

/** Null where there is more than we read: half a document says nothing. */
async function wholeOf(answer: AsyncIterable<Uint8Array>): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let read = 0;
  for await (const chunk of answer) {
    read += chunk.length;
    if (read > ANSWER_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Reads an answer so that its sender is not cut off, as far as it has a sensible length and comes at all. */
async function thrownAway(answer: AsyncIterable<Uint8Array>): Promise<void> {
  let read = 0;
  try {
    for await (const chunk of answer) {
      read += chunk.length;
      if (read >= ANSWER_BYTES_MAX) return;
    }
  } catch {
    // The status has been said, and is all that counts.
  }
}

/** Node asks for one address or for all of them, as it tries one or races them. */
function pinned(addresses: Awaited<ReturnType<Lookup>>): LookupFunction {
  return (_host, options, done) => {
    const [first] = addresses;
    if (options.all === true) return done(null, [...addresses]);
    done(null, first?.address ?? "", first?.family);
  };
}

/**
 * Look-ups of one name share one question: the system asks in a pool of four threads, which a dead name
 * server must not fill.
 */
function together(lookup: Lookup): Lookup {
  const asking = new Map<string, ReturnType<Lookup>>();
  return (host) => {
    let asked = asking.get(host);
    if (asked === undefined) {
      asked = lookup(host).finally(() => asking.delete(host));
      asking.set(host, asked);
    }
    return asked;
  };
}

/** The system's look-up cannot be broken off; what it says later is not waited for. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = Promise.withResolvers<never>();
  const end = () => over.reject(signal.reason);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

const WHYS: readonly (readonly [RegExp, Unreached])[] = [
  [/^(ENOTFOUND|EAI_\w+|ENODATA)$/, "no_such_name"],
  [/^(UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT)$/, "timeout"],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES)$/, "no_connection"],
  [/^(CERT_|ERR_TLS|ERR_SSL|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|EPROTO)/, "bad_certificate"],
  [/^(HTTPParserError|HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES)/, "bad_answer"],
];

/** By its code, or its name where it has none: messages hold addresses. */
function whyOf(error: unknown): Unreached {
  if (!(error instanceof Error)) return "broken_off";
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return WHYS.find(([pattern]) => pattern.test(code))?.[1] ?? "broken_off";
}
