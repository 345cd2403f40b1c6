/**
 * The path of an application: which questions the answers so far lead through, and where it stands.
 *
 * Used to go on with a draft, to count `(step/steps)`, to list what can be changed and to submit
 * only answers that are on the path. Walks the edges the machine was built from.
 */
import type { Answers } from "./contract.ts";
import { cameTo, lookedUpIn, type Instead } from "./looked-up.ts";
import { follow } from "./machine.ts";
import type { CompiledScreen, Release } from "./model.ts";

export interface Path {
  /** Answered questions in the order they are met. */
  answered: readonly CompiledScreen[];
  /** What the citizen is told on the way: `show` screens passed before `at`. */
  told: readonly CompiledScreen[];
  /** Answers of those questions only: a stale one of an abandoned branch is left out. */
  answers: Answers;
  /** The first screen that still waits: a question, a notice or the check screen; null = none. */
  at: CompiledScreen | null;
  /** Ids of all screens the walk came by, those behind `at` included. */
  met: ReadonlySet<string>;
  /** Questions on the path if it goes on without further branches. */
  steps: number;
}

/** True for the screens whose answer is stored and can be changed. */
export function isQuestion(screen: CompiledScreen): boolean {
  return screen.kind === "choose" || screen.kind === "ask" || screen.kind === "book";
}

/**
 * Walks a service's application from its entry. A loop in the menus ends the walk. The question
 * named `unanswered` counts as not answered yet.
 */
export function pathOf(
  release: Release,
  service: string,
  answers: Answers,
  unanswered: string | null = null,
): Path {
  const entry = release.services.get(service)?.entry ?? null;
  const answered: CompiledScreen[] = [];
  const told: CompiledScreen[] = [];
  const known: Record<string, Answers[string]> = {};
  const seen = new Set<string>();
  let at: CompiledScreen | null = null;
  let steps = 0;
  let id = entry;
  while (id !== null && !seen.has(id)) {
    seen.add(id);
    const screen: CompiledScreen | undefined = release.screens.get(id);
    if (screen === undefined || screen.service !== service) break;
    if (isQuestion(screen)) steps++;
    if (screen.kind === "confirm") {
      at ??= screen;
      break;
    }
    const given = at === null && screen.name !== unanswered && isAnswered(screen, answers);
    const answer = given ? answerIn(screen, answers) : undefined;
    if (answer !== undefined && waits(screen)) {
      if (screen.lookUp !== null) Object.assign(known, lookedUpIn(screen, answers));
      else known[screen.name] = answer;
      if (isQuestion(screen)) answered.push(screen);
    } else if (waits(screen)) {
      at ??= screen;
    } else if (screen.kind !== "show") {
      break;
    } else if (at === null) {
      told.push(screen);
    }
    id = follow(at === null ? waysOn(screen, answer) : screen.edges, known);
  }
  return { answered, told, answers: known, at, met: seen, steps };
}

/** Questions, notices and look-ups: screens that a walk may not pass without an answer. */
export function waits(screen: CompiledScreen): boolean {
  return isQuestion(screen) || screen.kind === "notice" || screen.kind === "look_up";
}

/**
 * True where there is an answer: of a look-up, to what it would ask now, or that its citizen goes on without
 * one.
 */
export function isAnswered(screen: CompiledScreen, answers: Answers): boolean {
  if (screen.lookUp === null) return screen.name in answers;
  const came = cameTo(screen, answers);
  return came === "found" || (came !== null && choiceOf(screen, insteadOf(came))?.edges != null);
}

/** The answer by which ways are chosen: of a look-up that found nothing, the way it has for that. */
export function answerIn(screen: CompiledScreen, answers: Answers): Answers[string] | undefined {
  const came = screen.lookUp === null ? null : cameTo(screen, answers);
  return came === "none" || came === "broken" ? insteadOf(came) : answers[screen.name];
}

/** As `compile` names these ways: nobody can type them. */
export function insteadOf(came: Instead): string {
  return `?${came}`;
}

/** The edges an answer takes: those of its option, else those of the screen. */
export function waysOn(screen: CompiledScreen, answer: Answers[string] | undefined) {
  return choiceOf(screen, answer)?.edges ?? screen.edges;
}

/** The option an answer stands for, the way out of a list included. */
export function choiceOf(screen: CompiledScreen, answer: Answers[string] | undefined) {
  if (screen.other !== null && screen.other.is === answer) return screen.other;
  return screen.choices.find((choice) => choice.is === answer) ?? null;
}
