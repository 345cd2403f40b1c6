/**
 * Stand-ins: in whose name an officer fills in an application for a citizen.
 *
 * A stand-in is a person without a phone, one for each officer and citizen. Its drafts and look-ups are apart
 * from the officer's and from the citizen's, and nothing that is read in its name is theirs. Refuses nothing.
 * Called by `session`.
 */
import { and, eq, gt, ne, sql } from "drizzle-orm";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";

/** How long it is remembered, in milliseconds, after it was last helped: drafts are kept for less. */
const KEEP_MS = 366 * 86_400_000;

export interface StandIn {
  id: string;
  /** Id of the officer. */
  staff: string;
  /** Id of the citizen. */
  person: string;
}

const addPerson = statement("stand_ins.person", (q, t, given: Given<{ id: string; at: number }>) =>
  q.insert(t.people).values({ id: given.id, created_at: given.at }),
);

const addStandIn = statement("stand_ins.add", (q, t, given: Given<StandIn & { at: number }>) =>
  q
    .insert(t.standIns)
    .values({ id: given.id, staff: given.staff, person: given.person, at: given.at }),
);

const useStandIn = statement("stand_ins.use", (q, t, given: Given<{ id: string; at: number }>) =>
  q.update(t.standIns).set({ at: given.at }).where(eq(t.standIns.id, given.id)),
);

const findPair = statement(
  "stand_ins.pair",
  (q, t, given: Given<{ staff: string; person: string }>) =>
    q
      .select({ id: t.standIns.id, staff: t.standIns.staff, person: t.standIns.person })
      .from(t.standIns)
      .where(and(eq(t.standIns.staff, given.staff), eq(t.standIns.person, given.person))),
);

const findById = statement("stand_ins.find", (q, t, given: Given<{ id: string }>) =>
  q
    .select({ id: t.standIns.id, staff: t.standIns.staff, person: t.standIns.person })
    .from(t.standIns)
    .where(eq(t.standIns.id, given.id)),
);

const countOthers = statement(
  "stand_ins.count",
  (q, t, given: Given<{ staff: string; person: string; since: number }>) =>
    q
      .select({ people: sql`count(*)`.mapWith(Number) })
      .from(t.standIns)
      .where(
        and(
          eq(t.standIns.staff, given.staff),
          gt(t.standIns.at, given.since),
          ne(t.standIns.person, given.person),
        ),
      ),
);

const deleteOld = purgeStatement("stand_ins.purge", ({ standIns }) => ({
  table: standIns,
  key: [standIns.id],
  end: standIns.at,
}));

/** That of an officer for a citizen; null before the first time. */
export async function standInFor(
  store: Store,
  of: { staff: string; person: string },
): Promise<StandIn | null> {
  const [row] = await store.read(findPair, of);
  return row ?? null;
}

/** Whose it is; null for anybody who is no stand-in. */
export async function standInOf(store: Store, id: string): Promise<StandIn | null> {
  const [row] = await store.read(findById, { id });
  return row ?? null;
}

/** How many other people than this one an officer has helped since an instant (epoch milliseconds). */
export async function helpedSince(
  store: Store,
  of: { staff: string; person: string; since: number },
): Promise<number> {
  const [row] = await store.read(countOthers, of);
  return row?.people ?? 0;
}

/** A new one; a conflict when another call has made it meanwhile. */
export function meetStandIn(standIn: StandIn, at: number): Write[] {
  return [
    write(addPerson, { id: standIn.id, at }, "conflict", "conflict"),
    write(addStandIn, { ...standIn, at }, "conflict", "conflict"),
  ];
}

/** It is helped once more. */
export function helpAgain({ id }: Pick<StandIn, "id">, at: number): Write {
  return write(useStandIn, { id, at }, "conflict");
}

/** Forgets up to 500 of whom nobody was helped for a year; refused with `nothing_expired` when there is none. */
export function purgeStandIns(at: number): Write {
  return purging(deleteOld, at - KEEP_MS);
}
