/**
 * Settling: what became of handing a message over, and what is done about it.
 *
 * Owns the rule that an ambiguous message is never sent again by itself. Refuses a sender whose claim
 * was taken over meanwhile. Called by `sender`.
 */
import { and, eq, inArray, sql } from "drizzle-orm";
import type { SendResult } from "../gateway/sms.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Write } from "../store/store.ts";
import type { Due } from "./claim.ts";
import { endFlight } from "./flights.ts";
import type { MessageState } from "./message.ts";

const SECOND_MS = 1_000;

/** Between two tries after a definite failure, doubled from the first to the last, in milliseconds. */
const RETRY_MS = { first: 30 * SECOND_MS, last: 3_600 * SECOND_MS };
/** Tries of a message that the provider takes and then refuses. */
const ATTEMPTS_MAX = 8;
/** Between two tries while something has to be mended first: a key, a sender id, the balance. */
const MEND_MS = 300 * SECOND_MS;

type Accepted = Extract<SendResult, { is: "accepted" }>;

interface Outcome {
  id: string;
  fence: number;
  state: string;
  reason: string | null;
  due_at: number;
  attempts: number;
}

/** A slow sender may still say what it knows while nobody else has claimed the message. */
const setOutcome = statement("messages.settle", (q, t, given: Given<Outcome>) =>
  q
    .update(t.messages)
    .set({
      state: given.state,
      reason: given.reason,
      due_at: given.due_at,
      attempts: given.attempts,
    })
    .where(
      and(
        eq(t.messages.id, given.id),
        eq(t.messages.fence, given.fence),
        inArray(t.messages.state, ["claimed", "sending", "ambiguous"]),
      ),
    ),
);

interface Acceptance {
  id: string;
  fence: number;
  provider_id: string;
  cost: number | null;
  currency: string | null;
  parts: number;
}

const setAccepted = statement("messages.accept", (q, t, given: Given<Acceptance>) =>
  q
    .update(t.messages)
    .set({
      state: "accepted",
      reason: null,
      provider_id: given.provider_id,
      cost: given.cost,
      currency: given.currency,
      parts: given.parts,
    })
    .where(
      and(
        eq(t.messages.id, given.id),
        eq(t.messages.fence, given.fence),
        inArray(t.messages.state, ["sending", "ambiguous"]),
      ),
    ),
);

const putOff = statement(
  "messages.put_off",
  (q, t, given: Given<Omit<Outcome, "state" | "attempts">>) =>
    q
      .update(t.messages)
      // Why it has waited until now is told, if it is for nothing in the end.
      .set({ reason: sql`coalesce(${given.reason}, ${t.messages.reason})`, due_at: given.due_at })
      .where(
        and(
          eq(t.messages.id, given.id),
          eq(t.messages.fence, given.fence),
          eq(t.messages.state, "pending"),
        ),
      ),
);

export interface Settled {
  state: Exclude<MessageState, "claimed" | "sending" | "dropped">;
  /** A code; null for an accepted one. */
  reason: string | null;
  /** Parts that were sent, or may have been. */
  parts: number;
  /** A conflict where another sender has claimed the message since. */
  writes: Write[];
}

/** What a result means for a message that was handed over, or may have been, at `at`. */
export function settle(due: Due, result: SendResult, at: number): Settled {
  if (result.is === "accepted") return accepted(due, result);
  // Its phone stays its own until FLIGHT_MS are over: a receipt may still tell.
  if (result.is === "ambiguous") {
    const { why: reason } = result;
    const writes = [outcome(due, "ambiguous", reason, at)];
    return { state: "ambiguous", reason, parts: due.parts, writes };
  }
  const { code, retry } = result;
  if (retry === "never") return ended(due, "refused", code, at);
  // What must be mended first is not the message's fault, and does not use up its tries.
  if (retry === "after_mend") return ended(due, "pending", code, at + MEND_MS, due.attempts);
  if (due.attempts + 1 >= ATTEMPTS_MAX) return ended(due, "given_up", code, at);
  return ended(
    due,
    "pending",
    code,
    at + Math.min(RETRY_MS.first * 2 ** due.attempts, RETRY_MS.last),
  );
}

/** Puts off until `until` a message that nobody has claimed; a conflict where somebody has. */
export function postpone({ id, fence }: Due, reason: string | null, until: number): Write[] {
  return [write(putOff, { id, fence, reason, due_at: until }, "conflict")];
}

function accepted(due: Due, { cost, providerId, parts }: Accepted): Settled {
  const row = {
    id: due.id,
    fence: due.fence + 1,
    provider_id: providerId,
    // Providers bill in ten-thousandths.
    cost: cost === null ? null : Math.round(cost.micros / 100),
    currency: cost?.currency ?? null,
    parts: parts ?? due.parts,
  };
  // An id that another message has already tells nothing of this one.
  const writes = [write(setAccepted, row, "conflict", "conflict"), endFlight(due.id)];
  return { state: "accepted", reason: null, parts: row.parts, writes };
}

function ended(
  due: Due,
  state: Settled["state"],
  reason: string,
  dueAt: number,
  attempts = due.attempts + 1,
): Settled {
  const writes = [outcome(due, state, reason, dueAt, attempts), endFlight(due.id)];
  return { state, reason, parts: 0, writes };
}

function outcome(
  { id, fence, attempts: before }: Due,
  state: string,
  reason: string,
  due_at: number,
  attempts = before + 1,
): Write {
  return write(setOutcome, { id, fence: fence + 1, state, reason, due_at, attempts }, "conflict");
}
