/**
 * What a request holds, as writes of the commit that opens or moves it: taken, given back, or exchanged.
 *
 * Called by `submit` and `told-move`.
 */
import type { Vault } from "../base/vault.ts";
import { claimsOf } from "../menu/claims.ts";
import type { Answers } from "../menu/contract.ts";
import type { Status } from "../menu/life.ts";
import type { Release } from "../menu/model.ts";
import { freePlaces, takePlace } from "../requests/claims.ts";
import type { Write } from "../store/store.ts";

interface Holder {
  id: string;
  service: string;
  /** When it was sent, epoch milliseconds. */
  openedAt: number;
}

/** Refused with the claim's own code where no place is free any more. */
export function claim(
  vault: Vault,
  release: Release,
  { id, service, openedAt }: Holder,
  answers: Answers,
): Write[] {
  return claimsOf(release, service, answers, openedAt).flatMap((one) => takePlace(vault, id, one));
}

/**
 * Into a status that frees, everything is given back; out of one, and once a citizen or an officer carries on
 * what was objected to, it is taken again, unless that is the end.
 * With another time, the one before is given back and the new one taken, of those that there are now.
 */
export function claimOnMove(
  vault: Vault,
  release: Release,
  request: Holder & { status: string },
  {
    to,
    answers,
    anew,
    wasFreed,
  }: {
    to: Status;
    answers: Answers;
    anew: { on: Release } | null;
    /** By an objection. */
    wasFreed: boolean;
  },
): Write[] {
  if (anew !== null && !to.frees) {
    return [freePlaces(request.id), ...claim(vault, anew.on, request, answers)];
  }
  const from = release.services.get(request.service)?.life?.statuses.get(request.status);
  const freed = wasFreed || from?.frees === true;
  if (to.frees) return freed ? [] : [freePlaces(request.id)];
  return freed && !to.end ? claim(vault, release, request, answers) : [];
}
