/**
 * Rows of look-ups: one for each question a person has open, sealed.
 *
 * The life of a row, by (person, service, screen):
 *
 *     none ─ claimLookUp ─▶ asking ─ oweLookUp ─▶ owed ─ dropLookUp, dropLookUps ─▶ none
 *
 * `asking`: a hop has asked, or is about to, and its citizen waits on the screen; nobody was promised
 * anything. `owed`: the citizen was told that an SMS will come; only an answer that they got, or an SMS,
 * ends that. Nothing leads back from `owed` to `asking` but another question.
 *
 * The fence names whoever works on it, until `lease_until`. Whoever takes it over (`claimLookUp`) replaces the
 * fence that they read, so that of two one has it; the holder lets go (`releaseLookUp`) or ends it
 * (`dropLookUp`), and does nothing where the fence is another one by now. Three writes go by the key alone, as
 * they are part of a hop's own commit, which decides: what its citizen was told is owed (`oweLookUp`), what
 * they have seen is not (`dropLookUps`), and nothing is of a request that was sent (`dropLookUpsOf`). Called by
 * `look-ups`, `late` and `effects`.
 */
import { and, asc, eq, gt, lte, or } from "drizzle-orm";
import { VaultError, type Unsealed, type Vault } from "../base/vault.ts";
import type { Answers } from "../menu/contract.ts";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";

/** Milliseconds one holder has it: a call may take half of that. */
export const LEASE_MS = 60_000;
/** After the first call that failed, in milliseconds; doubled with each. */
export const AGAIN_MS = 30_000;
/** Nothing is put off for longer, in milliseconds. */
export const PUT_OFF_MAX_MS = 900_000;
/** A late answer is worth something for so long; then its citizen is told that none came. */
export const WORTH_MS = 6 * 3_600_000;
/** Rows that are found in one go. */
const DUE_MAX = 100;

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

const heldOf = (given: Given<Row>) => ({
  fence: given.fence,
  state: given.state,
  release: given.release,
  tries: given.tries,
  due_at: given.due_at,
  lease_until: given.lease_until,
  asked_at: given.asked_at,
  ends_at: given.ends_at,
  question: given.question,
});

const insertRow = statement("look_ups.insert", (q, t, given: Given<Row>) =>
  q
    .insert(t.lookUps)
    .values({
      person: given.person,
      service: given.service,
      name: given.name,
      ...heldOf(given),
    })
    .onConflictDoNothing(),
);

const putRow = statement("look_ups.put", (q, t, given: Given<Row>) => {
  const held = heldOf(given);
  return q
    .insert(t.lookUps)
    .values({ person: given.person, service: given.service, name: given.name, ...held })
    .onConflictDoUpdate({
      target: [t.lookUps.person, t.lookUps.service, t.lookUps.name],
      set: held,
    });
});

const changeRow = statement("look_ups.change", (q, t, given: Given<Row & { over: string }>) =>
  q
    .update(t.lookUps)
    .set(heldOf(given))
    .where(
      and(
        eq(t.lookUps.person, given.person),
        eq(t.lookUps.service, given.service),
        eq(t.lookUps.name, given.name),
        eq(t.lookUps.fence, given.over),
      ),
    ),
);

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

type Due = { now: number; far: number; late: number };

const dueRows = statement("look_ups.due", (q, t, given: Given<Due>) =>
  q
    .select()
    .from(t.lookUps)
    .where(
      and(
        eq(t.lookUps.state, "owed"),
        // What lies further ahead than any can was written by a clock that was wrong.
        or(lte(t.lookUps.due_at, given.now), gt(t.lookUps.due_at, given.late)),
        or(lte(t.lookUps.lease_until, given.now), gt(t.lookUps.lease_until, given.far)),
      ),
    )
    .orderBy(asc(t.lookUps.due_at))
    .limit(DUE_MAX),
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

const dropRows = statement("look_ups.drop_all", (q, t, given: Given<LookUpKey>) =>
  q
    .delete(t.lookUps)
    .where(
      and(
        eq(t.lookUps.person, given.person),
        eq(t.lookUps.service, given.service),
        eq(t.lookUps.name, given.name),
      ),
    ),
);

const dropSent = statement("look_ups.drop_sent", (q, t, given: Given<Omit<LookUpKey, "name">>) =>
  q
    .delete(t.lookUps)
    .where(and(eq(t.lookUps.person, given.person), eq(t.lookUps.service, given.service))),
);

const deleteExpired = purgeStatement("look_ups.purge", ({ lookUps }) => ({
  table: lookUps,
  key: [lookUps.person, lookUps.service, lookUps.name],
  end: lookUps.ends_at,
}));

/** Begins a row, or takes over the one that was read as `over`; a conflict when it is not that any more. */
export function claimLookUp(row: OpenLookUp, over: { fence: string } | null, at: number): Write {
  const given = rowOf(row, at);
  return over === null
    ? write(insertRow, given, "conflict")
    : write(changeRow, { ...given, over: over.fence }, "conflict");
}

/** Gives up the hold on a row, as it stands from now on; fine when somebody else has it already. */
export function releaseLookUp(row: OpenLookUp, at: number): Write {
  return write(changeRow, { ...rowOf(row, at), over: row.fence }, "fine");
}

/** With the commit of a hop that tells its citizen of an SMS: owed, over whatever there was. */
export function oweLookUp(row: OpenLookUp, at: number): Write {
  return write(putRow, rowOf({ ...row, state: "owed" }, at), "fine");
}

function rowOf(row: OpenLookUp, at: number): Row {
  const { asking, dueAt, leaseUntil, askedAt, endsAt, ...plain } = row;
  const times = { due_at: dueAt, lease_until: leaseUntil, asked_at: askedAt, ends_at: endsAt };
  const question = { at: place(row), now: at, plain: JSON.stringify(asking) };
  return { ...plain, ...times, question };
}

/** A row that no key opens: nobody will ever know what was asked. */
export interface LostLookUp extends LookUpKey {
  fence: string;
  error: VaultError;
}

/** Null where there is none. */
export async function loadLookUp(
  store: Store,
  vault: Vault,
  key: LookUpKey,
): Promise<OpenLookUp | LostLookUp | null> {
  const [row] = await store.read(loadRow, key);
  return row === undefined ? null : opened(vault, row);
}

/** Up to a hundred that are owed, due and nobody's, the longest due first. */
export async function dueLookUps(
  store: Store,
  vault: Vault,
  at: number,
): Promise<(OpenLookUp | LostLookUp)[]> {
  const given = { now: at, far: at + LEASE_MS, late: at + 2 * PUT_OFF_MAX_MS };
  const rows = await store.read(dueRows, given);
  return rows.map((row) => opened(vault, row));
}

type Loaded = Omit<Row, "question"> & { question: Uint8Array };

function opened(vault: Vault, row: Loaded): OpenLookUp | LostLookUp {
  const { person, service, name, fence, release, tries } = row;
  const key = { person, service, name, fence };
  try {
    return {
      ...key,
      release,
      tries,
      state: row.state === "owed" ? "owed" : "asking",
      dueAt: row.due_at,
      leaseUntil: row.lease_until,
      askedAt: row.asked_at,
      endsAt: row.ends_at,
      asking: JSON.parse(vault.open(place(row), row.question)) as Asking, // sealed by `rowOf`
    };
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return { ...key, error };
  }
}

/** Done with; `untouched` is what it means that somebody else holds it. */
export function dropLookUp(
  { person, service, name, fence }: LookUpKey & { fence: string },
  untouched: "fine" | "conflict",
): Write {
  return write(dropRow, { person, service, name, fence }, untouched);
}

/** The citizen has its answer before their eyes: nothing is owed, whoever works on it. */
export function dropLookUps({ person, service, name }: LookUpKey): Write {
  return write(dropRows, { person, service, name }, "fine");
}

/** The request was sent: no question of its service is open any more. */
export function dropLookUpsOf(of: { person: string; service: string }): Write {
  return write(dropSent, of, "fine");
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
