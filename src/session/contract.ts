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
  /** Why it was not taken, where it turned out to be a new call and `Coming` says so. */
  away?: Away;
}

/** Whoever keeps PINs, of which no other part of Njia knows more than what came of one. */
export interface Pins {
  /** How it stands with a person's PIN; `at` in epoch milliseconds. */
  state(person: string, at: number): Promise<PinFact>;
  /**
   * Chooses, repeats or tries a PIN, whichever is due. The try is counted before anything is compared, and
   * the same `hop` again is the same try: also once others were made since, as by a node that has an older
   * session at hand.
   */
  tries(attempt: { person: string; at: number; pin: string; hop: string }): Promise<PinFact>;
}

/**
 * How far whoever calls has come, as far as it is known without a read: nobody knows them yet, a call of theirs is
 * under way, or more than half of an application is answered.
 */
export type Standing = "dial" | "running" | "near";

/** Why a hop is not taken: too many people call, or this one calls too often. */
export type Away = "busy" | "often";

/** How a hop came in. */
export interface Coming {
  /** When its callback began to come, on the monotonic clock; now, without it. */
  since?: number;
  /** Waits for somebody else's system: meanwhile the hop is in nobody's way. */
  aside?: Aside;
  /**
   * Asked once, where a hop that has a text turns out to be a new call: why it is not taken, or null. Without it all
   * are taken.
   */
  dials?: () => Away | null;
}
export type Aside = <T>(wait: () => Promise<T>) => Promise<T>;

export interface Sessions {
  /** Takes one hop. Rejects only on a fault of ours or of the store; the caller apologises. */
  takeHop(hop: Hop, coming?: Coming): Promise<HopResult>;
  /** Looks only at what is at hand: cheap, and never fails. */
  standing(hop: Hop): Standing;
  /**
   * END for a hop that is not taken, from what is at hand: in their language, or in all where it is not known. Changes
   * nothing; what they answered stays. Null: not even the hop was read. Never fails.
   */
  turnedAway(hop: Hop | null, why: Away): Reply;
  /** The gateway says the session is over: it is closed, and nothing is concluded from it. */
  endSession(end: SessionEnd): Promise<void>;
  /** Takes the sessions that have fallen idle out of memory; they are in the store. */
  dropIdle(): void;
  /** END with an apology and a short code, in the channel's languages. Never fails. */
  apology(code: string): Reply;
}
