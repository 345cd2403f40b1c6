/**
 * Rows of look-ups: one for each question a person has open, sealed.
 *
 * Owns who may write one: whoever holds its fence. Called by `look-ups` and `late`.
 */
import { and, asc, eq, lte, or, sql } from "drizzle-orm";
import type { Unsealed, Vault } from "../base/vault.ts";
import type { Answers } from "../menu/contract.ts";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";

/** Milliseconds one holder has it: a call may take half of that. */
export const LEASE_MS = 60_000;
/** Rows that are found in one go. */
export const DUE_MAX = 20;

export interface LookUpKey {
  person: string;
  service: string;
  /** The screen that asks. */
  name: string;
}

/** What is sealed: nobody needs it but whoever asks. */
export interface Asking {
  connector: string;
  inputs: Answers;
  marker: string;
  /** The code that was dialled. */
  code: string;
}

export interface OpenLookUp extends LookUpKey {
  fence: string;
  state: "asking" | "owed";
  release: string;
  tries: number;
  /** Epoch milliseconds, all of these. */
  dueAt: number;
  leaseUntil: number;
  askedAt: number;
  endsAt: number;
  asking: Asking;
}

interface Row {
  person: string;
  service: string;
  name: string;
  fence: string;
  state: string;
  release: string;
  tries: number;
  due_at: number;
  lease_until: number;
  asked_at: number;
  ends_at: number;
  question: Unsealed;
}

const putRow = statement("look_ups.put", (q, t, given: Given<Row>) => {
  const held = {
    fence: given.fence,
    state: given.state,
    release: given.release,
    tries: given.tries,
    due_at: given.due_at,
    lease_until: given.lease_until,
    asked_at: given.asked_at,
    ends_at: given.ends_at,
    question: given.question,
  };
  return q
    .insert(t.lookUps)
    .values({ person: given.person, service: given.service, name: given.name, ...held })
    .onConflictDoUpdate({
      target: [t.lookUps.person, t.lookUps.service, t.lookUps.name],
      set: held,
    });
});

const loadRow = statement("look_ups.load", (q, t, given: Given<LookUpKey>) =>
  q
    .select()
    .from(t.lookUps)
    .where(
      and(
        eq(t.lookUps.person, given.person),
        eq(t.lookUps.service, given.service),
        eq(t.lookUps.name, given.name),
      ),
    ),
);

const dueRows = statement("look_ups.due", (q, t, given: Given<{ now: number; far: number }>) =>
  q
    .select()
    .from(t.lookUps)
    .where(
      and(
        eq(t.lookUps.state, "owed"),
        lte(t.lookUps.due_at, given.now),
        // A lease that ends later than any can was begun by a clock that was wrong.
        or(lte(t.lookUps.lease_until, given.now), sql`${t.lookUps.lease_until} > ${given.far}`),
      ),
    )
    .orderBy(asc(t.lookUps.due_at))
    .limit(DUE_MAX),
);

type Taking = LookUpKey & {
  fence: string;
  next: string;
  tries: number;
  due_at: number;
  lease_until: number;
};

const takeRow = statement("look_ups.take", (q, t, given: Given<Taking>) =>
  q
    .update(t.lookUps)
    .set({
      fence: given.next,
      tries: given.tries,
      due_at: given.due_at,
      lease_until: given.lease_until,
    })
    .where(
      and(
        eq(t.lookUps.person, given.person),
        eq(t.lookUps.service, given.service),
        eq(t.lookUps.name, given.name),
        eq(t.lookUps.fence, given.fence),
        eq(t.lookUps.state, "owed"),
      ),
    ),
);

const dropRow = statement("look_ups.drop", (q, t, given: Given<LookUpKey & { fence: string }>) =>
  q
    .delete(t.lookUps)
    .where(
      and(
        eq(t.lookUps.person, given.person),
        eq(t.lookUps.service, given.service),
        eq(t.lookUps.name, given.name),
        eq(t.lookUps.fence, given.fence),
      ),
    ),
);

const deleteExpired = purgeStatement("look_ups.purge", ({ lookUps }) => ({
  table: lookUps,
  key: [lookUps.person, lookUps.service, lookUps.name],
  end: lookUps.ends_at,
}));

/** Writes the row as it stands, over whatever there was. */
export function putLookUp(row: OpenLookUp, at: number): Write {
  const { asking, dueAt, leaseUntil, askedAt, endsAt, ...plain } = row;
  const times = { due_at: dueAt, lease_until: leaseUntil, asked_at: askedAt, ends_at: endsAt };
  const question = { at: place(row), now: at, plain: JSON.stringify(asking) };
  return write(putRow, { ...plain, ...times, question }, "fine");
}

/** @throws VaultError */
export async function loadLookUp(
  store: Store,
  vault: Vault,
  key: LookUpKey,
): Promise<OpenLookUp | null> {
  const [row] = await store.read(loadRow, key);
  return row === undefined ? null : opened(vault, row);
}

/** Up to twenty that are owed, due and nobody's, the longest due first. @throws VaultError */
export async function dueLookUps(store: Store, vault: Vault, at: number): Promise<OpenLookUp[]> {
  const rows = await store.read(dueRows, { now: at, far: at + LEASE_MS });
  return rows.map((row) => opened(vault, row));
}

type Loaded = Omit<Row, "question"> & { question: Uint8Array };

function opened(vault: Vault, row: Loaded): OpenLookUp {
  const { person, service, name, fence, release, tries } = row;
  return {
    person,
    service,
    name,
    fence,
    release,
    tries,
    state: row.state === "owed" ? "owed" : "asking",
    dueAt: row.due_at,
    leaseUntil: row.lease_until,
    askedAt: row.asked_at,
    endsAt: row.ends_at,
    asking: JSON.parse(vault.open(place(row), row.question)) as Asking, // sealed by `putLookUp`
  };
}

/** Takes it over, or puts it off; a conflict when somebody else has. */
export function retake(
  { person, service, name, fence }: OpenLookUp,
  next: Pick<OpenLookUp, "fence" | "tries" | "dueAt" | "leaseUntil">,
): Write {
  const { tries, dueAt: due_at, leaseUntil: lease_until } = next;
  const row = { person, service, name, fence, next: next.fence, tries, due_at, lease_until };
  return write(takeRow, row, "conflict");
}

/** Done with; `untouched` is what it means that somebody else holds it. */
export function dropLookUp(
  { person, service, name, fence }: OpenLookUp,
  untouched: "fine" | "conflict",
): Write {
  return write(dropRow, { person, service, name, fence }, untouched);
}

/** Deletes up to 500 that were given up by `at`; refused with `nothing_expired` when none was. */
export function purgeLookUps(at: number): Write {
  return purging(deleteExpired, at);
}

const place = ({ person, service, name }: LookUpKey) => ({
  table: "look_ups",
  column: "question",
  row: `${person} ${service} ${name}`,
});
