/**
 * What every aggregator's adapter provides, and what the core knows of a hop.
 *
 * An adapter reads raw bodies and writes raw replies; it keeps no state, opens no connection and
 * decides nothing about menus. Called by `callback`, one function per route.
 */
import type { Phone } from "../base/phone.ts";
import type { SmsReaders } from "./sms.ts";

/** Bodies above this many bytes are refused unread: a real hop has a few hundred. */
export const BODY_BYTES_MAX = 16_384;

/** One USSD round trip as it arrived. */
export interface Hop {
  /** The adapter's name; a session is known by (gateway, sessionId). */
  gateway: string;
  /** Opaque, 1 to 128 characters. */
  sessionId: string;
  phone: Phone;
  /** As the gateway reports it, for example `*384*99#`. */
  serviceCode: string;
  /** Operator (MCC+MNC), when the gateway says it. */
  network: string | null;
  /** The whole input history joined by `*`, unescaped; empty on the first hop. */
  text: string;
}

/** The end of a session as a gateway reports it: closes the session, proves nothing else. */
export interface SessionEnd {
  gateway: string;
  sessionId: string;
  phone: Phone;
  status: "completed" | "abandoned" | "failed" | "unknown";
  /** Milliseconds, when reported. */
  durationMs: number | null;
  hops: number | null;
}

/** A body that is no callback of this gateway: why, as a code for logs. Never echoes the body. */
export interface Unreadable {
  unreadable: string;
}

/** What goes back to the gateway: text without prefix, whether it ends, and a label of the step. */
export interface Reply {
  text: string;
  end: boolean;
  /** Screen name; at most 99 characters, no personal data. */
  label: string;
}

/** A raw HTTP reply, always status 200 on USSD routes. */
export interface RawReply {
  body: string;
  headers: Record<string, string>;
}

export interface Gateway {
  readonly name: string;
  /** Septets of the budget that the gateway's own prefix may take. */
  readonly prefixSeptets: number;
  /** True: only for development, never mounted in production. */
  readonly sandbox: boolean;
  readHop(body: string): Hop | Unreadable;
  writeReply(reply: Reply): RawReply;
  readEnd(body: string): SessionEnd | Unreadable;
  readonly sms?: SmsReaders;
}
