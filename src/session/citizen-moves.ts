/** Moves a citizen makes on their own requests, by dialling or by SMS: yes, no, cancel, appeal. */
import type { Moving } from "../actions/move.ts";
import { toldMove, type ToldMove } from "../actions/told-move.ts";
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import type { Status } from "../menu/life.ts";
import type { Release } from "../menu/model.ts";
import { dropQuestion } from "../messages/outbox.ts";
import { answerQuestion, type Change } from "../requests/changes.ts";
import { findByRef, openAnswers, openGiven, type SealedRequest } from "../requests/state.ts";
import { requestsOfPerson } from "../requests/waiting.ts";
import type { Store, Write } from "../store/store.ts";
import { ownRequests } from "./own-requests.ts";
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

/** The request that was moved last of those whose status asks something; null when none does. */
export async function openQuestionOf(needs: MoveNeeds, person: string): Promise<Asked | null> {
  let latest: Asked | null = null;
  for (const { request, release, question } of await ownRequests(needs, person)) {
    if (release === null || question === null) continue;
    if (latest !== null && latest.request.statusAt >= request.statusAt) continue;
    latest = { request, release, question };
  }
  return latest;
}

/**
 * What the status of one request of theirs asks; null where it asks nothing. In the one that it was sent into
 * nobody has asked yet: whoever was helped was told only how to object.
 */
export async function questionOfLater(
  { store, releases }: MoveNeeds,
  person: string | null,
  ref: string,
): Promise<Asked | null> {
  const request = await findByRef(store, { ref });
  if (request === null || request.person !== person) return null;
  const release = await releases.get(request.release);
  const life = release?.services.get(request.service)?.life;
  const question = life?.statuses.get(request.status)?.question ?? null;
  if (release === null || question === null || request.status === life?.first) return null;
  return { request, release, question };
}

/** The requests about which an officer waits for the person's words. */
export async function askedBy(store: Store, person: string): Promise<SealedRequest[]> {
  const own = await requestsOfPerson(store, { person });
  return own.filter(({ question }) => question !== null);
}

/** The move, with the SMS that tells of it; null where it is none of theirs. @throws VaultError */
export async function moveByReference(
  needs: MoveNeeds,
  citizen: Citizen,
  { ref, to, anew = null }: { ref: string; to: string; anew?: Moving["anew"] },
): Promise<ToldMove | null> {
  const request = await findByRef(needs.store, { ref });
  if (request === null || request.person !== citizen.person) return null;
  const release = await needs.releases.get(request.release);
  return release === null ? null : moveBy(needs.vault, citizen, { request, release }, to, anew);
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
  return answerWrites(change, text);
}

/** What the citizen says to an officer's question, which need not be told any more. */
export function answerWrites(change: Change, text: string): Write[] {
  return [...answerQuestion(change, text), dropQuestion(change.request.id)];
}

/** @throws VaultError */
export function moveBy(
  vault: Vault,
  { person, phone, language, at }: Citizen,
  { request, release }: Pick<Asked, "request" | "release">,
  to: string,
  anew: Moving["anew"] = null,
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
    gives: {},
    answers: openAnswers(vault, request),
    anew,
    given: openGiven(vault, request),
  } as const;
  const contact = { phone, language };
  return toldMove(vault, moving, { contact, class: "reply" });
}
