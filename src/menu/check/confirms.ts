/**
 * Rule: a check screen prints at least one of the answers it sends.
 *
 * A warning: where all answers are sensitive it can print none, and what is only counted is read again
 * by nobody.
 */
import { nameOf } from "../written.ts";
import { isUnreadable, placeholdersOf, sayingsOf } from "./sayings.ts";
import { below, isPartial, screensOf, type World } from "./world.ts";

export function checkConfirms(world: World): void {
  for (const { source, at, service } of screensOf(world)) {
    if (!("confirm" in source) || source.send !== "request") continue;
    if (service === null || isPartial(world, service.service)) continue;
    const all = [...service.screens, ...(service.aside ?? [])];
    const shown = all.filter((one) => !("sensitive" in one && one.sensitive === true));
    const asked = shown.filter((one) => ASKS.has(nameOf(one).kind)).map((one) => nameOf(one).name);
    const [first] = asked;
    if (first === undefined) continue;
    const known = new Set([
      ...shown.map((one) => nameOf(one).name),
      ...Object.keys(service.let ?? {}),
    ]);
    const place = below(at, "say");
    if (sayingsOf(world, source.say, place).some(isUnreadable)) continue;
    if ([...placeholdersOf(world, source.say, place).keys()].some((name) => known.has(name)))
      continue;
    const message = "nothing of what is sent can be read again here";
    const mend = `Print what was answered: {${first}}.`;
    world.report(place, "confirm-blind", message, mend, "warning");
  }
}

const ASKS: ReadonlySet<string> = new Set(["choose", "ask", "book"]);
