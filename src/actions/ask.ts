/** An officer asks the citizen something about their request, and the citizen is told by SMS. */
import { plain } from "../base/gsm7.ts";
import { showReference } from "../base/reference.ts";
import type { Vault } from "../base/vault.ts";
import type { Release } from "../menu/model.ts";
import { say } from "../menu/text.ts";
import { tellingId } from "../messages/message.ts";
import { dropQuestion, QUESTION, queueMessage } from "../messages/outbox.ts";
import { quietOf } from "../messages/rules.ts";
import type { Contact } from "../people/people.ts";
import { askCitizen, type Change } from "../requests/changes.ts";
import type { Write } from "../store/store.ts";

/** A request in a status without a way onward is closed: an answer would lead nowhere. */
export function mayAsk(release: Release, { service, status }: Change["request"]): boolean {
  return release.services.get(service)?.life?.statuses.get(status)?.end === false;
}

/**
 * The question, in place of one that is not answered yet. A conflict when the request has changed since
 * it was read. Nobody is told where no phone is bound, or the channel answers no SMS.
 */
export function ask(
  vault: Vault,
  release: Release,
  change: Change,
  { question, contact }: { question: string; contact: Contact | null },
): Write[] {
  const { request, at } = change;
  const asked = [...askCitizen(change, question), dropQuestion(request.id)];
  const words = release.channel.sms?.texts.asked;
  if (contact === null || words === undefined) return asked;
  const language = contact.language ?? release.channel.languages[0]?.is ?? "en";
  const values: Readonly<Record<string, string>> = {
    ref: showReference(request.ref),
    question,
    code: release.channel.codes[0]?.dial ?? "",
  };
  const message = {
    id: tellingId(request.id, request.version + 1),
    class: "update" as const,
    template: QUESTION,
    request: request.id,
    person: request.person,
    to: contact.phone,
    text: plain(say(words, language, ({ name }) => values[name] ?? "")),
    at,
  };
  return [...asked, queueMessage(vault, message, quietOf(release.channel))];
}
