/**
 * Rows of look-ups: what is asked for a person at a screen, and what is owed to them there, each sealed.
 *
 * The life of a question, by (person, service, screen):
 *
 *     none ─ claimLookUp ─▶ asking ─ oweLookUp ─▶ owed ─ dropLookUp, dropLookUps ─▶ none
 *
 * `asking`: a hop has asked, or is about to, and its citizen waits on the screen; nobody was promised
 * anything. `owed`: the citizen was told that an SMS will come; only an answer that they got, or an SMS,
 * ends that. A screen has one row of each at most: another question is asked beside what is owed, since the
 * draft stands before the first one until the hop of the second is on disk. Its commit says which is owed.
 *
 * The fence names whoever works on it, until `lease_until`. Whoever takes it over (`claimLookUp`) replaces the
 * fence that they read, so that of two one has it; the holder lets go (`releaseLookUp`) or ends it
 * (`dropLookUp`), and does nothing where the fence is another one by now. Three writes go by the key alone, as
 * they are part of a hop's own commit, which decides: what its citizen was told is owed (`oweLookUp`), what
 * they have seen is not (`dropLookUps`), and nothing is of a request that was sent (`dropLookUpsOf`). Called by
 * `look-ups`, `late` and `effects`; the statements are in `look-up-statements`.
 */
import { CLOCKS_APART_MS } from "../base/clock.ts";
import { lettersOfIds, type Share } from "../base/share.ts";
import { VaultError, type Vault } from "../base/vault.ts";
import type { Answers } from "../menu/contract.ts";
import { purging } from "../store/purge.ts";
import { write, type Store, type Write } from "../store/store.ts";
import {
  changeRow,
  deleteExpired,
  dropRow,
  dropRows,
  dropSent,
  dueRows,
  insertRow,
  loadRows,
  passRow,
  putRow,
  type LookUpKey,
  type LookUpPlace,
  type LookUpRow,
} from "./look-up-statements.ts";

export type { LookUpKey };

/** Milliseconds of a whole call of a connector, the part behind the citizen's back included. */
export const CALL_MS = 20_000;
/**
 * Milliseconds one holder has it: longer than a call, and with a look every 5 s what a node that died had asked
 * goes on within 30 s.
 */
export const LEASE_MS = CALL_MS + 4_000;
/** After the first call that failed, in milliseconds; doubled with each. */
export const AGAIN_MS = 30_000;
/** Nothing is put off for longer, in milliseconds. */
export const PUT_OFF_MAX_MS = 900_000;
/** A late answer is worth something for so long; then its citizen is told that none came. */
export const WORTH_MS = 6 * 3_600_000;
/** What is sealed: nobody needs it but whoever asks. */
export interface Asking {
  connector: string;
  inputs: Answers;
  marker: string;
  /** The code that was dialled. */
  code: string;
  /** The last digits of whoever is helped, by which the officer knows them again; missing where nobody is. */
  helps?: string;
}

export interface OpenLookUp extends LookUpPlace {
  fence: string;
  release: string;
  tries: number;
  /** Epoch milliseconds, all of these. */
  dueAt: number;
  leaseUntil: number;
  askedAt: number;
  endsAt: number;
  asking: Asking;
}

/** A row that no key of this process opens. */
export interface LostLookUp extends LookUpPlace {
  fence: string;
  /** Epoch milliseconds. */
  endsAt: number;
  error: VaultError;
}

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

/** With the commit of a hop that tells its citizen of an SMS: owed, over whatever was, and asked no more. */
export function oweLookUp(row: OpenLookUp, at: number): Write[] {
  const owed = rowOf({ ...row, state: "owed" }, at);
  return [dropLookUp({ ...row, state: "asking" }, "fine"), write(putRow, owed, "fine")];
}

/** Leaves a row as it is to others, from `dueAt` on, under a fresh fence; fine when somebody else holds it. */
export function passLookUp(
  { person, service, name, state, fence }: LookUpPlace & { fence: string },
  { fresh, dueAt }: { fresh: string; dueAt: number },
): Write {
  const row = { person, service, name, state, fence: fresh, due_at: dueAt, over: fence };
  return write(passRow, row, "fine");
}

/** Done with; `untouched` is what it means that somebody else holds it. */
export function dropLookUp(
  { person, service, name, state, fence }: LookUpPlace & { fence: string },
  untouched: "fine" | "conflict",
): Write {
  return write(dropRow, { person, service, name, state, fence }, untouched);
}

/** The citizen has its answer before their eyes: nothing is owed, whoever works on it. */
export function dropLookUps({ person, service, name }: LookUpKey): Write {
  return write(dropRows, { person, service, name }, "fine");
}

/** The request was sent: no question of its service is open any more. */
export function dropLookUpsOf(of: { person: string; service: string }): Write {
  return write(dropSent, of, "fine");
}

/**
 * Deletes up to 500 that were asked, and by `at` are worth nothing any more; refused with `nothing_expired` where
 * there is none. What is owed is never purged: it ends with its SMS.
 */
export function purgeLookUps(at: number): Write {
  return purging(deleteExpired, at);
}

/** What there is at a screen for a person, by its state. */
export type OpenLookUps = Record<LookUpPlace["state"], OpenLookUp | LostLookUp | null>;

export async function loadLookUps(
  store: Store,
  vault: Vault,
  key: LookUpKey,
): Promise<OpenLookUps> {
  const rows = (await store.read(loadRows, key)).map((row) => opened(vault, row));
  const at = (wanted: LookUpPlace["state"]) => rows.find(({ state }) => state === wanted) ?? null;
  return { asking: at("asking"), owed: at("owed") };
}

/** Up to a hundred of a share that are owed, due and nobody's, the longest due first. */
export async function dueLookUps(
  store: Store,
  vault: Vault,
  { at, share }: { at: number; share: Share },
): Promise<(OpenLookUp | LostLookUp)[]> {
  const times = { now: at, far: at + LEASE_MS + CLOCKS_APART_MS, late: at + 2 * PUT_OFF_MAX_MS };
  const given = { ...times, ...lettersOfIds(share) };
  const rows = await store.read(dueRows, given);
  return rows.map((row) => opened(vault, row));
}

function rowOf(row: OpenLookUp, at: number): LookUpRow {
  const { asking, dueAt, leaseUntil, askedAt, endsAt, ...plain } = row;
  const times = { due_at: dueAt, lease_until: leaseUntil, asked_at: askedAt, ends_at: endsAt };
  const question = { at: sealedAt(row), now: at, plain: JSON.stringify(asking) };
  return { ...plain, ...times, question };
}

type Loaded = Omit<LookUpRow, "question" | "state"> & { state: string; question: Uint8Array };

function opened(vault: Vault, row: Loaded): OpenLookUp | LostLookUp {
  const { person, service, name, fence, release, tries } = row;
  const state = row.state === "owed" ? "owed" : "asking";
  const held = { person, service, name, state, fence } as const;
  try {
    return {
      ...held,
      release,
      tries,
      dueAt: row.due_at,
      leaseUntil: row.lease_until,
      askedAt: row.asked_at,
      endsAt: row.ends_at,
      asking: JSON.parse(vault.open(sealedAt(row), row.question)) as Asking, // sealed by `rowOf`
    };
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return { ...held, endsAt: row.ends_at, error };
  }
}

const sealedAt = ({ person, service, name }: LookUpKey) => ({
  table: "look_ups",
  column: "question",
  row: `${person} ${service} ${name}`,
});
