/**
 * Puts every keyed hash under the first look-up key, so that the others may go.
 *
 * Small commits beside a server that goes on: until it is done, everything is asked for under every key.
 * Refuses nothing; what it could not move is counted, and then the other keys are needed still. Called
 * by `njia rehash`, and safe to repeat.
 */
import type { Clock } from "../base/clock.ts";
import type { Vault } from "../base/vault.ts";
import { movePhone, namelessWishes, oldMessages, oldWishes } from "../messages/rehash.ts";
import { endOldBinding, moveBinding, oldBindings } from "../people/rehash.ts";
import { moveWards } from "../requests/rehash.ts";
import { movePhones } from "../staff/phones.ts";
import type { Store } from "../store/store.ts";
import { moveClaims } from "./rehash-claims.ts";

/** What a run came to. */
export interface Rehashed {
  /** Phones and requests that were moved. */
  phones: number;
  requests: number;
  /** Rows that could not be: no key opens them, or they have no number. */
  left: number;
}

export interface RehashNeeds {
  store: Store;
  vault: Vault;
  clock: Clock;
}

export async function rehash({ store, vault, clock }: RehashNeeds): Promise<Rehashed> {
  const done: Rehashed = { phones: 0, requests: 0, left: 0 };
  await eachPage(async (after) => {
    const page = await oldBindings(store, vault, after);
    for (const binding of page.old) {
      const at = clock();
      const moved = movePhone(vault, binding, at);
      const committed = await store.commit([moveBinding(vault, binding), ...moved]);
      if (!committed.done) await store.commit([endOldBinding(vault, binding, at), ...moved]);
    }
    done.phones += page.old.length;
    return page;
  });
  // Of phones that never dialled, or are somebody else's now.
  for (const old of [oldMessages, oldWishes]) {
    await eachPage(async (after) => {
      const page = await old(store, vault, after);
      for (const one of page.old) await store.commit(movePhone(vault, one, clock()));
      done.phones += page.old.length;
      return page;
    });
  }
  await eachPage(async (after) => {
    const page = await moveWards(store, vault, after);
    await store.commit(page.writes);
    done.requests += page.writes.length;
    return page;
  });
  for (const only of [false, true]) {
    await eachPage(async (after) => {
      const page = await moveClaims(store, vault, after, only);
      for (const one of page.writes) await store.commit([one]);
      return only ? { ...page, unreadable: 0 } : page;
    });
  }
  const telephones = await movePhones(store, vault);
  for (const { move, otherwise } of telephones.moved) {
    const committed = await store.commit([move]);
    if (!committed.done) await store.commit([otherwise]);
  }
  done.phones += telephones.moved.length;
  done.left += telephones.unreadable;
  done.left += await namelessWishes(store);
  return done;

  async function eachPage(
    turn: (after: string) => Promise<{ next: string | null; unreadable: number }>,
  ): Promise<void> {
    for (let after: string | null = ""; after !== null;) {
      const { next, unreadable }: { next: string | null; unreadable: number } = await turn(after);
      done.left += unreadable;
      after = next;
    }
  }
}
