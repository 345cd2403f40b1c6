/**
 * Arriving at a screen: entering and leaving a service's application, and the way back.
 */
import type { Answers, Effect, Input, Need, Snapshot } from "./contract.ts";
import { follow } from "./machine.ts";
import { APPLICATION_KINDS, OWN, type Release } from "./model.ts";
import { answerIn, isAnswered, waits, waysOn } from "./path.ts";
import { cleared, left } from "./snapshot.ts";

/** Where a reply leads, with what it asks to be done; or the facts it needs first. */
export type Move = { to: Snapshot; effects?: readonly Effect[] } | { needs: Need };

/** Screens that can be gone back to; the oldest are forgotten, and `0` then leads home. */
const BACK_MAX = 40;

/**
 * Where going forward to a screen really leads: past questions that are answered already, and no
 * further than something that is told. Nothing is asked twice, and every answer can still be changed
 * at the check screen.
 */
export function onward(release: Release, target: string, answers: Answers): string {
  const passed = new Set<string>();
  let id = target;
  for (;;) {
    const screen = release.screens.get(id);
    if (screen === undefined || !waits(screen) || passed.has(id)) return id;
    if (!isAnswered(screen, answers)) return id;
    passed.add(id);
    const next = follow(waysOn(screen, answerIn(screen, answers)), answers);
    if (next === null) return id;
    id = next;
  }
}

/** Moves to a screen, remembering the one left unless the way back led here. */
export function arrive(
  release: Release,
  from: Snapshot,
  target: string,
  input: Input,
  { remember = true }: { remember?: boolean } = {},
): Move {
  const screen = release.screens.get(target);
  if (screen === undefined) return goHome(release, from, input);
  const back =
    remember && from.screen !== target ? [...from.back, from.screen].slice(-BACK_MAX) : from.back;
  const next: Snapshot = { ...cleared(from), screen: target, back, about: null };
  const ended = screen.kind === "help" || screen.end;
  if (
    APPLICATION_KINDS.has(screen.kind) &&
    screen.service !== null &&
    screen.service !== from.service
  ) {
    return enter(release, next, screen.service, input);
  }
  if (screen.kind === "confirm" && from.changing !== null) {
    return { to: { ...next, back: from.changing.back, changing: null } };
  }
  // Navigation leaves the application; its answers wait in the draft.
  const stays =
    APPLICATION_KINDS.has(screen.kind) || screen.kind === "show" || screen.kind === "help";
  return { to: stays ? { ...next, ended } : { ...left(next), ended } };
}

/** The main menu of the dialled code. */
export function goHome(release: Release, from: Snapshot, input: Input): Move {
  const { start } = input.facts.code;
  const screen = release.screens.has(start) ? start : OWN.stuck;
  return {
    to: {
      ...cleared(left(from)),
      screen,
      back: [],
      about: null,
    },
  };
}

/** Begins an application, or offers the draft of one. */
function enter(release: Release, next: Snapshot, service: string, input: Input): Move {
  const { drafts } = input.facts;
  if (drafts === undefined) return { needs: "drafts" };
  const offered = drafts.some((draft) => draft.service === service);
  const fresh: Snapshot = { ...next, service, answers: {}, intent: null, changing: null };
  if (!offered || release.services.get(service)?.entry === null) return { to: fresh };
  return { to: { ...left(next), screen: OWN.resume, about: service } };
}
