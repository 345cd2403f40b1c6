/**
 * The SMS of a status, as a write of the commit that brings it about.
 *
 * Owns which words go with which status; the texts are the service file's. Called by every action that
 * moves a request.
 */
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import type { Answers } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { smsOf } from "../menu/sms.ts";
import { tellingId, type MessageClass } from "../messages/message.ts";
import { queueMessage } from "../messages/outbox.ts";
import { quietOf } from "../messages/rules.ts";
import type { Write } from "../store/store.ts";

export interface Telling {
  /** `reply` when the citizen has just done it, `update` when somebody else has. */
  class: MessageClass;
  request: {
    id: string;
    ref: string;
    /** The version the request has from this commit on. */
    version: number;
    service: string;
    answers: Answers;
    openedAt: number;
    /** What officers gave with its moves so far. */
    given: Answers;
  };
  person: string;
  phone: Phone;
  language: string | null;
  /** The status it comes into, or, where `late`, the one whose deadline has passed. */
  status: string;
  late?: boolean;
  /** A code of the service's reasons. */
  reason: string | null;
  /** Epoch milliseconds; so is `deadline`. */
  at: number;
  deadline: number | null;
}

/** Nothing where the file has no words. A version of a request is told once, whoever tells it. */
export function tell(vault: Vault, release: Release, telling: Telling): Write[] {
  const { request, person, phone, language, status, late, reason, at, deadline } = telling;
  const { service, answers, given, ref, openedAt } = request;
  const told = { service, status, language, answers, given, ref, openedAt, reason, at, deadline };
  const text = smsOf(release, late === true ? { ...told, late } : told);
  if (text === null) return [];
  const message = {
    id: tellingId(request.id, request.version),
    class: telling.class,
    template: `${service}/${status}`,
    request: request.id,
    person,
    to: phone,
    text,
    again: release.services.get(service)?.life?.statuses.get(status)?.again === true,
    at,
  };
  return [queueMessage(vault, message, quietOf(release.channel))];
}
