/**
 * What a step is told of requests: the caller's own, one that bears a reference, the newest in some status. One that no key
 * opens is told without what is sealed of it, or not at all. Called by `scene`.
 */
import { VaultError, type Vault } from "../base/vault.ts";
import { holds } from "../menu/claims.ts";
import type { Facts, RequestFact } from "../menu/contract.ts";
import { findByRef, openAnswers, openGiven, openQuestion } from "../requests/state.ts";
import { requestsOfPerson } from "../requests/waiting.ts";
import type { Store } from "../store/store.ts";
import { asks, ownRequests } from "./own-requests.ts";
import type { Releases } from "./releases.ts";

interface FactNeeds {
  store: Store;
  vault: Vault;
  releases: Pick<Releases, "get">;
  onUnreadable?: (error: VaultError) => void;
}

/**
 * The person's requests; with the answers of those whose status asks something or that hold something, and
 * officers' questions.
 */
export async function requestsOf(needs: FactNeeds, person: string): Promise<RequestFact[]> {
  const { vault, onUnreadable } = needs;
  const own = await ownRequests(needs, person);
  return own.map((each): RequestFact => {
    const { request: sealed, release } = each;
    const { service, ref, status, openedAt, version, deadline } = sealed;
    const helped = sealed.assistedBy !== null && sealed.objectedAt === null;
    const known = { service, ref, status, openedAt, version, deadline, release };
    const request: RequestFact = helped ? { ...known, assisted: true } : known;
    try {
      const given = openGiven(vault, sealed);
      const told = asks(each) || (release !== null && holds(release, service));
      if (!told) return { ...request, given };
      const question = openQuestion(vault, sealed);
      const answers = openAnswers(vault, sealed);
      return { ...request, answers, given, ...(question !== null && { question }) };
    } catch (error) {
      // Its status can be told all the same.
      if (!(error instanceof VaultError)) throw error;
      onUnreadable?.(error);
      return request;
    }
  });
}

/** What may be told of the request that bears a reference, if it is one of the service. */
export async function verifiedBy(
  { store, vault, onUnreadable }: FactNeeds,
  { ref, service }: { ref: string; service: string },
): Promise<NonNullable<Facts["verified"]>> {
  const sealed = await findByRef(store, { ref });
  if (sealed === null || sealed.service !== service) return { ref, request: null };
  try {
    const { status, openedAt } = sealed;
    return {
      ref,
      request: {
        service,
        ref,
        status,
        openedAt,
        answers: openAnswers(vault, sealed),
        given: openGiven(vault, sealed),
      },
    };
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    onUnreadable?.(error);
    return { ref, request: null };
  }
}

/** The person's newest request of a service in one of the statuses, if it can be opened. */
export async function mineOf(
  { store, vault, onUnreadable }: FactNeeds,
  person: string,
  { screen, service, statuses }: { screen: string; service: string; statuses: readonly string[] },
): Promise<NonNullable<Facts["mine"]>> {
  const own = await requestsOfPerson(store, { person });
  const newest = own.find((one) => one.service === service && statuses.includes(one.status));
  if (newest === undefined) return { screen, request: null };
  try {
    const { ref, status, openedAt, statusAt, deadline, version } = newest;
    const told = { service, ref, status, openedAt, statusAt, deadline, version };
    const said = { answers: openAnswers(vault, newest), given: openGiven(vault, newest) };
    return { screen, request: { ...told, ...said } };
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    onUnreadable?.(error);
    return { screen, request: null };
  }
}
