/**
 * Puts what requests hold under the first look-up key: beside the old hash first, for all of them, and only
 * then without it, so that at no instant a place is counted under neither.
 *
 * What a request holds follows from its answers and the release it was sent on. Called by `rehash`.
 */
import { VaultError, type Vault } from "../base/vault.ts";
import { claimsOf } from "../menu/claims.ts";
import type { Release } from "../menu/model.ts";
import { freePool, holdersBehind, poolHashes, takeAnew } from "../requests/claims.ts";
import { openAnswers } from "../requests/state.ts";
import type { Store, Write } from "../store/store.ts";
import { loadRelease } from "./releases.ts";

export interface ClaimPage {
  /** Each to be committed by itself: one that conflicts is done already. */
  writes: Write[];
  /** Null after the last. */
  next: string | null;
  unreadable: number;
}

/** Requests that hold something, behind an id: also under the first key, or under it `only`. */
export async function moveClaims(
  store: Store,
  vault: Vault,
  after: string,
  only: boolean,
): Promise<ClaimPage> {
  const releases = new Map<string, Release | null>();
  const { holders, next } = await holdersBehind(store, after);
  const writes: Write[] = [];
  let unreadable = 0;
  for (const request of holders) {
    const known = releases.get(request.release);
    const release = known === undefined ? await loadRelease(store, request.release) : known;
    releases.set(request.release, release);
    if (release === null) {
      unreadable++;
      continue;
    }
    try {
      for (const claim of claimsOf(
        release,
        request.service,
        openAnswers(vault, request),
        request.openedAt,
      )) {
        const [first = "", ...old] = poolHashes(vault, claim.pool);
        if (only) writes.push(...old.map((pool) => freePool(request.id, pool)));
        else if (old.length > 0) writes.push(takeAnew(request.id, first, claim));
      }
    } catch (error) {
      // Another request is no less worth moving.
      if (!(error instanceof VaultError)) throw error;
      unreadable++;
    }
  }
  return { writes, next, unreadable };
}
