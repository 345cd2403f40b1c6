/**
 * Forgets people: those who have not called for a year, and of whom nothing else is kept.
 *
 * A person goes with the phone that is bound to them, its hash and its seal. Refuses whoever has a request or a draft,
 * or is a stand-in: those have an end of their own, and the person is looked at again a month later. Called by
 * `session/purge`.
 */
import { and, eq, gt, lte, sql } from "drizzle-orm";
import { someOf } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { MONTH_MS, REMEMBERED_MS } from "./people.ts";

/** `forget_at` of whoever it is not decided for. */
const UNDECIDED = 0;
/** `forget_at` of whoever the same commit forgets: an instant that has come, should it leave one behind. */
const FORGOTTEN = 1;

const nothingElse = ({ people, requests, drafts, standIns }: Tables) => sql`(
  not exists (select 1 from ${requests} where ${requests.person} = ${people.id})
  and not exists (select 1 from ${drafts} where ${drafts.person} = ${people.id})
  and not exists (select 1 from ${standIns} where ${standIns.id} = ${people.id}))`;

/**
 * Of the 500 who are due first each is put off or marked. Those of whom something is kept stood in front of the others:
 * 100,000 of them were read for each 500 that were forgotten, for 0.4 s on PostgreSQL, where ten times as many are undone.
 */
const judge = statement("people.judge", (q, t, given: Given<{ at: number; until: number }>) => {
  const { people } = t;
  const due = and(gt(people.forget_at, UNDECIDED), lte(people.forget_at, given.at));
  return q
    .update(people)
    .set({
      forget_at: sql`case when ${nothingElse(t)} then ${FORGOTTEN} else cast(${given.until} as bigint) end`,
    })
    .where(someOf({ table: people, key: [people.id], order: people.forget_at }, due));
});

const forgetMarked = statement("people.forget", (q, t, _given: Given<object>) =>
  q.delete(t.people).where(and(eq(t.people.forget_at, FORGOTTEN), nothingElse(t))),
);

/** Not by a clock that is behind the last decision about the menus: their year would be over when it is set right. */
const isNoOlder = ({ decisions }: Tables, given: Given<{ at: number }>) => sql`coalesce((
  select ${decisions.at} from ${decisions} where ${decisions.seq} = (select max(${decisions.seq}) from ${decisions})
), 0) <= ${given.at}`;

const decide = statement("people.decide", (q, t, given: Given<{ at: number; until: number }>) => {
  const { people } = t;
  const undecided = and(eq(people.forget_at, UNDECIDED), isNoOlder(t, given));
  return q
    .update(people)
    .set({ forget_at: given.until })
    .where(someOf({ table: people, key: [people.id] }, undecided));
});

/** Each takes up to 500 people at `at` (epoch milliseconds); refused with `nothing_expired` when there is none for it. */
export const forgetPeople: readonly ((at: number) => Write[])[] = [
  (at) => [
    write(judge, { at, until: at + MONTH_MS }, { refuse: "nothing_expired" }),
    write(forgetMarked, {}, "fine"),
  ],
  // Known since before there was this: their year begins now.
  (at) => [write(decide, { at, until: at + REMEMBERED_MS }, { refuse: "nothing_expired" })],
];
