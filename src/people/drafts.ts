/**
 * Drafts: one unfinished application per person and service, sealed, until it expires.
 *
 * Refuses to save one that was sent meanwhile: it would be offered again, and sent again in vain. Refuses what comes
 * late of a call before the last: a citizen who has dialled anew finds what they answered since. Called by `session`.
 */
import { and, desc, eq, gt, or, sql } from "drizzle-orm";
import { VaultError, type Unsealed, type Vault } from "../base/vault.ts";
import type { Answers, Draft } from "../menu/contract.ts";
import { purgeStatement, purging } from "../store/purge.ts";
import { statement } from "../store/statement.ts";
import type { Given } from "../store/statement.ts";
import { write } from "../store/store.ts";
import type { Store, Write } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";

const selectDrafts = statement(
  "drafts.read",
  (q, t, given: Given<{ person: string; at: number }>) =>
    q
      .select({
        service: t.drafts.service,
        state: t.drafts.state,
        updatedAt: t.drafts.updated_at,
      })
      .from(t.drafts)
      .where(and(eq(t.drafts.person, given.person), gt(t.drafts.expires_at, given.at)))
      .orderBy(desc(t.drafts.updated_at), t.drafts.service),
);

interface DraftRow {
  person: string;
  service: string;
  at: number;
  expires_at: number;
  state: Unsealed;
  begun_at: number;
  /** Id of its intent; null in a draft without answers. */
  intent: string | null;
}

/** Not of a later call; one that began after now was saved by a clock that had leapt. */
const isOlder = ({ drafts }: Tables, given: Given<{ begun_at: number; at: number }>) =>
  sql`(${drafts.begun_at} is null or ${drafts.begun_at} <= ${given.begun_at} or ${drafts.begun_at} > ${given.at})`;

/** Touches no row when the intent is a request already, or the row is a later call's. */
const putDraft = statement("drafts.save", (q, t, given: Given<DraftRow>) =>
  q
    .insert(t.drafts)
    .select(
      sql`select ${given.person}, ${given.service}, ${given.at}, ${given.expires_at}, ${given.state},
        ${given.begun_at}, ${given.intent} where not exists (select 1 from ${t.requests} where ${t.requests.id} = ${given.intent})`,
    )
    .onConflictDoUpdate({
      target: [t.drafts.person, t.drafts.service],
      set: {
        updated_at: given.at,
        expires_at: given.expires_at,
        state: given.state,
        begun_at: given.begun_at,
        intent: given.intent,
      },
      setWhere: isOlder(t, given),
    }),
);

type DropRow = Pick<DraftRow, "person" | "service" | "at" | "begun_at" | "intent">;

/** Touches no row when the draft was saved since: one phone does not do that twice in a millisecond. */
const changeDraft = statement(
  "drafts.change",
  (
    q,
    t,
    given: Given<{ person: string; service: string; at: number; state: Unsealed; before: number }>,
  ) =>
    q
      .update(t.drafts)
      .set({ updated_at: given.at, state: given.state })
      .where(
        and(
          eq(t.drafts.person, given.person),
          eq(t.drafts.service, given.service),
          eq(t.drafts.updated_at, given.before),
        ),
      ),
);

const deleteDraft = statement("drafts.drop", (q, t, given: Given<DropRow>) =>
  q
    .delete(t.drafts)
    .where(
      and(
        eq(t.drafts.person, given.person),
        eq(t.drafts.service, given.service),
        or(isOlder(t, given), eq(t.drafts.intent, given.intent)),
      ),
    ),
);

const deleteExpired = purgeStatement("drafts.purge", ({ drafts }) => ({
  table: drafts,
  key: [drafts.person, drafts.service],
  end: drafts.expires_at,
}));

/**
 * The person's drafts that have not expired at `at` (epoch milliseconds), last touched first. One
 * that does not open is left out and stays where it is: its error goes to `onUnreadable`, and the
 * citizen begins anew instead of being locked out.
 */
export async function readDrafts(
  store: Store,
  vault: Vault,
  { person, at }: { person: string; at: number },
  onUnreadable: (error: VaultError) => void = () => {},
): Promise<Draft[]> {
  const rows = await store.read(selectDrafts, { person, at });
  return rows.flatMap(({ service, state }) => {
    try {
      // The vault proves that these are the bytes `saveDraft` sealed for this very row.
      const kept = JSON.parse(vault.open(place(person, service), state)) as Omit<Draft, "service">;
      return [{ service, ...kept }];
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      onUnreadable(error);
      return [];
    }
  });
}

export interface DraftToSave {
  person: string;
  draft: Draft;
  /** When the call began that saves it; epoch milliseconds, as is `at`. */
  begunAt: number;
  at: number;
  /** How long it is kept untouched. */
  keepMs: number;
}

/**
 * Writes over the draft of the same person and service. Refused with `overtaken` when its intent has become a
 * request, since another session of the same draft was quicker to send it; and when a call that began later has
 * saved its own.
 */
export function saveDraft({ person, draft, begunAt, at, keepMs }: DraftToSave): Write {
  const { service, ...kept } = draft;
  const state = { at: place(person, service), now: at, plain: JSON.stringify(kept) };
  const intent = draft.intent?.id ?? null;
  const row = { person, service, at, expires_at: at + keepMs, state, begun_at: begunAt, intent };
  return write(putDraft, row, { refuse: "overtaken" });
}

/** A draft with what it lay as, so that it is written over only while it is that. */
export interface KeptDraft {
  draft: Draft;
  /** Epoch milliseconds. */
  updatedAt: number;
}

/** The person's draft of a service; null where there is none. @throws VaultError */
export async function keptDraft(
  store: Store,
  vault: Vault,
  { person, service, at }: { person: string; service: string; at: number },
): Promise<KeptDraft | null> {
  const rows = await store.read(selectDrafts, { person, at });
  const row = rows.find((each) => each.service === service);
  if (row === undefined) return null;
  // As in `readDrafts`.
  const kept = JSON.parse(vault.open(place(person, service), row.state)) as Omit<Draft, "service">;
  return { draft: { service, ...kept }, updatedAt: row.updatedAt };
}

/** The draft with other answers, as long as it is kept anyway; a conflict when it was saved since. */
export function amendDraft(
  { draft: { service, ...kept }, updatedAt }: KeptDraft,
  { person, at, answers }: { person: string; at: number; answers: Answers },
): Write {
  const state = {
    at: place(person, service),
    now: at,
    plain: JSON.stringify({ ...kept, answers }),
  };
  // Later than it was in any case, so that whoever read it before does not write over this.
  const row = { person, service, at: Math.max(at, updatedAt + 1), state, before: updatedAt };
  return write(changeDraft, row, "conflict");
}

export interface DraftToDrop {
  person: string;
  service: string;
  /** Id of the intent that was sent; null where none was. */
  intent: string | null;
  /** When the call began that sent it; epoch milliseconds, as is `at`. */
  begunAt: number;
  at: number;
}

/** Forgets a draft that was sent; fine when there is none, and where a later call has begun another application. */
export function dropDraft({ begunAt, ...draft }: DraftToDrop): Write {
  return write(deleteDraft, { ...draft, begun_at: begunAt }, "fine");
}

/** Deletes up to 500 drafts that expired by `at`; refused with `nothing_expired` when none did. */
export function purgeDrafts(at: number): Write {
  return purging(deleteExpired, at);
}

function place(person: string, service: string) {
  return { table: "drafts", column: "state", row: `${person} ${service}` };
}
