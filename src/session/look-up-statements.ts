/** Statements over the rows of look-ups. What they mean together is said in `look-up-rows`, which calls them. */
import { and, asc, eq, gt, lte, or, sql } from "drizzle-orm";
import { ID_LETTERS_AT, type Letters } from "../base/share.ts";
import type { Unsealed } from "../base/vault.ts";
import { purgeStatement } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import type { Tables } from "../store/tables.ts";

/** Rows that are found in one go. */
const DUE_MAX = 100;

export interface LookUpKey {
  person: string;
  service: string;
  /** The screen that asks. */
  name: string;
}

/** One of the two rows that a screen has of a person. */
export interface LookUpPlace extends LookUpKey {
  state: "asking" | "owed";
}

export interface LookUpRow extends LookUpPlace {
  fence: string;
  release: string;
  tries: number;
  due_at: number;
  lease_until: number;
  asked_at: number;
  ends_at: number;
  question: Unsealed;
}

const isOf = ({ lookUps }: Tables, given: Given<Omit<LookUpKey, "name">>) =>
  and(eq(lookUps.person, given.person), eq(lookUps.service, given.service));

const isAt = (t: Tables, given: Given<LookUpKey>) =>
  and(isOf(t, given), eq(t.lookUps.name, given.name));

const isHeld = (t: Tables, given: Given<LookUpPlace>, fence: Given<{ is: string }>["is"]) =>
  and(isAt(t, given), eq(t.lookUps.state, given.state), eq(t.lookUps.fence, fence));

const placeOf = ({ person, service, name, state }: Given<LookUpRow>) => ({
  person,
  service,
  name,
  state,
});

const heldOf = (given: Given<LookUpRow>) => ({
  fence: given.fence,
  release: given.release,
  tries: given.tries,
  due_at: given.due_at,
  lease_until: given.lease_until,
  asked_at: given.asked_at,
  ends_at: given.ends_at,
  question: given.question,
});

/** Touches nothing where there is one. */
export const insertRow = statement("look_ups.insert", (q, t, given: Given<LookUpRow>) =>
  q
    .insert(t.lookUps)
    .values({ ...placeOf(given), ...heldOf(given) })
    .onConflictDoNothing(),
);

/** Over whatever there is. */
export const putRow = statement("look_ups.put", (q, t, given: Given<LookUpRow>) =>
  q
    .insert(t.lookUps)
    .values({ ...placeOf(given), ...heldOf(given) })
    .onConflictDoUpdate({
      target: [t.lookUps.person, t.lookUps.service, t.lookUps.name, t.lookUps.state],
      set: heldOf(given),
    }),
);

/** Touches nothing where its fence is not `over`. */
export const changeRow = statement(
  "look_ups.change",
  (q, t, given: Given<LookUpRow & { over: string }>) =>
    q
      .update(t.lookUps)
      .set(heldOf(given))
      .where(isHeld(t, given, given.over)),
);

/** Both rows of a screen. */
export const loadRows = statement("look_ups.load", (q, t, given: Given<LookUpKey>) =>
  q.select().from(t.lookUps).where(isAt(t, given)),
);

type Due = Letters & { now: number; far: number; late: number };

const AT = sql.raw(String(ID_LETTERS_AT));

/** Owed, due and nobody's. What lies further ahead than any can was written by a clock that was wrong. */
export const dueRows = statement("look_ups.due", (q, t, given: Given<Due>) =>
  q
    .select()
    .from(t.lookUps)
    .where(
      and(
        eq(t.lookUps.state, "owed"),
        or(lte(t.lookUps.due_at, given.now), gt(t.lookUps.due_at, given.late)),
        or(lte(t.lookUps.lease_until, given.now), gt(t.lookUps.lease_until, given.far)),
        sql`substr(${t.lookUps.fence}, ${AT}, 2) >= ${given.from}`,
        sql`substr(${t.lookUps.fence}, ${AT}, 2) < ${given.until}`,
      ),
    )
    .orderBy(asc(t.lookUps.due_at))
    .limit(DUE_MAX),
);

/** Under another fence it is of another share, most likely. */
export const passRow = statement(
  "look_ups.pass",
  (q, t, given: Given<LookUpPlace & { fence: string; due_at: number; over: string }>) =>
    q
      .update(t.lookUps)
      .set({ fence: given.fence, due_at: given.due_at })
      .where(isHeld(t, given, given.over)),
);

export const dropRow = statement(
  "look_ups.drop",
  (q, t, given: Given<LookUpPlace & { fence: string }>) =>
    q.delete(t.lookUps).where(isHeld(t, given, given.fence)),
);

export const dropRows = statement("look_ups.drop_all", (q, t, given: Given<LookUpKey>) =>
  q.delete(t.lookUps).where(isAt(t, given)),
);

export const dropSent = statement(
  "look_ups.drop_sent",
  (q, t, given: Given<Omit<LookUpKey, "name">>) => q.delete(t.lookUps).where(isOf(t, given)),
);

/** Of those that nobody was promised anything for: what is owed ends with its SMS, however late that is. */
export const deleteExpired = purgeStatement("look_ups.purge", ({ lookUps }) => ({
  table: lookUps,
  key: [lookUps.person, lookUps.service, lookUps.name, lookUps.state],
  end: lookUps.ends_at,
  only: eq(lookUps.state, "asking"),
}));
