/**
 * Goes through requests on which the clock is to act, a hundred at a time.
 *
 * Refuses to be held up by one that cannot be acted on: it is told, stays as it is, and those behind it
 * come all the same. Called by `deadlines` and `reminders`.
 */
import type { Share } from "../base/share.ts";
import type { Vault } from "../base/vault.ts";
import type { Answers } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { contactOf, type Contact } from "../people/people.ts";
import { openAnswers, openGiven, type SealedRequest } from "../requests/state.ts";
import type { Store, Write } from "../store/store.ts";
import type { Releases } from "./releases.ts";

/** Rounds of a hundred at most a minute: 50,000 deadlines of one midnight are done in ten minutes. */
const ROUNDS_MAX = 50;

export interface DueNeeds {
  store: Store;
  vault: Vault;
  releases: Pick<Releases, "get">;
  /** Of all requests those that are this process's; the whole where it works alone. */
  share?: Share;
  /** A request that cannot be acted on, which stays as it is. */
  onFault: (error: unknown) => void;
}

/** A request on which the clock is to act, with what every SMS about it needs. */
export interface Due {
  request: SealedRequest;
  /** Its own: its life cycle is that one's. */
  release: Release;
  /** Null for a person whose phone is another's now: nobody is told. */
  contact: Contact | null;
  answers: Answers;
  /** What officers gave with its moves so far. */
  given: Answers;
}

/** Up to a hundred requests behind one of them, or from the first on. */
type Next = (last: SealedRequest | null) => Promise<SealedRequest[]>;

/** Commits what is to be written of each request; how many were acted on. */
export async function actOnEach(
  needs: DueNeeds,
  next: Next,
  writesFor: (due: Due) => Write[] | Promise<Write[]>,
): Promise<number> {
  const { store, onFault } = needs;
  let last: SealedRequest | null = null;
  let acted = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const due: SealedRequest[] = await next(last);
    for (const request of due) {
      last = request;
      try {
        const committed = await store.commit(await writesFor(await dueOf(needs, request)));
        // A conflict: somebody acted on it just now, and it is looked at again if it is still due.
        if (committed.done) acted++;
      } catch (error) {
        onFault(error);
      }
    }
    if (due.length === 0) break;
  }
  return acted;
}

/** @throws VaultError */
async function dueOf({ store, vault, releases }: DueNeeds, request: SealedRequest): Promise<Due> {
  const release = await releases.get(request.release);
  if (release === null) throw new Error("a request's release is gone");
  const answers = openAnswers(vault, request);
  const given = openGiven(vault, request);
  const contact = await contactOf(store, vault, request.person);
  return { request, release, contact, answers, given };
}
