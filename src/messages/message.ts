/** What a message is, and the words every part of this room shares. */
import { septets } from "../base/gsm7.ts";

/**
 * `reply` answers what the citizen just did, at any hour. `update` is about their request: held at
 * night, and it survives STOP. `news` goes only to those who asked for it, and never at night.
 */
export type MessageClass = "reply" | "update" | "news";

/**
 * `pending → claimed → sending → accepted | refused | ambiguous`. A definite failure that may pass goes
 * back to `pending`. `given_up` and `dropped` were never handed over: nothing helped, or nobody needs
 * them any more.
 */
export type MessageState =
  | "pending"
  | "claimed"
  | "sending"
  | "accepted"
  | "refused"
  | "ambiguous"
  | "given_up"
  | "dropped";

/**
 * The id of the message that tells of a version of a request: told once, whoever tells it. Padded, since
 * of what waits for the same instant the smaller id leaves first.
 */
export function tellingId(request: string, version: number): string {
  return `${request}:${String(version).padStart(10, "0")}`;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Milliseconds after which a message is worth nothing: an answer is awaited now, a status longer. */
export const WORTH_MS: Readonly<Record<MessageClass, number>> = {
  reply: DAY_MS,
  update: 7 * DAY_MS,
  news: DAY_MS,
};

/**
 * Template of what tells whoever was helped that a request was sent in their name. It is owed to them: no cap of
 * their phone puts it off, as the channel's `assist` says how many there are, and it is worth as much as a status.
 */
export const HELPED = "channel/assist_told";

/** Milliseconds after which this one is worth nothing. */
export function worthMs({ class: kind, template }: { class: MessageClass; template: string }) {
  return WORTH_MS[template === HELPED ? "update" : kind];
}

/** Milliseconds a row is kept once the message is worth nothing: disputes about a bill come monthly. */
export const KEEP_MS = 90 * DAY_MS;

/**
 * Milliseconds a claim holds. A call is given up after 10 s, so a sender that lives settles in time,
 * and with a sweep every 5 s the messages of one that died go on within 25 s.
 */
export const LEASE_MS = 20_000;

/**
 * Milliseconds for which a message under way keeps its phone for itself: a receipt with an unknown id
 * can then be of no other one. Receipts mostly come within a minute or never.
 */
export const FLIGHT_MS = 15 * MINUTE_MS;

/** 3GPP TS 23.040: septets or UTF-16 units of a single part, and of each of several. */
const ROOM = { gsm7: { one: 160, each: 153 }, ucs2: { one: 70, each: 67 } };

/** Parts a text is billed as. A provider may append words of its own to the first one it sends. */
export function partsOf(text: string): number {
  const inGsm7 = septets(text);
  const { one, each } = inGsm7 === null ? ROOM.ucs2 : ROOM.gsm7;
  const units = inGsm7 ?? text.length;
  return units <= one ? 1 : Math.ceil(units / each);
}
