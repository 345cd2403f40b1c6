/**
 * Answers: what a change was answered, kept for the same call again.
 *
 * A program that hears nothing calls again with the same key, and is told what became of the first
 * call instead of doing it twice. Sealed, and written in the commit of the change itself: both are on
 * disk, or neither. Called by `console`.
 */
import { and, eq, gt, lte, sql } from "drizzle-orm";
import type { Unsealed, Vault } from "../base/vault.ts";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";

/** Milliseconds an answer is kept; after that its key is a new one. */
export const ANSWER_KEPT_MS = 86_400_000;

interface NewAnswer {
  staff: string;
  key: string;
  fingerprint: string;
  status: number;
  body: Unsealed;
  expires_at: number;
  at: number;
}

/** One that has run out may still lie there; another touches no row. */
const keepRow = statement("answers.keep", (q, t, given: Given<NewAnswer>) =>
  q
    .insert(t.idempotency)
    .values({
      staff: given.staff,
      key: given.key,
      fingerprint: given.fingerprint,
      status: given.status,
      body: given.body,
      expires_at: given.expires_at,
    })
    .onConflictDoUpdate({
      target: [t.idempotency.staff, t.idempotency.key],
      set: {
        fingerprint: given.fingerprint,
        status: given.status,
        body: given.body,
        expires_at: given.expires_at,
      },
      setWhere: lte(t.idempotency.expires_at, given.at),
    }),
);

type OneKept = Pick<NewAnswer, "staff" | "key" | "at">;

const isKept = ({ idempotency }: Tables, given: Given<OneKept>) =>
  and(
    eq(idempotency.staff, given.staff),
    eq(idempotency.key, given.key),
    gt(idempotency.expires_at, given.at),
  );

const findRow = statement("answers.find", (q, t, given: Given<OneKept>) =>
  q
    .select({
      fingerprint: t.idempotency.fingerprint,
      status: t.idempotency.status,
      body: t.idempotency.body,
    })
    .from(t.idempotency)
    .where(isKept(t, given)),
);

/** Writes nothing new, and yet something: a transaction that writes nothing waits for no standby. */
const touchRow = statement("answers.touch", (q, t, given: Given<OneKept>) =>
  q
    .update(t.idempotency)
    .set({ status: sql`${t.idempotency.status}` })
    .where(isKept(t, given)),
);

const deleteExpired = purgeStatement("answers.purge", ({ idempotency }) => ({
  table: idempotency,
  key: [idempotency.staff, idempotency.key],
  end: idempotency.expires_at,
}));

/** Whose call it was, under which key of theirs. */
export interface Called {
  staff: string;
  key: string;
  /** Method, path and body, whatever joins them: two calls are the same when these are. */
  content: string;
  /** Epoch milliseconds. */
  at: number;
}

export interface KeptAnswer {
  status: number;
  body: string;
}

/** Refused with `key_taken` when an answer of another call is kept under the key. */
export function keepAnswer(vault: Vault, called: Called, { status, body }: KeptAnswer): Write {
  const { staff, key, content, at } = called;
  const row = {
    staff,
    key,
    // Keyed: notes are short, and a bare digest of one could be guessed.
    fingerprint: vault.lookup("call", content),
    status,
    body: { at: place(staff, key), now: at, plain: body },
    expires_at: at + ANSWER_KEPT_MS,
    at,
  };
  return write(keepRow, row, { refuse: "key_taken" });
}

/**
 * The answer under the key; `other` when it is that of another call, null when there is none. It is given by a
 * commit of its own: what a server shows after its restart may be more than the standby has that commits wait for.
 * @throws StoreFault, VaultError
 */
export async function findAnswer(
  store: Store,
  vault: Vault,
  { staff, key, content, at }: Called,
): Promise<KeptAnswer | "other" | null> {
  const [row] = await store.read(findRow, { staff, key, at });
  if (row === undefined) return null;
  if (!vault.lookups("call", content).includes(row.fingerprint)) return "other";
  const { done } = await store.commit([write(touchRow, { staff, key, at }, "conflict")]);
  // Purged meanwhile.
  if (!done) return null;
  return { status: row.status, body: vault.open(place(staff, key), row.body) };
}

/** Deletes up to 500 answers that ran out by `at`; refused with `nothing_expired` when none did. */
export function purgeAnswers(at: number): Write {
  return purging(deleteExpired, at);
}

/** An id has no space, so no two places read the same. */
function place(staff: string, key: string) {
  return { table: "idempotency", column: "body", row: `${staff} ${key}` };
}
