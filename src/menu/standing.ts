/**
 * What was looked up, as far as it still stands where the citizen is.
 *
 * Owns when facts go: with an input that changed, and with a way that was left. Without this a text, a
 * computed value or a condition would go by another one's facts. Pure. Called wherever answers change.
 */
import type { Answers } from "./contract.ts";
import { cameTo, withoutLookedUp } from "./looked-up.ts";
import type { CompiledScreen, Release } from "./model.ts";
import { pathOf } from "./path.ts";

/** The answers without what does not stand; the same object where all does. `here`: the screen's id. */
export function standing(
  release: Release,
  service: string,
  answers: Answers,
  here: string | null,
): Answers {
  const screens = lookUpsIn(release, service, answers);
  if (screens.length === 0) return answers;
  const ofOthers = screens.filter((screen) => cameTo(screen, answers) === null);
  const own = without(ofOthers, answers);
  const { met } = pathOf(release, service, own);
  // On a way that no application takes, such as a mere question about a fee, all is still ahead.
  if (here === null || !met.has(here)) return own;
  const left = screens.filter(({ id }) => !met.has(id));
  return without(left, own);
}

/** Look-ups that the answers hold anything of. */
function lookUpsIn(release: Release, service: string, answers: Answers): CompiledScreen[] {
  const screens = lookUpsOf(release).get(service) ?? [];
  if (screens.length === 0) return [];
  const names = new Set(Object.keys(answers).map((key) => key.split(".", 1)[0]));
  return screens.filter(({ name }) => names.has(name));
}

/** By service; most have none, and every hop asks. */
const lookUps = new WeakMap<Release, ReadonlyMap<string, CompiledScreen[]>>();

function lookUpsOf(release: Release): ReadonlyMap<string, CompiledScreen[]> {
  let known = lookUps.get(release);
  if (known === undefined) {
    const all = [...release.screens.values()].filter(({ lookUp }) => lookUp !== null);
    known = Map.groupBy(all, ({ service }) => service ?? "");
    lookUps.set(release, known);
  }
  return known;
}

function without(screens: readonly CompiledScreen[], answers: Answers): Answers {
  return screens.reduce((rest, screen) => withoutLookedUp(screen, rest), answers);
}
