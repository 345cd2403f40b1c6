/** An officer asks the citizen something about their request. */
import type { Release } from "../menu/model.ts";
import { askCitizen, type Change } from "../requests/changes.ts";
import type { Write } from "../store/store.ts";

/** A request in a status without a way onward is closed: an answer would lead nowhere. */
export function mayAsk(release: Release, { service, status }: Change["request"]): boolean {
  return release.services.get(service)?.life?.statuses.get(status)?.end === false;
}

/**
 * The question, in place of one that is not answered yet, and `extra`, such as the SMS that tells of it. A
 * conflict when the request has changed since it was read.
 */
export function ask(change: Change, question: string, extra: readonly Write[] = []): Write[] {
  return [...askCitizen(change, question), ...extra];
}
