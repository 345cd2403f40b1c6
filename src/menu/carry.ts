/**
 * Carries a call from the release it began on to another one, as far as its place is still there.
 *
 * Owns what is said where it is not. Nothing a citizen meets does this: a session stays on its
 * release. Pure and total; called by `session/carry`, for whoever tries menus while writing them.
 */
import type { Snapshot } from "./contract.ts";
import { fit } from "./fit.ts";
import { CAME_AT, fieldKey } from "./looked-up.ts";
import { OWN, type CompiledScreen, type Release } from "./model.ts";
import { isQuestion, pathOf } from "./path.ts";
import { cleared, left } from "./snapshot.ts";

export interface Carried {
  snapshot: Snapshot;
  /** What could not be kept and what follows from it, a sentence each; empty = nothing. */
  told: readonly string[];
}

/**
 * The call's place in `to`; `start` is the id of the main menu it goes to where it has none, `at` the
 * instant (epoch milliseconds) that limits such as `today` are reckoned from.
 */
export function carry(to: Release, snapshot: Snapshot, start: string, at: number): Carried {
  const told: string[] = [];
  const language = languageIn(to, snapshot.language, told);
  const back = snapshot.back.filter((id) => isThere(to, id));
  const here = { ...snapshot, language, back, wrong: null, strikes: 0 };
  const next =
    here.service === null
      ? navigating(to, here, start, told)
      : applying(to, here, { start, now: at }, told);
  const screen = to.screens.get(next.screen);
  const ended = screen?.kind === "help" || screen?.end === true;
  return { snapshot: { ...next, ended }, told };
}

function languageIn(to: Release, language: string | null, told: string[]): string | null {
  const spoken = to.channel.languages.map(({ is }) => is);
  if (language === null || spoken.includes(language)) return language;
  told.push(`The language \`${language}\` is not there any more; \`${spoken[0]}\` is spoken.`);
  return spoken[0] ?? null;
}

/** In menus: the same screen, else the last one before it that is still there. */
function navigating(to: Release, here: Snapshot, start: string, told: string[]): Snapshot {
  const is = (...of: string[]) => of.includes(here.screen);
  const about = is(OWN.resume, OWN.stuck, OWN.pin) ? here.about : null;
  const known = about === null || to.services.has(about) || to.screens.has(about);
  if (isThere(to, here.screen) && known) return here;
  const before = here.back.findLastIndex((id) => to.screens.has(id));
  const screen = here.back[before];
  if (screen === undefined) return home(to, here, start, told);
  moved(told, here.screen, screen);
  return { ...cleared(here), screen, about: null, back: here.back.slice(0, before) };
}

/** In an application: the same screen, unless an answer before it has to be given again. */
function applying(
  to: Release,
  here: Snapshot,
  { start, now }: { start: string; now: number },
  told: string[],
): Snapshot {
  const service = here.service ?? "";
  if (!to.services.has(service)) {
    told.push(`The service \`${service}\` is not there any more, nor are its answers.`);
    return home(to, here, start, []);
  }
  const answers = fit(to, service, here.answers, now).answers;
  const lost = Object.keys(here.answers).filter((name) => !(name in answers));
  const again = new Set<string>();
  // Fields go with what they are of.
  for (const name of lost.filter((each) => !each.includes("."))) {
    const asked = to.screens.has(`${service}/${name}`);
    if (asked) again.add(`${service}/${name}`);
    const found = fieldKey(name, CAME_AT) in here.answers;
    const what = found ? `What \`${name}\` found` : `The answer to \`${name}\``;
    const other = found
      ? "another question is asked now."
      : "it does not fit the question any more.";
    told.push(`${what} is dropped: ${asked ? other : "nothing asks for it any more."}`);
  }
  const changing =
    here.changing === null
      ? null
      : { ...here.changing, answers: fit(to, service, here.changing.answers, now).answers };
  const next: Snapshot = { ...here, answers, changing };
  const screen = to.screens.get(here.screen);
  const { at } = pathOf(to, service, answers, screen?.name ?? null);
  if (screen === undefined ? !isKept(to, here, at) : at !== null && again.has(at.id)) {
    const goal = at?.id ?? to.services.get(service)?.first ?? "";
    if (!to.screens.has(goal)) return home(to, next, start, told);
    // Nobody stands at a look-up: where the call goes on is seen once that was asked.
    if (screen === undefined || at?.kind !== "look_up") {
      moved(told, here.screen, goal, screen !== undefined);
    }
    return { ...cleared(next), screen: goal, about: null, changing: null };
  }
  if (screen !== undefined && at !== null && at.id !== screen.id && isQuestion(at)) {
    told.push(`\`${at.name}\` is not answered, and comes before \`${screen.name}\` now.`);
  }
  return next;
}

/** A screen of Njia's own goes on where what it is about is still there. */
function isKept(to: Release, { screen, about }: Snapshot, at: CompiledScreen | null): boolean {
  if (!isThere(to, screen)) return false;
  if (screen === OWN.change) return at?.kind === "confirm";
  return screen !== OWN.stuck || about === null || to.screens.has(about);
}

function home(to: Release, here: Snapshot, start: string, told: string[]): Snapshot {
  const screen = to.screens.has(start) ? start : OWN.stuck;
  if (screen !== here.screen) moved(told, here.screen, screen);
  return { ...cleared(left(here)), screen, back: [], about: null };
}

function moved(told: string[], from: string, goal: string, there = false): void {
  const why = there ? "" : `The screen \`${nameOf(from)}\` is not there any more. `;
  told.push(`${why}The call goes on at \`${nameOf(goal)}\`.`);
}

function isThere(to: Release, id: string): boolean {
  return to.screens.has(id) || Object.values(OWN).some((own) => own === id);
}

function nameOf(id: string): string {
  return id.replace(/^channel\/~?/, "");
}
