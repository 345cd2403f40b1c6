/**
 * Asking an agency's system on the way through an application.
 *
 * Owns what follows from what it said: found leads on, and is an answer like those before; nothing, broken
 * and late are screens. Never asks without an answer to ask with, which a deep link has none of. Inputs are
 * guessed at as references are, so a call that asks for too many unknown ones ends. Called by `step`,
 * `reply` and `view`.
 */
import { changed } from "./apply.ts";
import { arrive, goHome, onward, type Move } from "./arrive.ts";
import type { Answers, Effect, Input, LookUp, Outcome, Snapshot } from "./contract.ts";
import { commands, plainBody, type Body } from "./entries.ts";
import {
  cameTo,
  inputsOf,
  markerOf,
  withInstead,
  withLookedUp,
  withoutLookedUp,
} from "./looked-up.ts";
import { advance, follow } from "./machine.ts";
import type { CompiledScreen, Release } from "./model.ts";
import { answerIn, choiceOf, insteadOf, isAnswered, isQuestion, waits, waysOn } from "./path.ts";
import { cleared } from "./snapshot.ts";
import { standing } from "./standing.ts";
import { say } from "./text.ts";
import { valuesOf, type Speaking } from "./values.ts";

/** Unknown inputs in one call; the last of them ends it, once it is told. As for references. */
const UNKNOWN_MAX = 3;

/** Past every look-up that a move comes to and that has an answer; or what must be asked first. */
export function pastLookUps(release: Release, move: Move, input: Input): Move {
  let now = move;
  while ("to" in now) {
    const { to } = now;
    const screen = release.screens.get(to.screen);
    if (screen === undefined || screen.lookUp === null || to.about !== null || to.ended) return now;
    const next = typeof input.text === "string" ? asked(release, to, screen, input) : null;
    // A dial asks nothing.
    now = next ?? goHome(release, to, input);
    if ("to" in now && "effects" in move) now = { ...now, effects: move.effects ?? [] };
  }
  return now;
}

function asked(release: Release, to: Snapshot, screen: CompiledScreen, input: Input): Move {
  const before = cameTo(screen, to.answers);
  if (before === "found") return found(release, to, screen, input);
  // It came behind the citizen's back, or was gone on from by a way that is gone.
  if (before !== null) return { to: instead(to, before === "broken" ? "broken" : "none") };
  const lookUp = lookUpOf(screen, to);
  if (lookUp === null) return { to: instead(to, "none") };
  const { service, name, marker } = lookUp;
  const known = input.facts.lookedUp?.find(
    ({ of }) => of.service === service && of.name === name && of.marker === marker,
  );
  if (known === undefined) return { needs: { lookUp } };
  const { came } = known;
  if (came.is !== "found") return { to: instead(to, came.is) };
  const all = withLookedUp(screen, to.answers, came.fields, came.at ?? input.at);
  const answers = standing(release, service, all, screen.id);
  return found(release, { ...to, answers }, screen, input);
}

/** True where a look-up is stood before, and not told yet what it came to. */
export function isUnasked(screen: CompiledScreen | undefined, { about, ended }: Snapshot): boolean {
  return screen?.kind === "look_up" && about === null && !ended;
}

/** What is to be asked; null where there is nothing to ask with. */
export function lookUpOf(
  screen: CompiledScreen,
  { answers }: Pick<Snapshot, "answers">,
): LookUp | null {
  const inputs = inputsOf(screen, answers);
  if (inputs === null || screen.lookUp === null) return null;
  const { service, name, lookUp } = screen;
  const { connector } = lookUp;
  return { service: service ?? "", name, connector, inputs, marker: markerOf(screen, answers) };
}

/** On, as after an answer; the way back leads past it. */
function found(release: Release, to: Snapshot, screen: CompiledScreen, input: Input): Move {
  const { answers, changing } = to;
  if (changing !== null) return changed(release, { ...to, answers: changing.answers }, to, input);
  const next = advance(release, screen.id, { type: "next", answers }).screen;
  if (next === screen.id) return goHome(release, to, input);
  return arrive(release, to, onward(release, next, answers), input, { remember: false });
}

function instead(to: Snapshot, about: "none" | "broken" | "late"): Snapshot {
  const unknown = (to.unknown ?? 0) + (about === "none" ? 1 : 0);
  const ended = about === "late" || (about === "none" && unknown >= UNKNOWN_MAX);
  return { ...to, about, ended, ...(about === "none" && { unknown }) };
}

/** A late one is owed from the moment its citizen is told so. */
export function owedOn(release: Release, { screen: id, about, ended }: Snapshot): Effect[] {
  const screen = release.screens.get(id);
  if (screen?.lookUp == null || about !== "late" || !ended) return [];
  return [{ do: "owe_look_up", service: screen.service ?? "", name: screen.name }];
}

/** What a screen without an answer says, and the one way on it may have. */
export function lookUpBody(speaking: Speaking, screen: CompiledScreen, snapshot: Snapshot): Body {
  const { lookUp } = screen;
  const { about, ended } = snapshot;
  // Nobody stands here without one of these; a screen says something all the same.
  const told = about === "none" || about === "late" ? about : "broken";
  if (lookUp === null) return plainBody(() => "");
  const head = () => say(lookUp[told], speaking.language, valuesOf(speaking));
  const way = ended || told === "late" ? null : wayFrom(screen, told);
  return way === null
    ? plainBody(head, ended)
    : { head, ...commands(speaking, [way === "on" ? "continue" : "stuck_retry"]) };
}

/** `on`: where the file leads; `anew`: to the question that is asked anew; `again`: the same once more. */
function wayFrom(screen: CompiledScreen, about: "none" | "broken"): "on" | "anew" | "again" | null {
  if (screen.lookUp?.anew.has(about) === true) return "anew";
  if (choiceOf(screen, insteadOf(about))?.edges != null) return "on";
  return about === "broken" && screen.lookUp?.safe === true ? "again" : null;
}

/** The number on such a screen was pressed. */
export function goneOn(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  input: Input,
): [Move, Outcome] {
  const about = snapshot.about === "none" ? "none" : "broken";
  const rest = withoutLookedUp(screen, snapshot.answers);
  const to = { ...cleared(snapshot), answers: rest, about: null };
  if (wayFrom(screen, about) === "again") return [{ to }, "choice"];
  const on = withInstead(screen, rest, about, input.at);
  const next = advance(release, screen.id, { type: `pick:${about}`, answers: on }).screen;
  if (next === screen.id) return [goHome(release, to, input), "home"];
  const round = screen.lookUp?.anew.has(about) === true || comesRound(release, screen, next, on);
  const anew = round ? askedAnew(release, screen, next) : [];
  const answers = anew.length === 0 ? on : without(anew, rest);
  const there = anew.length === 0 ? onward(release, next, answers) : next;
  return [arrive(release, { ...to, answers }, there, input, { remember: false }), "choice"];
}

/** True where a way leads back to the look-up by itself: over what is only told or has an answer. */
function comesRound(
  release: Release,
  lookUp: CompiledScreen,
  from: string,
  answers: Answers,
): boolean {
  const passed = new Set<string>();
  let id: string | null = from;
  while (id !== null && !passed.has(id)) {
    passed.add(id);
    const screen: CompiledScreen | undefined = release.screens.get(id);
    if (screen === undefined || screen.service !== lookUp.service) return false;
    if (screen === lookUp) return true;
    if (waits(screen) ? !isAnswered(screen, answers) : screen.kind !== "show") return false;
    id = follow(waysOn(screen, answerIn(screen, answers)), answers);
  }
  return false;
}

/** Questions that such a way asks anew: the one it leads to, and what it was looked up by. */
function askedAnew(release: Release, { lookUp }: CompiledScreen, next: string): string[] {
  const inputs = [...(lookUp?.inputs.values() ?? [])];
  const to = release.screens.get(next);
  if (to === undefined || !isQuestion(to)) return inputs;
  return inputs.includes(to.name) ? [to.name] : [to.name, ...inputs];
}

function without(names: readonly string[], answers: Answers): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !names.includes(name)));
}
