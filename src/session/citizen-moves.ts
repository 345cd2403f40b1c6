/** Moves a citizen makes on their own requests, by dialling or by SMS: yes, no, cancel, appeal. */
import { toldMove, type ToldMove } from "../actions/told-move.ts";
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import type { Status } from "../menu/life.ts";
import type { Release } from "../menu/model.ts";
import { dropQuestion } from "../messages/outbox.ts";
import { answerQuestion } from "../requests/changes.ts";
import { findByRef, openAnswers, type SealedRequest } from "../requests/state.ts";
import { lastMoved } from "../requests/waiting.ts";
import type { Store, Write } from "../store/store.ts";
import type { Releases } from "./releases.ts";

export interface MoveNeeds {
  store: Store;
  vault: Vault;
  releases: Pick<Releases, "get">;
}

/** The citizen who asks, on the phone in their hand. */
export interface Citizen {
  person: string;
  phone: Phone;
  language: string | null;
  /** Epoch milliseconds. */
  at: number;
}

/** A request of theirs that asks something: is it fixed? */
export interface Asked {
  request: SealedRequest;
  release: Release;
  question: NonNullable<Status["question"]>;
}

/** The request that was moved last of those that ask something; null when none does. */
export async function openQuestionOf(
  { store, releases }: MoveNeeds,
  person: string,
): Promise<Asked | null> {
  for (const request of await lastMoved(store, { person })) {
    const release = await releases.get(request.release);
    const life = release?.services.get(request.service)?.life;
    const question = life?.statuses.get(request.status)?.question ?? null;
    if (release !== null && question !== null) return { request, release, question };
  }
  return null;
}

/** The move, with the SMS that tells of it; null where it is none of theirs. @throws VaultError */
export async function moveByReference(
  needs: MoveNeeds,
  citizen: Citizen,
  { ref, to }: { ref: string; to: string },
): Promise<ToldMove | null> {
  const request = await findByRef(needs.store, { ref });
  if (request === null || request.person !== citizen.person) return null;
  const release = await needs.releases.get(request.release);
  return release === null ? null : moveBy(needs.vault, citizen, { request, release }, to);
}

/** The answer to an officer's question; null where none is asked, or of somebody else. */
export async function answerByReference(
  { store }: MoveNeeds,
  { person, at }: Citizen,
  { ref, text }: { ref: string; text: string },
): Promise<Write[] | null> {
  const request = await findByRef(store, { ref });
  if (request?.person !== person || request.question === null) return null;
  const change = { request, actor: `person:${person}`, at };
  return [...answerQuestion(change, text), dropQuestion(request.id)];
}

/** @throws VaultError */
export function moveBy(
  vault: Vault,
  { person, phone, language, at }: Citizen,
  { request, release }: Pick<Asked, "request" | "release">,
  to: string,
): ToldMove {
  const actor = `person:${person}`;
  const moving = {
    request,
    release,
    actor,
    at,
    by: "citizen",
    to,
    reason: null,
    note: null,
  } as const;
  const contact = { phone, language };
  return toldMove(vault, moving, { contact, answers: openAnswers(vault, request), class: "reply" });
}
