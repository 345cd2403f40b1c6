/** Replies on the screens that no file makes: resume, the way out, what to change, one request. */
import { plain } from "../base/gsm7.ts";
import { goHome, type Move } from "./arrive.ts";
import { begin } from "./dial.ts";
import type { Input, Outcome, RequestFact, Snapshot } from "./contract.ts";
import { OWN, type Release } from "./model.ts";
import { fit } from "./fit.ts";
import { bookingOf, stillFree, taken } from "./book.ts";
import { isObjection, objected } from "./objection.ts";
import { pathOf } from "./path.ts";
import { screenReply } from "./reply.ts";
import { isOffered, lifeStatusOf } from "./request-body.ts";
import { cleared } from "./snapshot.ts";
import { viewOf, type View } from "./view.ts";
import { notOnList, wrong } from "./wrong.ts";

/** Letters of an answer to an officer that are kept: more than a phone lets anybody type. */
const ANSWER_MAX = 320;

export function ownReply(
  release: Release,
  snapshot: Snapshot,
  view: View,
  text: string,
  input: Input,
): [Move, Outcome] {
  const typed = text.trim();
  const item = view.item(typed);
  switch (item?.is) {
    case "resume_continue":
      return [goOn(release, snapshot, input), "choice"];
    case "resume_again":
      return [startAgain(release, snapshot, input), "choice"];
    case "continue":
      return [begin(release, { ...cleared(snapshot), about: null }, [], input), "choice"];
    case "stuck_retry":
      return [again(release, snapshot, input), "choice"];
    case "stuck_help":
      return [{ to: { ...snapshot, ended: true } }, "help"];
    case "change":
      return [{ to: { ...cleared(snapshot), screen: OWN.change } }, "choice"];
    default:
  }
  if (snapshot.screen === OWN.change && item !== null) {
    // The check screen itself is the last one to go back to, and is come back to anyway.
    const changing = { answers: snapshot.answers, back: snapshot.back.slice(0, -1) };
    const to = { ...cleared(snapshot), screen: item.is, changing };
    return [{ to }, "choice"];
  }
  if (snapshot.screen === OWN.request || snapshot.screen === OWN.sure) {
    // Somebody has changed it since: what was typed was meant for another screen.
    if (hasChanged(snapshot, input)) return [outOfDate(snapshot, item !== null), "back"];
  }
  if (snapshot.screen === OWN.slot && item !== null)
    return rebooked(release, snapshot, item.is, input);
  if (snapshot.screen === OWN.sure && item !== null) {
    return offers(release, snapshot, input)
      ? made(snapshot, input)
      : [outOfDate(snapshot, true), "back"];
  }
  if (snapshot.screen === OWN.request && item !== null) {
    const chosen = { ...snapshot, about: item.is };
    const [, , asks] = item.is.split(" ");
    if (asks !== undefined) {
      return [{ to: { ...cleared(chosen), screen: OWN.slot } }, "choice"];
    }
    // Yes and no answer what was asked; anything else was chosen from a list, and may end it for good.
    return isAnswer(release, snapshot, item.is, input)
      ? made(chosen, input)
      : [{ to: { ...cleared(chosen), screen: OWN.sure } }, "choice"];
  }
  if (snapshot.screen === OWN.request && typed !== "" && isAsked(snapshot, input)) {
    return [told(snapshot, typed), "answer"];
  }
  return (
    secondTry(release, snapshot, text, input) ?? [
      wrong(release, snapshot, notOnList(view, typed)),
      "wrong",
    ]
  );
}

function isAsked({ about }: Snapshot, { facts }: Input): boolean {
  return facts.requests?.find(({ ref }) => ref === about)?.question !== undefined;
}

/** An officer's question, answered in the citizen's own words. */
function told(snapshot: Snapshot, typed: string): Move {
  const ref = snapshot.about ?? "";
  const effect = { do: "answer_request", ref, text: answerIn(typed) } as const;
  return { to: { ...cleared(snapshot), screen: OWN.moved }, effects: [effect] };
}

/** What is kept of an answer to an officer, by dialling or by SMS. */
export function answerIn(typed: string): string {
  return [...plain(typed)].slice(0, ANSWER_MAX).join("").trim();
}

/** The request as it is now. Who had said yes to a move is recorded, if it is refused by now. */
function outOfDate(snapshot: Snapshot, said: boolean): Move {
  const [ref = "", to = ""] = (snapshot.about ?? "").split(" ");
  const anew = shownAnew(snapshot);
  if (snapshot.screen !== OWN.sure || !said || isObjection(snapshot)) return anew;
  return { ...anew, effects: [{ do: "refuse_move", ref, to }] };
}

/** Whether the move that `about` names can still be made: its time may have passed since it was shown. */
function offers(release: Release, snapshot: Snapshot, input: Input): boolean {
  const request = factOf(snapshot, input);
  if (isObjection(snapshot)) return request?.assisted === true;
  const [, to] = (snapshot.about ?? "").split(" ");
  const moves = request === undefined ? [] : (lifeStatusOf(release, request)?.moves ?? []);
  return moves.some(
    (move) =>
      move.to === to && request !== undefined && isOffered(release, request, move, input.at),
  );
}

/** Another time for a request, which gives its own back. */
function rebooked(release: Release, snapshot: Snapshot, is: string, input: Input): [Move, Outcome] {
  const booking = bookingOf(release, snapshot, input.facts);
  if (booking === null || hasChanged(snapshot, input) || !offers(release, snapshot, input)) {
    return [outOfDate(snapshot, false), "back"];
  }
  const looked = stillFree(release, booking, is, input);
  if ("needs" in looked) return [looked, "choice"];
  if (!looked.free) return [{ to: taken(snapshot) }, "taken"];
  const [ref = "", to = ""] = (snapshot.about ?? "").split(" ");
  const answer = { name: booking.screen.name, value: is };
  const effect = { do: "move_request", ref, to, answer } as const;
  const after = {
    ...cleared(snapshot),
    screen: OWN.moved,
    about: [ref, to, answer.name, is].join(" "),
  };
  return [{ to: after, effects: [effect] }, "moved"];
}

/** The move, or why it cannot be made: another request holds by now what this one would hold again. */
function made(snapshot: Snapshot, { facts }: Input): [Move, Outcome] {
  if (isObjection(snapshot)) return [objected(snapshot), "moved"];
  if (facts.refused !== "sent_already") return [moved(snapshot), "moved"];
  const [about = null] = (snapshot.about ?? "").split(" ");
  return [{ to: { ...cleared(snapshot), screen: OWN.once, about } }, "taken"];
}

/** A citizen's move on their request; `about` is its reference and the status it comes into. */
function moved(snapshot: Snapshot): Move {
  const [ref = "", to = ""] = (snapshot.about ?? "").split(" ");
  const effect = { do: "move_request", ref, to } as const;
  return { to: { ...cleared(snapshot), screen: OWN.moved }, effects: [effect] };
}

function factOf({ about }: Snapshot, { facts }: Input): RequestFact | undefined {
  const [ref] = (about ?? "").split(" ");
  return facts.requests?.find((one) => one.ref === ref);
}

function hasChanged(snapshot: Snapshot, input: Input): boolean {
  const { seen } = snapshot;
  return seen !== undefined && factOf(snapshot, input)?.version !== seen;
}

/** The request as it is now, behind whose screen there is still the list. */
export function shownAnew(snapshot: Snapshot): Move {
  const [about = null] = (snapshot.about ?? "").split(" ");
  return { to: { ...cleared(snapshot), screen: OWN.request, about } };
}

function isAnswer(release: Release, snapshot: Snapshot, about: string, input: Input): boolean {
  const fact = factOf(snapshot, input);
  const question = fact === undefined ? null : lifeStatusOf(release, fact)?.question;
  const [, to] = about.split(" ");
  return question?.yes === to || question?.no === to;
}

/** Whoever typed the right answer at the way out had read the question: it is taken. */
function secondTry(
  release: Release,
  snapshot: Snapshot,
  text: string,
  input: Input,
): [Move, Outcome] | null {
  const screen = release.screens.get(snapshot.about ?? "");
  if (snapshot.screen !== OWN.stuck || screen === undefined) return null;
  const asked = { ...cleared(snapshot), screen: screen.id, about: null };
  const reply = screenReply(
    release,
    asked,
    screen,
    viewOf(release, asked, input.facts),
    text,
    input,
  );
  return reply[1] === "wrong" ? null : reply;
}

/** From the way out back to the question that was answered wrongly. */
export function again(release: Release, snapshot: Snapshot, input: Input): Move {
  if (snapshot.about === null) return goHome(release, snapshot, input);
  return { to: { ...cleared(snapshot), screen: snapshot.about, about: null } };
}

/** Goes on with the offered draft, at the first question its answers do not settle. */
function goOn(release: Release, snapshot: Snapshot, input: Input): Move {
  const service = snapshot.about ?? "";
  const draft = input.facts.drafts?.find((one) => one.service === service);
  if (draft === undefined) return goHome(release, snapshot, input);
  const { answers } = fit(release, service, draft.answers, input.at);
  const { at } = pathOf(release, service, answers);
  if (at === null) return startAgain(release, snapshot, input);
  const { intent } = draft;
  return { to: { ...entered(snapshot, service), answers, intent, screen: at.id } };
}

/** From the first question on. The draft stays until a new answer takes its place. */
function startAgain(release: Release, snapshot: Snapshot, input: Input): Move {
  const service = snapshot.about ?? "";
  const entry = release.services.get(service)?.entry;
  if (entry === null || entry === undefined) return goHome(release, snapshot, input);
  return { to: { ...entered(snapshot, service), screen: entry } };
}

function entered(snapshot: Snapshot, service: string): Snapshot {
  const fresh = { answers: {}, intent: null, changing: null, about: null, back: [] };
  return { ...cleared(snapshot), ...fresh, service };
}
