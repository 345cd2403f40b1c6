/**
 * History: what was done to a request, by whom and why, one line after the other.
 *
 * Lines are only ever added. What staff or the citizen wrote is sealed, bound to its request, instant,
 * actor and action: all four stand in the clear beside it, and a note that is moved to another line does
 * not open.
 */
import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { Unsealed, Vault } from "../base/vault.ts";
import type { Answers } from "../menu/contract.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";

/**
 * `submit` is the first line of every history; `refuse` is a move that was asked for and not made; `late`
 * is a deadline that has passed; `remind` is an SMS that reminded the citizen; `object` is that they had not
 * agreed to what an officer sent for them.
 */
export type HistoryAction =
  | "submit"
  | "move"
  | "assign"
  | "ask"
  | "note"
  | "refuse"
  | "late"
  | "remind"
  | "answer"
  | "object";

interface LineRow {
  request: string;
  at: number;
  actor: string;
  action: string;
  from_status: string | null;
  to_status: string | null;
  reason: string | null;
  note: Unsealed | null;
  given: Unsealed | null;
}

/** Its number is the next one; two commits of one request never run at once, so it is free. */
const addRow = statement("history.add", (q, t, given: Given<LineRow>) =>
  q.insert(t.history).values({
    request: given.request,
    seq: sql`(select coalesce(max(${t.history.seq}), 0) + 1 from ${t.history} where ${t.history.request} = ${given.request})`,
    at: given.at,
    actor: given.actor,
    action: given.action,
    from_status: given.from_status,
    to_status: given.to_status,
    reason: given.reason,
    note: given.note,
    given: given.given,
  }),
);

const selectLines = statement("history.of", (q, t, given: Given<{ ref: string }>) =>
  q
    .select({
      request: t.history.request,
      seq: t.history.seq,
      at: t.history.at,
      actor: t.history.actor,
      action: t.history.action,
      from: t.history.from_status,
      to: t.history.to_status,
      reason: t.history.reason,
      note: t.history.note,
      given: t.history.given,
    })
    .from(t.history)
    .innerJoin(t.requests, eq(t.requests.id, t.history.request))
    .where(eq(t.requests.ref, given.ref))
    .orderBy(asc(t.history.seq)),
);

const selectReason = statement(
  "history.reason",
  (q, t, given: Given<{ request: string; status: string }>) =>
    q
      .select({ reason: t.history.reason })
      .from(t.history)
      .where(
        and(
          eq(t.history.request, given.request),
          eq(t.history.action, "move"),
          eq(t.history.to_status, given.status),
        ),
      )
      .orderBy(desc(t.history.seq))
      .limit(1),
);

/** A line to be added. Every field that is left out is null. */
export interface NewLine {
  /** Id of the request. */
  request: string;
  /** Epoch milliseconds. */
  at: number;
  /** `person:ID`, `staff:ID` or `clock`. */
  actor: string;
  action: HistoryAction;
  from?: string | null;
  to?: string | null;
  /** A code: of the service's reasons, or why a move was refused; in `assign`, the id of the officer. */
  reason?: string | null;
  /** In the clear; sealed when it is written. */
  note?: string | null;
  /** What an officer gave with a move; sealed when it is written. */
  given?: Answers | null;
}

/** A line as it is kept, with the seals of note and values still closed. */
export interface SealedLine {
  /** Id of the request. */
  request: string;
  /** From 1, without gaps. */
  seq: number;
  at: number;
  actor: string;
  action: string;
  from: string | null;
  to: string | null;
  reason: string | null;
  note: Uint8Array | null;
  given: Uint8Array | null;
}

export function historyLine(line: NewLine): Write {
  const { request, at, actor, action, from = null, to = null, reason = null, note = null } = line;
  const sealed = note === null ? null : { at: noteAt(line), now: at, plain: note };
  const values =
    line.given == null ? null : { at: givenAt(line), now: at, plain: JSON.stringify(line.given) };
  const row = { request, at, actor, action, from_status: from, to_status: to, reason };
  return write(addRow, { ...row, note: sealed, given: values }, "conflict");
}

/** The history of the request that bears a reference, oldest line first. */
export function listHistory(store: Store, of: { ref: string }): Promise<SealedLine[]> {
  return store.read(selectLines, of);
}

/** What was written to a line; null when nothing. @throws VaultError */
export function openNote(vault: Vault, { note, ...line }: SealedLine): string | null {
  return note === null ? null : vault.open(noteAt(line), note);
}

/** What an officer gave with a move; empty when nothing. @throws VaultError */
export function openLineGiven(vault: Vault, { given, ...line }: SealedLine): Answers {
  if (given === null) return {};
  return JSON.parse(vault.open(givenAt(line), given)) as Answers; // sealed by `historyLine`
}

/** The code that was given when a request last came into a status; null where none was. */
export async function readReason(
  store: Store,
  of: { request: string; status: string },
): Promise<string | null> {
  const [row] = await store.read(selectReason, of);
  return row?.reason ?? null;
}

type Place = Record<"request" | "actor" | "action", string> & { at: number };

const noteAt = (line: Place) => ({ table: "history", column: "note", row: rowOf(line) });
const givenAt = (line: Place) => ({ table: "history", column: "given", row: rowOf(line) });

/** Neither an id nor an actor nor an action has a space, so no two places read the same. */
function rowOf({ request, at, actor, action }: Place): string {
  return `${request} ${at} ${actor} ${action}`;
}
