/** What the session room offers to `app`: one function per thing a gateway can tell us. */
import type { Hop, Reply, SessionEnd } from "../gateway/contract.ts";
import type { PinFact } from "../menu/contract.ts";

/** What a hop came to, with the few facts that logs and metrics may carry. */
export interface HopResult {
  reply: Reply;
  /** A step's outcome, or `repeat`, `diverged`, `refused`, `expired`, `closed`, `sent_before`, `unknown_code`, `over`. */
  outcome: string;
  service: string | null;
  /** True when the stored reply of an earlier callback was given again. */
  repeated: boolean;
  /** A short keyed hash, fit for logs: tells sessions apart and nothing else. */
  session: string;
}

/** Whoever keeps PINs, of which no other part of Njia knows more than what came of one. */
export interface Pins {
  /** How it stands with a person's PIN; `at` in epoch milliseconds. */
  state(person: string, at: number): Promise<PinFact>;
  /**
   * Chooses, repeats or tries a PIN, whichever is due. The try is counted before anything is compared, and
   * the same `hop` again is the same try.
   */
  tries(attempt: { person: string; at: number; pin: string; hop: string }): Promise<PinFact>;
}

export interface Sessions {
  /**
   * Takes one hop. `since`: when its callback began to come, on the monotonic clock; now, without it. Rejects only
   * on a fault of ours or of the store; the caller apologises.
   */
  takeHop(hop: Hop, since?: number): Promise<HopResult>;
  /** The gateway says the session is over: it is closed, and nothing is concluded from it. */
  endSession(end: SessionEnd): Promise<void>;
  /** Takes the sessions that have fallen idle out of memory; they are in the store. */
  dropIdle(): void;
  /** END with an apology and a short code, in the channel's languages. Never fails. */
  apology(code: string): Reply;
}
