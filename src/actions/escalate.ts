/**
 * A deadline has passed and nothing else is to happen: ahead of the queue, and the citizen and other
 * systems are told.
 */
import type { Vault } from "../base/vault.ts";
import { queueDeliveries } from "../events/queue.ts";
import type { Answers } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import type { Contact } from "../people/people.ts";
import { markLate, type Change } from "../requests/changes.ts";
import type { Write } from "../store/store.ts";
import { tell } from "./tell.ts";

/** A conflict when the request has changed since it was read. */
export function escalate(
  vault: Vault,
  release: Release,
  change: Change,
  { contact, answers, given }: { contact: Contact | null; answers: Answers; given: Answers },
): Write[] {
  const { request, at } = change;
  const { id, ref, version, service, status, person, deadline } = request;
  const writes = [...markLate(change), queueDeliveries({ request: id, service })];
  if (contact === null) return writes;
  const told = {
    id,
    ref,
    version: version + 1,
    service,
    answers,
    given,
    openedAt: request.openedAt,
  };
  const sms = { class: "update", request: told, person, ...contact, status, late: true } as const;
  return [...writes, ...tell(vault, release, { ...sms, reason: null, at, deadline })];
}
