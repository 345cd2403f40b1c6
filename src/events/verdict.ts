/**
 * Verdicts: what a call comes to, and when it is made again.
 *
 * Owns the schedule of tries, and the pause of a subscription whose system does not answer. Pure. Called
 * by `deliverer`; `sweep` gives up by the same times.
 */
import type { Posted } from "../connector/connector.ts";
import type { Due } from "./claim.ts";

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Between two tries, in milliseconds; the last one again and again. */
const RETRY_MS = [
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  12 * HOUR_MS,
];
/** Up to so much of a wait is added by chance: what failed together must not come back together. */
const JITTER = 0.2;
/** Milliseconds from its queueing after which a delivery is given up: a weekend. */
export const GIVE_UP_MS = 72 * HOUR_MS;
/** What a system may ask for with Retry-After, at most, in milliseconds. */
export const RETRY_AFTER_MAX_MS = 6 * HOUR_MS;
/** No try is put off for longer than this, in milliseconds. */
export const PUT_OFF_MAX_MS = Math.max(RETRY_AFTER_MAX_MS, ...RETRY_MS) * (1 + JITTER);
/** Failures one after the other from which on a subscription gets one try at a time. */
export const FAILURES_MAX = 5;
/** Between two of these, doubled from the first to the last. */
const PAUSE_MS = { first: 30_000, last: 15 * MINUTE_MS };
export type DeliveryState = "pending" | "delivered" | "failed" | "dropped";

/** What a call comes to. */
export interface Verdict {
  state: DeliveryState;
  /** The status of the answer, or a code. */
  answer: string;
  /** When it is tried next, in epoch milliseconds. */
  dueAt: number;
  /** Until when nothing is sent to this subscription; 0 where nothing is wrong with it. */
  pausedUntil: number;
  /** Its system does not want to be told any more. */
  gone: boolean;
}

export interface Circumstances {
  /** Of the subscription, one after the other, before this call. */
  failures: number;
  /** When the call was made, in epoch milliseconds. */
  at: number;
  /** False by a clock that has just leapt ahead, and by who has just begun: nothing is given up then. */
  believed: boolean;
  /** In [0, 1). */
  chance: number;
}

/** Decides on a call. Pure. */
export function judge(
  due: Pick<Due, "attempts" | "createdAt">,
  posted: Posted,
  { failures, at, believed, chance }: Circumstances,
): Verdict {
  const answer = posted.is === "answered" ? String(posted.status) : posted.why;
  const done = { answer, dueAt: at, pausedUntil: 0, gone: false };
  if (posted.is === "answered" && posted.status >= 200 && posted.status < 300) {
    return { ...done, state: "delivered" };
  }
  if (posted.is === "answered" && posted.status === 410) {
    return { ...done, state: "dropped", gone: true };
  }
  const asked = posted.is === "answered" ? retryAfterMs(posted.retryAfter, at) : 0;
  const end = due.createdAt + GIVE_UP_MS;
  const wait = RETRY_MS[Math.min(due.attempts, RETRY_MS.length - 1)] ?? HOUR_MS;
  const over = believed && at >= end;
  const next = at + Math.max(wait * (1 + JITTER * chance), asked);
  const pause = failures + 1 < FAILURES_MAX ? 0 : pauseMs(failures + 1 - FAILURES_MAX);
  return {
    ...done,
    state: over ? "failed" : "pending",
    // The last try is at the very end.
    dueAt: Math.round(at < end ? Math.min(next, end) : next),
    pausedUntil: pause === 0 && asked === 0 ? 0 : at + Math.max(pause, asked),
  };
}

function pauseMs(times: number): number {
  return Math.min(PAUSE_MS.first * 2 ** Math.min(times, 10), PAUSE_MS.last);
}

/** Seconds, or a date of HTTP. */
function retryAfterMs(said: string | null, at: number): number {
  if (said === null) return 0;
  const ms = /^\d{1,9}$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - at;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS);
}
