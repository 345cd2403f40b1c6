/**
 * Spending: parts handed over on a day of the channel's calendar, to one phone and to all of them.
 *
 * Owns the caps, which are checked in the commit of the claim. Refuses the part that would be one too
 * many. Called by `claim`, by `sender` when it knows more than the claim did, and by `sweep`.
 */
import { and, eq, sql } from "drizzle-orm";
import { PURGED_AT_ONCE } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";
import { HELPED, type MessageClass } from "./message.ts";

const DAY_MS = 86_400_000;
/** Milliseconds a day's count is kept: only today's is asked for, whatever the time zone. */
const KEPT_MS = 7 * DAY_MS;

/** Parts a day, for one phone and for all of them. */
export interface Caps {
  phone: number;
  all: number;
}

/** What is counted: the phone, by every hash it may be counted under, and the parts. */
interface Spending {
  hashes: readonly string[];
  parts: number;
}

const FOR_ALL = "all";

/** A row to count on, so that the first part of a day is held against the cap as well. */
const beginDay = statement("spending.begin", (q, t, given: Given<{ day: string; who: string }>) =>
  q.insert(t.spending).values({ day: given.day, who: given.who, parts: 0 }).onConflictDoNothing(),
);

const add = statement(
  "spending.add",
  (q, t, given: Given<{ day: string; who: string; parts: number; cap: number }>) =>
    q
      .update(t.spending)
      .set({ parts: sql`${t.spending.parts} + ${given.parts}` })
      .where(
        and(
          eq(t.spending.day, given.day),
          eq(t.spending.who, given.who),
          sql`${t.spending.parts} + ${given.parts} <= ${given.cap}`,
        ),
      ),
);

const correct = statement(
  "spending.correct",
  (q, t, given: Given<{ day: string; who: string; parts: number }>) =>
    q
      .update(t.spending)
      .set({ parts: sql`${t.spending.parts} + ${given.parts}` })
      .where(and(eq(t.spending.day, given.day), eq(t.spending.who, given.who))),
);

const deleteOld = statement("spending.purge", (q, t, given: Given<{ day: string }>) =>
  q.delete(t.spending).where(
    sql`(${t.spending.day}, ${t.spending.who}) in (
      select ${t.spending.day}, ${t.spending.who} from ${t.spending}
      where ${t.spending.day} < ${given.day} limit ${sql.raw(String(PURGED_AT_ONCE))})`,
  ),
);

/**
 * Counts parts within the caps; refused with `phone_cap` or `day_cap` where they would be too many. What whoever
 * was helped is told counts, and no cap of their phone holds it.
 */
export function spend(
  { hashes, parts, class: kind, template }: Spending & { class: MessageClass; template: string },
  day: string,
  caps: Caps,
): Write[] {
  // A campaign must leave room for what citizens wait for: news get half of each cap.
  const part = (cap: number) => (kind === "news" ? Math.ceil(cap / 2) : cap);
  const within = (who: string, cap: number, code: string) => [
    write(beginDay, { day, who }, "fine"),
    write(add, { day, who, parts, cap: part(cap) }, { refuse: code }),
  ];
  return [
    ...hashes.flatMap((who) =>
      template === HELPED
        ? [write(beginDay, { day, who }, "fine"), write(correct, { day, who, parts }, "fine")]
        : within(who, caps.phone, "phone_cap"),
    ),
    ...within(FOR_ALL, caps.all, "day_cap"),
  ];
}

/**
 * Counts so many parts more, or fewer where negative: what a claim had spent was not sent, or the
 * provider bills another number. No cap stops what has happened.
 */
export function respend({ hashes, parts }: Spending, day: string): Write[] {
  if (parts === 0) return [];
  return [...hashes, FOR_ALL].map((who) => write(correct, { day, who, parts }, "fine"));
}

/** Deletes up to 500 counts of days that were over a week ago at `at`. */
export function purgeSpending(at: number): Write {
  const day = new Date(at - KEPT_MS).toISOString().slice(0, 10);
  return write(deleteOld, { day }, { refuse: "nothing_expired" });
}
