/** What can go wrong with a call on demand, and for which call it was ordered. Pure but for its queues. */

/** What becomes of the answer. At most one of them counts in a call: the first. */
export const ANSWER_FAULTS = [
  /** Takes the message, then breaks the connection without an answer. */
  "reset",
  /** Breaks the connection and takes nothing. */
  "refuse",
  /** Takes the message and never answers. */
  "stall",
  /** These three take nothing. */
  "500",
  "503",
  "429",
  /** Takes the message and says 500 all the same. */
  "accepted_500",
  /** Takes the message and answers 201 with a page of HTML. */
  "junk",
  /** Takes the message and answers 201 with nothing in it. */
  "empty_201",
] as const;

/** What becomes of the receipts of a message that was taken. */
export const RECEIPT_FAULTS = [
  "no_receipt",
  /** They are posted, and answered, before the call is. */
  "receipt_first",
  /** Each of them comes twice. */
  "receipt_twice",
  /** Failed with a reason in the place of Success. */
  "receipt_failed",
] as const;

export const FAULTS = [...ANSWER_FAULTS, ...RECEIPT_FAULTS] as const;
export type AnswerFault = (typeof ANSWER_FAULTS)[number];
export type Fault = (typeof FAULTS)[number];

/** What goes wrong with one call: one fault, or one of the answer and some of the receipts. */
export type CallFault = Fault | readonly Fault[];

export interface FaultQueue {
  /** For the next calls, one each, in this order; with a number, for the next calls to it. */
  add(faults: readonly CallFault[], to?: string): void;
  /** Whether the next call is to be refused unread; takes that fault. */
  refusesNext(): boolean;
  /** The faults of a call to these numbers; those of a number go first. */
  take(to: readonly string[]): ReadonlySet<Fault>;
}

export function openFaults(): FaultQueue {
  const next: ReadonlySet<Fault>[] = [];
  const byNumber = new Map<string, ReadonlySet<Fault>[]>();
  return {
    add(faults, to) {
      const sets = faults.map((fault) => new Set(typeof fault === "string" ? [fault] : fault));
      if (to === undefined) next.push(...sets);
      else byNumber.set(to, [...(byNumber.get(to) ?? []), ...sets]);
    },
    refusesNext() {
      if (next[0]?.has("refuse") !== true) return false;
      next.shift();
      return true;
    },
    take(to) {
      const own = to.map((number) => byNumber.get(number)).find((queue) => queue?.length);
      return (own ?? next).shift() ?? new Set();
    },
  };
}

/** The one that decides the answer. */
export function answerFault(faults: ReadonlySet<Fault>): AnswerFault | undefined {
  return ANSWER_FAULTS.find((fault) => faults.has(fault));
}
