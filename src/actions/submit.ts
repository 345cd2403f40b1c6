/**
 * A citizen sends an application: the request, its history, the SMS that tells its reference and what
 * other systems are told, in one commit.
 *
 * The intent's id is the request's: pressed twice, repeated or resumed, it exists once, and is told once.
 */
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import { queueDeliveries } from "../events/queue.ts";
import { deadlineOf } from "../menu/calendar.ts";
import type { Answers, Intent } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { nextReminder, standingOf } from "../menu/reminders.ts";
import { openRequest, wardHashOf } from "../requests/requests.ts";
import type { Write } from "../store/store.ts";
import { claim } from "./claims.ts";
import { tell } from "./tell.ts";
import { tellAssisted, type Helper } from "./tell-assisted.ts";

export interface Submission {
  intent: Intent;
  service: string;
  answers: Answers;
  status: string;
  /** How long the service keeps it, in milliseconds from now. */
  keepMs: number;
  person: string;
  /** The one the answers were given on. */
  release: Release;
  phone: Phone;
  /** Null while none was chosen. */
  language: string | null;
  /** Epoch milliseconds. */
  at: number;
  /** The officer who sends it for them; null or absent = they do so themselves. */
  helper?: Helper | null;
}

/**
 * Refused with `already_open` when the intent is a request already, `ref_taken` when its number is, and
 * with the code of a claim when another request holds what this one would.
 */
export function submit(vault: Vault, submission: Submission): Write[] {
  const { keepMs, at, release, phone, language, intent, service, answers } = submission;
  const { helper = null, person, ...rest } = submission;
  const status = release.services.get(service)?.life?.statuses.get(rest.status);
  const deadline = status === undefined ? null : deadlineOf(release.channel, status, at, answers);
  const remindAt =
    status === undefined
      ? null
      : nextReminder(
          release.channel,
          status,
          standingOf(release.channel, status, { since: at, deadline }, answers),
          at,
        );
  const ward = answers["ward"];
  const wardHash = typeof ward === "string" ? wardHashOf(vault, ward) : null;
  const opened = { intent, service, person, answers, status: rest.status, at };
  const opening = { ...opened, deadline, remindAt, wardHash, helper: helper?.staff ?? null };
  return [
    ...openRequest({ ...opening, release: release.digest, keepUntil: at + keepMs }),
    ...(status?.frees === true
      ? []
      : claim(vault, release, { id: intent.id, service, openedAt: at }, answers)),
    queueDeliveries({ request: intent.id, service }),
    ...tell(vault, release, {
      class: "reply",
      request: {
        id: intent.id,
        ref: intent.ref,
        version: 1,
        service,
        answers,
        given: {},
        openedAt: at,
      },
      person,
      phone,
      language,
      status: rest.status,
      reason: null,
      at,
      deadline,
    }),
    ...(helper === null
      ? []
      : tellAssisted(vault, release, {
          request: intent,
          citizen: { person, phone, language },
          helper,
          at,
        })),
  ];
}
