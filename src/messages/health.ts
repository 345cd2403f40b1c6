/**
 * The provider's health as one sender has met it: how much it is given, and what staff are told.
 *
 * Owns the pause and the alarms. Refuses to give the whole outbox to a provider that is ill, and to tell
 * the same alarm again and again. Called by `sender`.
 */
import type { Clock } from "../base/clock.ts";
import type { SendResult } from "../gateway/sms.ts";

/** Milliseconds nothing is sent after a result that needs mending: every message would meet it. */
const PAUSE_MS = 60_000;
/** Outcomes in a row that nobody knows before the provider is taken to be ill. */
const UNCLEAR_MAX = 3;
/** How often the same alarm is told, in milliseconds. */
const ALARM_EVERY_MS = 600_000;

export interface Health {
  /** Calls that may be under way at `at`, of so many at most. */
  allowed(most: number, at: number): number;
  /** What one call has come to. */
  learn(result: SendResult): void;
  /** Tells somebody, unless the same was told lately. */
  alarm(code: string): void;
}

export function openHealth(clock: Clock, tell: (code: string) => void): Health {
  const alarmed = new Map<string, number>();
  let pausedUntil = 0;
  let unclear = 0;

  function alarm(code: string): void {
    const at = clock();
    const last = alarmed.get(code);
    if (last !== undefined && Math.abs(at - last) < ALARM_EVERY_MS) return;
    alarmed.set(code, at);
    tell(code);
  }

  function pause(code: string): void {
    pausedUntil = clock() + PAUSE_MS;
    alarm(code);
  }

  return {
    allowed(most, at) {
      // One that was set by a clock that was wrong lasts no longer than any other.
      if (at < pausedUntil && pausedUntil <= at + PAUSE_MS) return 0;
      // One message at a time: each may be lost in doubt.
      return unclear >= UNCLEAR_MAX ? 1 : most;
    },
    learn(result) {
      unclear = result.is === "ambiguous" ? unclear + 1 : 0;
      if (unclear >= UNCLEAR_MAX) pause("provider_unclear");
      if (result.is === "refused" && result.retry === "after_mend") pause(result.code);
    },
    alarm,
  };
}
