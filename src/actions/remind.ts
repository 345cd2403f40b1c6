/** The citizen is reminded of a request that waits in a status, by the words of its service file. */
import type { Vault } from "../base/vault.ts";
import type { Answers } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { nextReminder, remindersOf, standingOf } from "../menu/reminders.ts";
import { smsOf } from "../menu/sms.ts";
import { tellingId } from "../messages/message.ts";
import { queueMessage } from "../messages/outbox.ts";
import { nextAllowed } from "../messages/quiet.ts";
import { quietOf } from "../messages/rules.ts";
import type { Contact } from "../people/people.ts";
import { passReminder, type Change } from "../requests/changes.ts";
import type { SealedRequest } from "../requests/state.ts";
import type { Write } from "../store/store.ts";

export interface Reminding extends Change {
  request: SealedRequest;
}

export interface RemindedOf {
  /** Null for a person whose phone is another's now: nobody is told. */
  contact: Contact | null;
  answers: Answers;
  /** What officers gave with its moves so far. */
  given: Answers;
  /** The code with which it came into its status. */
  reason: string | null;
}

/**
 * The newest reminder that was due by `at`, and when the next one is. Those before it were missed, and are
 * left out; so is one that the night would hold until the deadline has passed. A conflict when the request
 * has changed since it was read, or somebody else has reminded.
 */
export function remind(
  vault: Vault,
  release: Release,
  change: Reminding,
  { contact, answers, given, reason }: RemindedOf,
): Write[] {
  const { request, at } = change;
  const { id, version, person, service, ref, deadline, statusAt: since, remindAt: was } = request;
  if (was === null) return [];
  const status = release.services.get(service)?.life?.statuses.get(request.status);
  if (status === undefined) return passReminder(change, { was, next: null, told: false });
  const standing = standingOf(release.channel, status, { since, deadline }, answers);
  const next = nextReminder(release.channel, status, standing, at);
  const due = remindersOf(release.channel, status, standing).findLast((each) => each.at <= at);
  const quiet = quietOf(release.channel);
  const inTime = deadline === null || nextAllowed("update", at, quiet) < deadline;
  const told = {
    service,
    status: status.name,
    answers,
    given,
    openedAt: request.openedAt,
    ref,
    reason,
    at: since,
    deadline,
  };
  const text =
    due === undefined || contact === null || !inTime
      ? null
      : smsOf(release, { ...told, language: contact.language, reminder: due.reminder });
  if (text === null || contact === null) {
    return passReminder(change, { was, next, told: false });
  }
  const message = {
    // Each instant of a version is told once, whoever tells it.
    id: `${tellingId(id, version)}:${was}`,
    class: "update" as const,
    template: `${service}/${status.name}/remind`,
    request: id,
    person,
    to: contact.phone,
    text,
    again: status.again,
    at,
    until: deadline,
  };
  return [...passReminder(change, { was, next, told: true }), queueMessage(vault, message, quiet)];
}
