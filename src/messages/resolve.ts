/**
 * Resolving by hand: what staff have found out about a message of which nobody knew.
 *
 * Owns the only way in which such a message is sent again without its template saying so. Refuses one
 * whose fate a receipt has told meanwhile. Called by actions.
 */
import { and, eq } from "drizzle-orm";
import { statement, type Given } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";
import { KEEP_MS, WORTH_MS, type MessageClass, type MessageState } from "./message.ts";

/** What became of it; or nobody could say, and it is worth a second one. */
export const RESOLUTIONS = ["delivered", "not_delivered", "send_again"] as const;
type Resolution = (typeof RESOLUTIONS)[number];

interface Resolved {
  id: string;
  fence: number;
  next: number;
  state: string;
  reason: string | null;
  due_at: number;
  expires_at: number;
  keep_until: number;
  by: string;
  at: number;
}

const setResolved = statement("messages.resolve", (q, t, given: Given<Resolved>) =>
  q
    .update(t.messages)
    .set({
      state: given.state,
      reason: given.reason,
      due_at: given.due_at,
      expires_at: given.expires_at,
      keep_until: given.keep_until,
      fence: given.next,
      settled_by: given.by,
      settled_at: given.at,
    })
    .where(
      and(
        eq(t.messages.id, given.id),
        eq(t.messages.fence, given.fence),
        eq(t.messages.state, "ambiguous"),
      ),
    ),
);

/** `again` marks one that is in doubt while it waits: a receipt that still comes stops the second one. */
const BECOMES: Readonly<Record<Resolution, { state: MessageState; reason: string | null }>> = {
  delivered: { state: "accepted", reason: null },
  not_delivered: { state: "given_up", reason: "not_delivered" },
  send_again: { state: "pending", reason: "again" },
};

/** A message in doubt as it was read. */
export interface InDoubt {
  id: string;
  class: MessageClass;
  version: number;
  /** Epoch milliseconds; so is `expiresAt`. */
  dueAt: number;
  expiresAt: number;
}

/** What it is to be said of it, by whom (id of a staff member) and when. */
export interface Resolving {
  as: Resolution;
  by: string;
  at: number;
}

/** How the message is from then on. */
export function resolved(
  { class: kind, version, dueAt, expiresAt }: InDoubt,
  { as, by, at }: Resolving,
) {
  const again = as === "send_again";
  return {
    ...BECOMES[as],
    version: version + 1,
    dueAt: again ? at : dueAt,
    // It is worth as much as a new one, or nobody would ask for it.
    expiresAt: again ? Math.max(expiresAt, at + WORTH_MS[kind]) : expiresAt,
    settledBy: by,
    settledAt: at,
  };
}

/** A conflict where its fate is known, or somebody else has settled it meanwhile. */
export function resolveMessage(message: InDoubt, resolving: Resolving): Write {
  const { state, reason, version, dueAt, expiresAt } = resolved(message, resolving);
  const row = {
    id: message.id,
    fence: message.version - 1,
    next: version - 1,
    state,
    reason,
    due_at: dueAt,
    expires_at: expiresAt,
    keep_until: expiresAt + KEEP_MS,
    by: resolving.by,
    at: resolving.at,
  };
  return write(setResolved, row, "conflict");
}
