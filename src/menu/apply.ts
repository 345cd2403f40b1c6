/**
 * An application going forward: an answer is stored, one is changed, the request is sent.
 *
 * Called by `reply`.
 */
import { readAnswer } from "./answer.ts";
import { dayOf } from "./calendar.ts";
import { arrive, goHome, onward, type Move } from "./arrive.ts";
import type { Answer, Answers, Effect, Input, Outcome, Snapshot } from "./contract.ts";
import { taken } from "./book.ts";
import { counted } from "./counted.ts";
import { advance, type MenuEvent } from "./machine.ts";
import { OWN, type CompiledScreen, type Release } from "./model.ts";
import { pathOf } from "./path.ts";
import { cleared, remembering } from "./snapshot.ts";
import { standing } from "./standing.ts";
import type { Item } from "./entries.ts";
import { shown, wrong } from "./wrong.ts";

/** A typed answer: stored, or the reason why not. */
export function asked(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  text: string,
  input: Input,
): [Move, Outcome] {
  if (screen.ask === null) return [{ to: snapshot }, "wrong"];
  const { country, timeZone } = release.channel;
  const read = readAnswer(text, screen.ask, {
    country,
    // Few questions ask for a date.
    get today() {
      return dayOf(timeZone, input.at);
    },
  });
  if ("answer" in read) {
    return [answered(release, snapshot, screen, read.answer, null, input), "answer"];
  }
  const { wrong: code, values } = read;
  const reason = { code, typed: shown(text), ...(values === undefined ? {} : { values }) };
  return [wrong(release, snapshot, reason), "wrong"];
}

/** Stores an answer and goes on: by its option's own way, else by the screen's. */
export function answered(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  answer: Answer,
  item: Item | null,
  input: Input,
): Move {
  const stored = item?.choice?.keep !== false;
  const given = stored ? withAnswer(release, snapshot, screen, answer) : snapshot.answers;
  const service = snapshot.service ?? screen.service;
  const answers = standing(release, service ?? "", given, screen.id);
  const next = { ...cleared(snapshot), answers, service };
  if (snapshot.changing !== null) return changed(release, snapshot, next, input);
  const own = item?.choice?.edges != null;
  const event: MenuEvent = own ? { type: `pick:${item.key}`, answers } : { type: "next", answers };
  const to = advance(release, screen.id, event).screen;
  if (to === screen.id) return goHome(release, next, input);
  return arrive(release, next, onward(release, to, answers), input);
}

/** With another clinic, the time that was booked at the one before is none of its times. */
function withAnswer(
  release: Release,
  { answers }: Snapshot,
  { name, service }: CompiledScreen,
  answer: Answer,
): Answers {
  const bookings = release.services.get(service ?? "")?.bookings ?? [];
  const lost = bookings.filter(({ book }) => book?.of === name && answers[name] !== answer);
  return { ...without(answers, lost), [name]: answer };
}

function without(answers: Answers, screens: readonly CompiledScreen[]): Answers {
  if (screens.length === 0) return answers;
  const names = new Set(screens.map(({ name }) => name));
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !names.has(name)));
}

/**
 * One answer was changed: on to what that newly opened, be it a question or something to be told,
 * and else back to the check screen.
 */
export function changed(release: Release, before: Snapshot, next: Snapshot, input: Input): Move {
  const service = next.service ?? "";
  const told = new Set(pathOf(release, service, before.answers).told);
  const path = pathOf(release, service, next.answers);
  const opened = path.told.find((screen) => !told.has(screen)) ?? path.at;
  if (opened === null) return goHome(release, next, input);
  return arrive(release, next, opened.id, input);
}

/** The request, with the answers of its path alone; the draft has done its duty. */
export function send(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  { facts }: Input,
): [Move, Outcome] {
  const { actions } = advance(release, screen.id, { type: "send", answers: snapshot.answers });
  const service = release.services.get(snapshot.service ?? "");
  if (!actions.includes("submit") || service === undefined) return [{ to: snapshot }, "submit"];
  const path = pathOf(release, service.name, snapshot.answers);
  if (path.at?.id !== screen.id && path.at !== null)
    return [{ to: { ...cleared(snapshot), screen: path.at.id } }, "submit"];
  if (service.anonymous) return [counted(snapshot, service, path), "submit"];
  const { intent } = snapshot;
  // The check screen of a request is never shown without an intent; without one there is nothing to send.
  if (intent === null) return [{ to: snapshot }, "submit"];
  // Everything is there still, behind it and in the draft.
  if (facts.refused === "sent_already") {
    return [{ to: remembering(snapshot, { screen: OWN.once, about: null }) }, "taken"];
  }
  const booking = service.bookings.filter(({ name }) => name in path.answers);
  const [first] = booking;
  if (facts.refused === "slot_taken" && first !== undefined) {
    const answers = without(snapshot.answers, booking);
    const to = taken({ ...cleared(snapshot), answers, screen: first.id });
    return [{ to }, "taken"];
  }
  const submit: Effect = {
    do: "submit",
    service: service.name,
    intent,
    answers: path.answers,
    status: service.life?.first ?? "received",
    keepMs: service.keepMs,
  };
  const effects: Effect[] = [
    submit,
    { do: "drop_draft", service: service.name, intent: intent.id },
  ];
  return [{ to: { ...cleared(snapshot), ended: true }, effects }, "submit"];
}
