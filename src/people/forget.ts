/**
 * Forgets people: those who have not called for a year, and of whom nothing else is kept.
 *
 * A person goes with the phone that is bound to them, its hash and its seal. Refuses whoever has a request or a draft,
 * or is a stand-in: those have an end of their own, and the person is looked at again a month later. Called by
 * `session/purge`.
 */
import { and, eq, gt, inArray, lte, not, sql } from "drizzle-orm";
import { byKey, PURGED_AT_ONCE, purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { MONTH_MS, REMEMBERED_MS } from "./people.ts";

/** `forget_at` of whoever it is not decided for. */
const UNDECIDED = 0;

const nothingElse = ({ people, requests, drafts, standIns }: Tables) => sql`(
  not exists (select 1 from ${requests} where ${requests.person} = ${people.id})
  and not exists (select 1 from ${drafts} where ${drafts.person} = ${people.id})
  and not exists (select 1 from ${standIns} where ${standIns.id} = ${people.id}))`;

const forgetDue = purgeStatement("people.forget", (t) => ({
  table: t.people,
  key: [t.people.id],
  end: t.people.forget_at,
  only: sql`${gt(t.people.forget_at, UNDECIDED)} and ${nothingElse(t)}`,
}));

const decide = statement("people.decide", (q, { people }, given: Given<{ until: number }>) => {
  const undecided = eq(people.forget_at, UNDECIDED);
  const some = q.select({ id: people.id }).from(people).where(undecided).limit(PURGED_AT_ONCE);
  return q
    .update(people)
    .set({ forget_at: given.until })
    .where(and(inArray(people.id, some), byKey(undecided)));
});

const keepDue = statement("people.keep", (q, t, given: Given<{ at: number; until: number }>) => {
  const { people } = t;
  const due = and(gt(people.forget_at, UNDECIDED), lte(people.forget_at, given.at));
  const some = q
    .select({ id: people.id })
    .from(people)
    .where(and(due, not(nothingElse(t))))
    .orderBy(people.forget_at)
    .limit(PURGED_AT_ONCE);
  return q
    .update(people)
    .set({ forget_at: given.until })
    .where(and(inArray(people.id, some), byKey(due)));
});

/** Each takes up to 500 people at `at` (epoch milliseconds); refused with `nothing_expired` when there is none for it. */
export const forgetPeople: readonly ((at: number) => Write)[] = [
  (at) => purging(forgetDue, at),
  // Known since before there was this: their year begins now.
  (at) => write(decide, { until: at + REMEMBERED_MS }, { refuse: "nothing_expired" }),
  (at) => write(keepDue, { at, until: at + MONTH_MS }, { refuse: "nothing_expired" }),
];
