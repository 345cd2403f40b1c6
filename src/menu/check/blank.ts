/**
 * Rule: a screen is never blank: where it says nothing but answers, whoever comes to it has given one of them.
 *
 * A warning, as conditions are not computed. Not told of the words behind the sending, of which `unasked` tells.
 */
import type { CompiledScreen, Release } from "../model.ts";
import { isQuestion } from "../path.ts";
import { saidIn, type Said } from "./said.ts";
import { argumentsOf, sayingsOf } from "./sayings.ts";
import { comesPast } from "./unasked.ts";
import { isPartial, type World } from "./world.ts";

export function checkBlank(world: World): void {
  if (world.source.unread.size > 0) return;
  for (const said of saidIn(world)) {
    const { service, text, at, on } = said;
    if (service === null || on?.key !== "say" || isPartial(world, service.service)) continue;
    for (const { saying, language, letter } of sayingsOf(world, text, at)) {
      const names = bareNames(saying, language);
      const asked = names.flatMap((name) => questionOf(world.release, said, name));
      if (names.length === 0 || asked.length < names.length) continue;
      // A question that may be passed over can be passed with nothing to print.
      const sure = asked.filter(({ ask }) => ask?.optional !== true).map(({ id }) => id);
      if (!comesPast(world.release, service, on.screen.id, new Set(sure))) continue;
      const message = `this says nothing but ${names.map((name) => `{${name}}`).join(", ")}, which a way here goes around: it is then blank`;
      const mend = "Add words to it, or print a value of `let` with an `otherwise`.";
      world.report(letter(saying.indexOf("{")), "unasked", message, mend, "warning");
    }
  }
}

/** What a text prints that has no word of its own; a plural or `select` has some. */
function bareNames(saying: string, language: string): string[] {
  const words = saying.replace(/\{[^{}]*\}/g, "");
  if (/[\p{L}\p{N}]/u.test(words)) return [];
  return [...new Set(argumentsOf(saying, language).map(({ name }) => name))];
}

function questionOf({ screens }: Release, { service }: Said, name: string): CompiledScreen[] {
  const screen = screens.get(`${service?.service}/${name}`);
  return screen !== undefined && isQuestion(screen) ? [screen] : [];
}
