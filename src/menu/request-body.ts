/**
 * The caller's requests: their list, one of them, and what can be done about it.
 *
 * Owns which moves are offered: those of the citizen that the life cycle has words for, and yes or no to
 * its question. Called by `view`.
 */
import { showReference } from "../base/reference.ts";
import type { Facts, RequestFact, Snapshot } from "./contract.ts";
import { dateText } from "./dates.ts";
import { inTime } from "./until.ts";
import { commands, numbered, plainBody, type Body, type Entry, type Said } from "./entries.ts";
import { isDecidable, type Move, type Status } from "./life.ts";
import { keyAt, reservedBy } from "./list.ts";
import { OWN, type CompiledScreen, type Release } from "./model.ts";
import { isObjection, notedText, objectionEntries } from "./objection.ts";
import { nextOf, questionOf, type Told } from "./sms.ts";
import { say, type Sayings } from "./text.ts";
import { titleOf, valuesOf, type Speaking } from "./values.ts";

/** One request, or what it has just become. */
export function requestBody(speaking: Speaking, snapshot: Snapshot, facts: Facts): Body {
  const { release, language } = speaking;
  const [ref = "", moved, anew, value] = (snapshot.about ?? "").split(" ");
  const found = facts.requests?.find((one) => one.ref === ref);
  if (found === undefined) {
    return plainBody(() => say(release.channel.texts.no_requests, language, valuesOf(speaking)));
  }
  const changed = anew === undefined || value === undefined ? {} : { [anew]: value };
  const answers = { ...found.answers, ...changed };
  const objects = isObjection(snapshot);
  if (snapshot.screen === OWN.moved && objects) {
    const status = lifeStatusOf(release, found);
    const open = status !== undefined && isDecidable(status);
    return plainBody(() => notedText(speaking, { open }));
  }
  const isMoved = moved !== undefined && !objects;
  const request = isMoved ? { ...found, status: moved, answers } : found;
  const told = () =>
    say(release.channel.texts.request, language, requestValues(speaking, request)).trim();
  // Without a status it has come into, what was done is that a question was answered.
  if (snapshot.screen === OWN.moved && moved === undefined) {
    const { answer_taken: taken } = release.channel.texts;
    return plainBody(() => say(taken, language, requestValues(speaking, found)));
  }
  // Whatever is typed answers it, so no number leads anywhere else.
  if (snapshot.screen === OWN.request && found.question !== undefined) {
    const { service, question } = found;
    const about = `${titleOf(release, service, language)} ${showReference(ref)}`;
    return plainBody(() => `${about}:\n${question}`);
  }
  if (snapshot.screen === OWN.sure && moved !== undefined) {
    const head = () => chosenMove(speaking, snapshot, facts, "?");
    return { head, ...commands(speaking, ["yes"]) };
  }
  const offered = snapshot.screen === OWN.request ? movesOf(speaking, request, facts) : [];
  if (offered.length === 0) return plainBody(told);
  const question = questionTo(speaking, request);
  return { head: () => question ?? told(), ...numbered(offered) };
}

/** The option that was chosen, above the request it is about. */
export function chosenMove(
  speaking: Speaking,
  { about }: Snapshot,
  facts: Facts,
  behind = "",
): string {
  const [ref] = (about ?? "").split(" ");
  const request = facts.requests?.find((one) => one.ref === ref);
  if (request === undefined) return "";
  const chosen = movesOf(speaking, request, facts).find(({ item }) => item.is === about);
  const title = titleOf(speaking.release, request.service, speaking.language);
  return `${chosen?.label() ?? ""}${behind}\n${title} ${showReference(request.ref)}`;
}

/** Yes and no first, in the order in which an SMS asks for 1 or 2. */
function movesOf(speaking: Speaking, request: RequestFact, { at = 0 }: Facts): Entry[] {
  const { release } = speaking;
  const status = lifeStatusOf(speaking.release, request);
  const { texts, keys } = release.channel;
  const answers: [string, Sayings, null][] =
    status?.question == null
      ? []
      : [
          [status.question.yes, texts.yes, null],
          [status.question.no, texts.no, null],
        ];
  const own = (status?.moves ?? []).filter((move) => isOffered(release, request, move, at));
  const others = own.flatMap(({ to, say: label, asks }): [string, Sayings, string | null][] =>
    label === null ? [] : [[to, label, asks]],
  );
  const reserved = reservedBy(Object.values(keys));
  const moves = [...answers, ...others].map(([to, label, asks], index) => ({
    item: {
      is: [request.ref, to, ...(asks === null ? [] : [asks])].join(" "),
      key: keyAt(index, reserved),
      choice: null,
    },
    label: () => say(label, speaking.language, valuesOf(speaking)),
  }));
  return [...moves, ...objectionEntries(speaking, request, keyAt(moves.length, reserved))];
}

/** A citizen's move that can be made now; one that asks for another time, where there are times. */
export function isOffered(
  current: Release,
  request: RequestFact,
  { by, until, asks }: Move,
  now: number,
): boolean {
  if (by !== "citizen") return false;
  const { channel } = request.release ?? current;
  if (!inTime(channel, until, request.answers ?? {}, now)) return false;
  return asks === null || current.screens.get(`${request.service}/${asks}`)?.book != null;
}

function questionTo({ release, language }: Speaking, request: RequestFact): string | null {
  return questionOf(request.release ?? release, toldOf(request, language));
}

function toldOf(request: RequestFact, language: string): Told {
  const { service, status, ref, openedAt, answers = {}, given = {}, deadline = null } = request;
  const about = { service, status, language, answers, given, ref, openedAt };
  return { ...about, reason: null, at: openedAt, deadline };
}

/** The status a request is in, by the life cycle of its own release; undefined when that is gone. */
export function lifeStatusOf(current: Release, request: RequestFact): Status | undefined {
  const release = request.release === undefined ? current : request.release;
  return release?.services.get(request.service)?.life?.statuses.get(request.status);
}

/** The caller's requests, in the order of the facts, or that there are none. */
export function requestsBody(
  speaking: Speaking,
  screen: CompiledScreen,
  facts: Facts,
  head: Said,
): Body {
  const { release, language } = speaking;
  const requests = (facts.requests ?? []).filter(
    (request) => screen.of === null || request.service === screen.of,
  );
  if (requests.length === 0) {
    return plainBody(() => say(release.channel.texts.no_requests, language, valuesOf(speaking)));
  }
  const entries = requests.map((request, index) => ({
    item: { is: request.ref, key: String(index + 1), choice: null },
    label: () =>
      say(release.channel.texts.request_line, language, requestValues(speaking, request)),
  }));
  return { head, ...numbered(entries) };
}

/** What texts about a request may print. */
function requestValues(speaking: Speaking, request: RequestFact) {
  const { release } = speaking;
  const status = lifeStatusOf(speaking.release, request);
  const none = valuesOf(speaking);
  return valuesOf(
    speaking,
    { ref: showReference(request.ref) },
    {
      service: (is) => titleOf(release, request.service, is),
      status: (is) => (status === undefined ? request.status : say(status.say, is, none)),
      next: (is) => nextOf(request.release ?? release, toldOf(request, is)) ?? "",
      sent: (is) => dateText(is, release.channel.timeZone, request.openedAt),
    },
  );
}
