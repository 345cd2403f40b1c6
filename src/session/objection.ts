/**
 * Objections, by SMS or by dialling: whoever was helped by an officer says that they had not agreed.
 *
 * Owns which request is meant: the one of the reference, or, of a no that answers nothing else, the only one
 * there is. Only the citizen whose request it is can object, and once. Called by `inbox-answers` and `effects`.
 */
import { mayDecide, object } from "../actions/object.ts";
import { assistSms } from "../actions/tell-assisted.ts";
import type { Release } from "../menu/model.ts";
import { findByRef, type SealedRequest } from "../requests/state.ts";
import { requestsOfPerson } from "../requests/waiting.ts";
import type { Write } from "../store/store.ts";
import type { MoveNeeds } from "./citizen-moves.ts";

export interface Objection {
  writes: readonly Write[];
  text: string;
}

/** Who says no, and in which language they are answered. */
interface Objector {
  /** Id of the person. */
  person: string;
  language: string;
  /** Of now: for requests whose own is gone. */
  release: Release;
  /** Epoch milliseconds. */
  at: number;
}

/** To the request of a reference; null where it is none that an officer sent for them. */
export async function objectionTo(
  needs: MoveNeeds,
  objector: Objector,
  ref: string,
): Promise<Objection | null> {
  const request = await findByRef(needs.store, { ref });
  const own = request !== null && request.person === objector.person ? request : null;
  return own === null || own.assistedBy === null ? null : objecting(needs, objector, own);
}

/** To the only request that an officer sent for them and they have not objected to; null where there is no such one. */
export async function onlyObjection(
  needs: MoveNeeds,
  objector: Objector,
): Promise<Objection | null> {
  const { person } = objector;
  const all = await requestsOfPerson(needs.store, { person });
  const [request, ...more] = all.filter(
    ({ assistedBy, objectedAt }) => assistedBy !== null && objectedAt === null,
  );
  return request === undefined || more.length > 0 ? null : objecting(needs, objector, request);
}

/** Of one that was chosen on a screen; null where it is none of theirs, or was objected to meanwhile. */
export async function objectionWrites(
  { store, releases }: Pick<MoveNeeds, "store" | "releases">,
  { person, at }: { person: string; at: number },
  ref: string,
): Promise<Write[] | null> {
  const request = await findByRef(store, { ref });
  if (request === null || request.person !== person || request.assistedBy === null) return null;
  if (request.objectedAt !== null) return null;
  const own = await releases.get(request.release);
  return object(own, { request, actor: `person:${person}`, at });
}

async function objecting(
  { releases }: MoveNeeds,
  { person, language, release, at }: Objector,
  request: SealedRequest,
): Promise<Objection | null> {
  // As it was sent: the menus of now may have no assisted mode any more.
  const own = await releases.get(request.release);
  const key = mayDecide(own, request) ? "objected" : "objected_decided";
  const text = assistSms(own ?? release, key, language, request.ref);
  if (text === null) return null;
  // Said twice, it is answered twice and noted once.
  const again = request.objectedAt !== null;
  return { writes: again ? [] : object(own, { request, actor: `person:${person}`, at }), text };
}
