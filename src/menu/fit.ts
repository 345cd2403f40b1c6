/**
 * A draft on a newer release: which of its answers still fit, and which questions that leaves open.
 *
 * An answer fits where its question is still there and would take it today. Pure. Called when a draft is
 * offered and when it is gone on with, so that what is told and what is asked cannot differ.
 */
import { isAnswerTo } from "./answer.ts";
import { dayOf } from "./calendar.ts";
import type { Answer, Answers } from "./contract.ts";
import { lookedUpIn, stillHolds } from "./looked-up.ts";
import { follow } from "./machine.ts";
import type { CompiledScreen, Release } from "./model.ts";
import { answerIn, choiceOf, isQuestion, waysOn } from "./path.ts";
import { slotsOf } from "./slots.ts";

export interface Fit {
  /** Those that still fit. */
  answers: Answers;
  /**
   * Questions that the change leaves open, in the order in which they are asked: answered before in a
   * way that does not fit any more, or new among those that were answered. Empty where all fits.
   */
  open: readonly CompiledScreen[];
}

/** `at`: epoch milliseconds, whose day limits such as `today` are reckoned from. */
export function fit(release: Release, service: string, answers: Answers, at: number): Fit {
  const kept: Record<string, Answer> = {};
  const lost = new Set<string>();
  for (const [name, answer] of Object.entries(answers)) {
    const screen = release.screens.get(`${service}/${name}`);
    // What was looked up is no answer of theirs: it is asked anew, and not told.
    if (isLookUpIn(release, service, name)) continue;
    if (screen !== undefined && stillTakes(release, screen, answers, at)) kept[name] = answer;
    else lost.add(name);
  }
  for (const screen of release.screens.values()) {
    if (screen.service !== service || screen.lookUp === null) continue;
    const looked = lookedUpIn(screen, answers);
    if (stillHolds(screen, { ...kept, ...looked }, at)) Object.assign(kept, looked);
  }
  return { answers: kept, open: openOn(release, service, kept, lost) };
}

function isLookUpIn({ screens }: Release, service: string, name: string): boolean {
  const [screen = ""] = name.split(".");
  return name.includes(".") || screens.get(`${service}/${screen}`)?.kind === "look_up";
}

function stillTakes(
  { channel }: Release,
  screen: CompiledScreen,
  answers: Answers,
  at: number,
): boolean {
  const answer = answers[screen.name] ?? null;
  if (screen.kind === "notice") return true;
  if (screen.book !== null) {
    return slotsOf(channel, screen.book, answers, at).some(({ is }) => is === answer);
  }
  if (screen.kind === "choose") {
    if (choiceOf(screen, answer) !== null) return true;
    return typeof answer === "string" && screen.list?.row(answer) !== undefined;
  }
  if (screen.ask === null) return false;
  const { country, timeZone } = channel;
  return isAnswerTo(answer, screen.ask, {
    country,
    get today() {
      return dayOf(timeZone, at);
    },
  });
}

/** Walks the whole way, over questions that have no answer. A loop in the menus ends the walk. */
function openOn(
  release: Release,
  service: string,
  kept: Answers,
  lost: ReadonlySet<string>,
): CompiledScreen[] {
  if (lost.size === 0 && Object.keys(kept).length === 0) return [];
  const open: CompiledScreen[] = [];
  /** Without an answer, and no later one answered so far. */
  let ahead: CompiledScreen[] = [];
  const seen = new Set<string>();
  let id = release.services.get(service)?.entry ?? null;
  while (id !== null && !seen.has(id)) {
    seen.add(id);
    const screen = release.screens.get(id);
    if (screen === undefined || screen.service !== service || screen.kind === "confirm") break;
    const answer = answerIn(screen, kept);
    if (isQuestion(screen) && answer === undefined) ahead.push(screen);
    else if (isQuestion(screen)) {
      open.push(...ahead);
      ahead = [];
    }
    id = follow(answer === undefined ? screen.edges : waysOn(screen, answer), kept);
  }
  const again = ahead.filter(({ name }) => lost.has(name));
  // Something that was answered is not there any more: perhaps under another name, and asked next.
  const renamed = open.length + again.length === 0 && lost.size > 0 ? ahead.slice(0, 1) : [];
  return [...open, ...again, ...renamed];
}
