/**
 * A rule against the release before: an option keeps the answer that it stores, whatever its words become.
 */
import type { Parts } from "../parts.ts";
import type { Choice } from "../model.ts";
import { below, optionsOf, screensOf, type World } from "./world.ts";

export function checkRenamed(world: World, before: Parts): void {
  for (const screen of screensOf(world)) {
    const was = before.release.screens.get(screen.id);
    const now = world.release.screens.get(screen.id);
    if (was?.kind !== "choose" || now?.kind !== "choose") continue;
    const kept = new Set(now.choices.map(({ is }) => is));
    const known = new Set(was.choices.map(({ is }) => is));
    for (const [index, { option, at }] of optionsOf(screen).entries()) {
      const choice = now.choices[index];
      if (choice === undefined || !("is" in option) || known.has(choice.is)) continue;
      const gone = was.choices.find((one) => !kept.has(one.is) && isAlike(one, choice));
      if (gone === undefined) continue;
      const message = `this option was \`${gone.is}\`, and is \`${choice.is}\` now`;
      const mend = `Give it back \`is: ${gone.is}\`; its words may change.`;
      world.report(below(at, "is"), "answer-renamed", message, mend, "warning");
    }
  }
}

/** The same number, and the same words in some language. */
function isAlike(one: Choice, other: Choice): boolean {
  if (one.key !== other.key) return false;
  const words = ({ say }: Choice, language: string) => say.get(language)?.format(() => "");
  return [...one.say.keys()].some((language) => words(one, language) === words(other, language));
}
