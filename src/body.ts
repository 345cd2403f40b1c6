/**
 * The body of a callback, within its limits of size and time.
 *
 * Owns the two ways in: the body that came whole with its head, as all those of gateways do, which is there at
 * once; and any other, which is read as it comes. Called by `callback` and `sms-callback`.
 */
import type { Arrival } from "./arrivals.ts";
import { BODY_BYTES_MAX } from "./gateway/contract.ts";

/** What is known of a request beside itself, as `listen` hands it over. */
export interface Come {
  /** Its body as text; null where that has to be read. */
  whole: string | null;
  /** On the clock of admission. */
  arrival: Arrival;
}

/** What came in. */
export interface Incoming extends Come {
  request: Request;
}

/** Text, or why there is none. */
export type Body = string | { unreadable: string };

/** A sender that dawdles for so many milliseconds is given up: it must not keep a place for ever. */
export function readInTime(incoming: Incoming, ms: number): Promise<Body> {
  return within<Body>(ms, readBody(incoming), () => ({ unreadable: "too_slow" }));
}

/**
 * The body as text, of at most BODY_BYTES_MAX bytes. A stated length is trusted, because Node's
 * HTTP parser holds the sender to it; touching the stream, as a limiting middleware does, costs 60 %
 * of the hops per second, so only a body without a length is counted while it is read.
 */
export async function readBody({ request, whole }: Incoming): Promise<Body> {
  if (whole !== null) return whole;
  const stated = request.headers.get("content-length");
  if (Number(stated) > BODY_BYTES_MAX) return { unreadable: "too_large" };
  try {
    return stated === null ? await readCounted(request) : await request.text();
  } catch {
    // The sender went away in the middle of the body, and will not read the reply either.
    return { unreadable: "broken_off" };
  }
}

async function readCounted(request: Request): Promise<Body> {
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

/** What `work` gives, or `late()` once `ms` have passed; the work then goes on. */
export async function within<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(() => resolve(late()), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
