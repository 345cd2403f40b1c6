/**
 * One request as it stands: read by its reference, with its seals still closed.
 *
 * The state is what every change is decided on and guarded by: a change that was decided on an older
 * version touches no row.
 */
import { eq } from "drizzle-orm";
import type { Vault } from "../base/vault.ts";
import type { Answers } from "../menu/contract.ts";
import { statement, type Given } from "../store/statement.ts";
import type { Store } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";

/** All that is in the clear of a request. Instants in epoch milliseconds. */
export interface RequestState {
  id: string;
  ref: string;
  /** Id of the person who sent it. */
  person: string;
  service: string;
  /** Digest of the release it was sent on: its life cycle is that one's. */
  release: string;
  status: string;
  statusAt: number;
  openedAt: number;
  /** The higher, the further ahead of the queue. */
  priority: number;
  /** Grows with every change. */
  version: number;
  /** Id of the officer; null while nobody works on it. */
  assigned: string | null;
  /** Until when its status must have changed; null = no deadline. */
  deadline: number | null;
  /** When the passing of this deadline was acted on; null until then. */
  lateAt: number | null;
  /** Id of the officer who sent it for its person; null = nobody did. */
  assistedBy: string | null;
  /** When its person said that they had not agreed to that; null = never. */
  objectedAt: number | null;
}

/** With what was said, sealed. */
export interface SealedRequest extends RequestState {
  /** When the citizen is next reminded of it; null = not any more. */
  remindAt: number | null;
  answers: Uint8Array;
  /** What officers gave with its moves; null = nothing yet. */
  given: Uint8Array | null;
  question: Uint8Array | null;
}

/** What every statement that reads a whole request selects. */
export const wholeOf = ({ requests }: Tables) => ({
  id: requests.id,
  ref: requests.ref,
  person: requests.person,
  service: requests.service,
  release: requests.release,
  status: requests.status,
  statusAt: requests.status_at,
  openedAt: requests.opened_at,
  priority: requests.priority,
  version: requests.version,
  assigned: requests.assigned,
  deadline: requests.deadline,
  remindAt: requests.remind_at,
  lateAt: requests.late_at,
  assistedBy: requests.assisted_by,
  objectedAt: requests.objected_at,
  answers: requests.answers,
  given: requests.given,
  question: requests.question,
});

const selectByRef = statement("requests.by_ref", (q, t, given: Given<{ ref: string }>) =>
  q.select(wholeOf(t)).from(t.requests).where(eq(t.requests.ref, given.ref)),
);

/** Null where no request bears the reference. */
export async function findByRef(store: Store, by: { ref: string }): Promise<SealedRequest | null> {
  const [row] = await store.read(selectByRef, by);
  return row ?? null;
}

/** @throws VaultError */
export function openAnswers(vault: Vault, { id, answers }: Pick<SealedRequest, "id" | "answers">) {
  return JSON.parse(vault.open(answersAt(id), answers)) as Answers; // sealed by `openRequest`
}

/** What officers gave with its moves so far, the last of each name. @throws VaultError */
export function openGiven(
  vault: Vault,
  { id, given }: Pick<SealedRequest, "id" | "given">,
): Answers {
  if (given === null) return {};
  return JSON.parse(vault.open(givenAt(id), given)) as Answers; // sealed by `moveRequest`
}

/** What the citizen was asked and has not answered; null when nothing. @throws VaultError */
export function openQuestion(
  vault: Vault,
  { id, question }: Pick<SealedRequest, "id" | "question">,
): string | null {
  return question === null ? null : vault.open(questionAt(id), question);
}

export const answersAt = (row: string) => ({ table: "requests", column: "answers", row });
export const givenAt = (row: string) => ({ table: "requests", column: "given", row });
export const questionAt = (row: string) => ({ table: "requests", column: "question", row });
