/**
 * Tallies: how often each answer of an anonymous service was given in a month.
 *
 * Owns the table. Knows no person, no phone, no session and no instant, and keeps every question apart:
 * who chose one answer chose no known other one. Called by actions, in the commit of the hop.
 */
import { sql } from "drizzle-orm";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";

interface Answered {
  service: string;
  /** Such as `2026-11`. */
  month: string;
  question: string;
  answer: string;
  /** Epoch milliseconds; the same for all of a month. */
  keepUntil: number;
}

const addOne = statement("tallies.add", (q, t, given: Given<Answered>) =>
  q
    .insert(t.tallies)
    .values({
      service: given.service,
      month: given.month,
      question: given.question,
      answer: given.answer,
      count: 1,
      keep_until: given.keepUntil,
    })
    .onConflictDoUpdate({
      target: [t.tallies.service, t.tallies.month, t.tallies.question, t.tallies.answer],
      set: { count: sql`${t.tallies.count} + 1` },
    }),
);

const deleteOld = purgeStatement("tallies.purge", ({ tallies }) => ({
  table: tallies,
  key: [tallies.service, tallies.month, tallies.question, tallies.answer],
  end: tallies.keep_until,
}));

/** The answer was given once more. */
export function countOne(answered: Answered): Write {
  return write(addOne, { ...answered }, "conflict");
}

/** Deletes up to 500 counts that are kept no longer at `at`; refused with `nothing_expired` when none is. */
export function purgeTallies(at: number): Write {
  return purging(deleteOld, at);
}
