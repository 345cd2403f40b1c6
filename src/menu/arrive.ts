/**
 * Arriving at a screen: entering and leaving a service's application, and the way back.
 */
import type { Effect, Input, Snapshot } from "./contract.ts";
import { APPLICATION_KINDS, OWN, type Release } from "./model.ts";
import { isQuestion, pathOf } from "./path.ts";

/** Where a reply leads, with what it asks to be done; or the facts it needs first. */
export type Move = { to: Snapshot; effects?: readonly Effect[] } | { needs: "drafts" | "requests" };

/** Screens that can be gone back to; the oldest are forgotten, and `0` then leads home. */
const BACK_MAX = 40;

/**
 * Moves to a screen, remembering the one left unless the way back led here. Going forward passes
 * over questions that are answered already: nothing is asked twice, and any answer can still be
 * changed at the check screen.
 */
export function arrive(
  release: Release,
  from: Snapshot,
  target: string,
  input: Input,
  { remember = true }: { remember?: boolean } = {},
): Move {
  const screen = release.screens.get(target);
  if (screen === undefined) return goHome(release, from, input);
  if (
    remember &&
    isQuestion(screen) &&
    screen.service === from.service &&
    screen.name in from.answers
  ) {
    const { at } = pathOf(release, screen.service ?? "", from.answers);
    if (at !== null && !(at.name in from.answers)) return arrive(release, from, at.id, input);
  }
  const back =
    remember && from.screen !== target ? [...from.back, from.screen].slice(-BACK_MAX) : from.back;
  const next: Snapshot = {
    ...from,
    screen: target,
    back,
    pages: [],
    find: null,
    wrong: null,
    strikes: 0,
  };
  const ended = screen.kind === "help" || screen.end;
  if (
    APPLICATION_KINDS.has(screen.kind) &&
    screen.service !== null &&
    screen.service !== from.service
  ) {
    return enter(release, next, screen.service, input);
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
      ...left(from),
      screen,
      back: [],
      pages: [],
      find: null,
      wrong: null,
      strikes: 0,
      about: null,
    },
  };
}

function left(snapshot: Snapshot): Snapshot {
  return { ...snapshot, service: null, answers: {}, intent: null, changing: false };
}

/** Begins an application, or offers the draft of one. */
function enter(release: Release, next: Snapshot, service: string, input: Input): Move {
  const { drafts } = input.facts;
  if (drafts === undefined) return { needs: "drafts" };
  const offered = drafts.some((draft) => draft.service === service);
  const fresh: Snapshot = { ...next, service, answers: {}, intent: null, changing: false };
  if (!offered || release.services.get(service)?.entry === null) return { to: fresh };
  return { to: { ...left(next), screen: OWN.resume, about: service } };
}
