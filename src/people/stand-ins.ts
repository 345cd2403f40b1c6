/**
 * Stand-ins: in whose name an officer fills in an application for a citizen.
 *
 * A stand-in is a person without a phone, one for each officer and number. Its drafts and look-ups are apart
 * from the officer's and from the citizen's, and nothing that is read in its name is theirs: whoever has the
 * number need not be known before something is sent. Called by `session`.
 */
import { and, count, eq, gt, lte, ne, notExists, sql } from "drizzle-orm";
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import { PURGED_AT_ONCE } from "../store/purge.ts";
import type { Tables } from "../store/tables.ts";
import { statement, type Given, type Query } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";

/**
 * How long one without a draft is remembered, in milliseconds, after help last began: days are counted by them,
 * and calls and look-ups are over by then.
 */
const KEEP_MS = 2 * 86_400_000;

export interface StandIn {
  id: string;
  /** Id of the officer. */
  staff: string;
}

/** How many people an officer may help, and how many requests they may send for them, since when (epoch milliseconds). */
export interface Day {
  most: number;
  since: number;
}

/** Its row is written again, so that no purge takes it meanwhile. */
const putPerson = statement("stand_ins.person", (q, t, given: Given<{ id: string; at: number }>) =>
  q
    .insert(t.people)
    .values({ id: given.id, created_at: given.at })
    .onConflictDoUpdate({ target: t.people.id, set: { created_at: given.at } }),
);

interface Others {
  id: string;
  staff: string;
  since: number;
}

/** The other people whom the officer has helped. */
function others(q: Query, t: Tables, given: Given<Others>) {
  const { id, staff, at } = t.standIns;
  return q
    .select({ people: count() })
    .from(t.standIns)
    .where(and(eq(staff, given.staff), gt(at, given.since), ne(id, given.id)));
}

const countOthers = statement("stand_ins.count", (q, t, given: Given<Others>) =>
  others(q, t, given),
);

interface Sent {
  staff: string;
  since: number;
  /** Not counted: whether it is there already is not the question. */
  except: string;
}

/** The requests that the officer has sent for whomever: two SMS each. */
function sent(q: Query, { requests }: Tables, given: Given<Sent>) {
  const { assisted_by, opened_at, id } = requests;
  return q
    .select({ requests: count() })
    .from(requests)
    .where(and(eq(assisted_by, given.staff), gt(opened_at, given.since), ne(id, given.except)));
}

const countSent = statement("stand_ins.sent", (q, t, given: Given<Sent>) => sent(q, t, given));

/** Touches no row once they have sent as many as they may. */
const holdStandIn = statement(
  "stand_ins.send",
  (q, t, given: Given<Sent & { id: string; most: number }>) =>
    q
      .update(t.standIns)
      .set({ staff: given.staff })
      .where(and(eq(t.standIns.id, given.id), sql`(${sent(q, t, given)}) < ${given.most}`)),
);

/** Touches no row once they have helped as many as they may. */
const putStandIn = statement(
  "stand_ins.put",
  (q, t, given: Given<Others & { at: number; most: number }>) =>
    q
      .insert(t.standIns)
      .select(
        sql`select ${given.id}, ${given.staff}, ${given.at} where (${others(q, t, given)}) < ${given.most}`,
      )
      .onConflictDoUpdate({ target: t.standIns.id, set: { at: given.at } }),
);

const findById = statement("stand_ins.find", (q, t, given: Given<{ id: string }>) =>
  q
    .select({ id: t.standIns.id, staff: t.standIns.staff })
    .from(t.standIns)
    .where(eq(t.standIns.id, given.id)),
);

/** With its person, of which nothing is left. */
const deleteOld = statement("stand_ins.purge", (q, t, given: Given<{ at: number }>) => {
  const { standIns, drafts, people } = t;
  const draft = q
    .select({ is: sql`1` })
    .from(drafts)
    .where(eq(drafts.person, standIns.id));
  const due = and(lte(standIns.at, given.at), notExists(draft));
  const expired = sql`select ${standIns.id} from ${standIns} where ${due} order by ${standIns.at} limit ${sql.raw(String(PURGED_AT_ONCE))}`;
  // Asked for again of each row: on PostgreSQL help may have begun meanwhile.
  return q
    .delete(people)
    .where(sql`${people.id} in (${expired}) and ${people.created_at} <= ${given.at}`);
});

/** That of an officer for a number. While look-up keys are rotated one under the old key is gone on with. */
export async function standInFor(
  store: Store,
  vault: Vault,
  { staff, phone }: { staff: string; phone: Phone },
): Promise<StandIn> {
  const [first, ...old] = vault.lookups("stand-in", `${staff} ${phone}`);
  if (first === undefined) throw new Error("a vault has a look-up key");
  for (const id of [first, ...old]) {
    const known = old.length === 0 ? null : await standInOf(store, id);
    if (known !== null) return known;
  }
  return { id: first, staff };
}

/** Whose it is; null for anybody who is no stand-in. */
export async function standInOf(store: Store, id: string): Promise<StandIn | null> {
  const [row] = await store.read(findById, { id });
  return row ?? null;
}

/** Whether an officer has helped as many others as a day allows, or sent as many requests. */
export async function hasHelpedMany(store: Store, { id, staff }: StandIn, { most, since }: Day) {
  const [[people], [requests]] = await Promise.all([
    store.read(countOthers, { id, staff, since }),
    store.read(countSent, { staff, since, except: "" }),
  ]);
  return (people?.people ?? 0) >= most || (requests?.requests ?? 0) >= most;
}

/**
 * Help begins, at `at` (epoch milliseconds); a conflict where calls at once have helped as many as the day
 * allows. On PostgreSQL it stands behind a write of the officer's own row, for which the others wait.
 */
export function beginHelp({ id, staff }: StandIn, { most, since }: Day, at: number): Write[] {
  return [
    write(putPerson, { id, at }, "conflict"),
    write(putStandIn, { id, staff, at, since, most }, "conflict"),
  ];
}

/**
 * Part of the commit that sends a request, `except` its id; refused with `helped_many` where calls at once have sent
 * as many as the day allows. It stands behind the same write as `beginHelp`.
 */
export function sendHelp({ id, staff }: StandIn, { most, since }: Day, except: string): Write {
  return write(holdStandIn, { id, staff, since, most, except }, { refuse: "helped_many" });
}

/** Forgets up to 500 that nobody needs; refused with `nothing_expired` when there is none. */
export function purgeStandIns(at: number): Write {
  return write(deleteOld, { at: at - KEEP_MS }, { refuse: "nothing_expired" });
}
