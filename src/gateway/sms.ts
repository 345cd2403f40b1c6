/**
 * SMS as every aggregator's adapter gives and takes it.
 *
 * Owns what can become of handing a message over: certainly sent, certainly not, or nobody knows.
 * Called by `messages`, which decides what is done about each.
 */
import type { Phone } from "../base/phone.ts";
import type { Unreadable } from "./contract.ts";

export interface Sms {
  to: Phone;
  text: string;
}

export interface Cost {
  /** ISO 4217. */
  currency: string;
  /** Millionths: "KES 0.8000" is 800,000. */
  micros: number;
}

/** What became of handing one message over. */
export type SendResult =
  | { is: "accepted"; providerId: string; cost: Cost | null; parts: number | null }
  /** Certainly not sent. `code` is stable snake_case. */
  | { is: "refused"; code: string; retry: "later" | "after_mend" | "never"; optedOut: boolean }
  /** It may have been sent: a timeout, a reset after bytes left, a 5xx, an answer that says nothing. */
  | { is: "ambiguous"; why: string };

export interface SmsSender {
  readonly name: string;
  /** Never rejects: every outcome is a value. */
  send(sms: Sms, signal?: AbortSignal): Promise<SendResult>;
  /** What is left in the account; null when the provider does not say. */
  balance(): Promise<Cost | null>;
}

export type ReceiptStatus =
  | "sent"
  | "submitted"
  | "buffered"
  | "success"
  | "failed"
  | "rejected"
  | "absent"
  | "expired"
  | "unknown";

/** A delivery report. */
export interface Receipt {
  gateway: string;
  /** As `SendResult` gave it. */
  providerId: string;
  status: ReceiptStatus;
  /** The status in the gateway's own words, at most 40 characters. */
  said: string;
  phone: Phone | null;
  reason: string | null;
  /** It was not delivered because the phone refuses our messages. */
  optedOut: boolean;
  network: string | null;
}

/** A message from a citizen. */
export interface InboundSms {
  gateway: string;
  /** The gateway's own; the same message may come several times. */
  id: string;
  /** Null = an alphanumeric sender or a short code: nobody who could be answered. */
  from: Phone | null;
  to: string;
  text: string;
  /** Epoch milliseconds. */
  sentAt: number | null;
}

/** The provider says that a phone wants no more of a sender's messages. */
export interface ProviderOptOut {
  gateway: string;
  phone: Phone;
  senderId: string;
}

/** Reads what a gateway posts about SMS. A gateway that has none posts nothing of the kind. */
export interface SmsReaders {
  readReceipt(body: string): Receipt | Unreadable;
  readInbound(body: string): InboundSms | Unreadable;
  readOptOut(body: string): ProviderOptOut | Unreadable;
}
