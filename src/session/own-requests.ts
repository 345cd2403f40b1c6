/**
 * A citizen's own requests: which of them ask something of them, an officer's question or that of their
 * status, each by the life cycle of its own release.
 *
 * Called by `request-facts` for "My requests", and by `citizen-moves` for what an SMS may answer.
 */
import type { Status } from "../menu/life.ts";
import type { Release } from "../menu/model.ts";
import type { SealedRequest } from "../requests/state.ts";
import { OWN_MAX, requestsOfPerson } from "../requests/waiting.ts";
import type { Store } from "../store/store.ts";
import type { Releases } from "./releases.ts";

export interface OwnRequest {
  request: SealedRequest;
  /** Null when it is gone. */
  release: Release | null;
  /** Of its status; null where that asks nothing. */
  question: Status["question"];
}

/** Those that ask something first, then by when they were sent, the newest first; 20 at most. */
export async function ownRequests(
  { store, releases }: { store: Store; releases: Pick<Releases, "get"> },
  person: string,
): Promise<OwnRequest[]> {
  const requests = await requestsOfPerson(store, { person });
  const all = await Promise.all(
    requests.map(async (request): Promise<OwnRequest> => {
      const release = await releases.get(request.release);
      const life = release?.services.get(request.service)?.life;
      return { request, release, question: life?.statuses.get(request.status)?.question ?? null };
    }),
  );
  const asking = all.filter(asks);
  return [...asking, ...all.filter((one) => !asking.includes(one))].slice(0, OWN_MAX);
}

export function asks({ request, question }: OwnRequest): boolean {
  return request.question !== null || question !== null;
}
