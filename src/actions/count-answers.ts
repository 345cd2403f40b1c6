/**
 * A citizen answers a service that is anonymous: each answer counts one more, in the commit of the hop.
 *
 * Takes neither a person nor a phone, so that nothing of them can be written. A hop that is repeated has
 * committed once, and so counts once.
 */
import type { Answers } from "../menu/contract.ts";
import { dayOf } from "../menu/calendar.ts";
import { monthAfter, startOfMonth } from "../menu/months.ts";
import { countOne } from "../requests/tallies.ts";
import type { Write } from "../store/store.ts";

export interface Counted {
  service: string;
  answers: Answers;
  /** Epoch milliseconds; no more of it is kept than the month. */
  at: number;
  timeZone: string;
  /** How long a month's counts are kept when it is over, milliseconds. */
  keepMs: number;
}

/** A question that was passed over counts for nothing. */
export function countAnswers({ service, answers, at, timeZone, keepMs }: Counted): Write[] {
  const month = dayOf(timeZone, at).slice(0, 7);
  const keepUntil = startOfMonth(timeZone, monthAfter(month, 1)) + keepMs;
  return (
    Object.entries(answers)
      // In one order, so that two commits never wait for each other's rows.
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([question, answer]) =>
        answer === null
          ? []
          : [countOne({ service, month, question, answer: String(answer), keepUntil })],
      )
  );
}
