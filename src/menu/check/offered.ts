/** Rules about services with `released: false`: what citizens use holds together without them. */
import { leadsToAbsent, unreleased } from "../offered.ts";
import type { Target } from "../screen-format.ts";
import { below, screensOf, targetsOf, type At, type Screen, type World } from "./world.ts";

export function checkOffered(world: World): void {
  const absent = unreleased(world.source);
  if (absent.size === 0) return;
  for (const screen of screensOf(world)) {
    if (screen.service !== null && absent.has(screen.service.service)) continue;
    if ("menu" in screen.source) checkMenu(world, screen, absent);
    else for (const { go, at } of targetsOf(screen)) checkGo(world, go, at, absent);
    const of = "of" in screen.source ? screen.source.of : undefined;
    if (of !== undefined && absent.has(of)) report(world, below(screen.at, "of"), of);
  }
}

/** An option that leads there is left out with the service; all others must do without it. */
function checkMenu(world: World, screen: Screen, absent: ReadonlySet<string>): void {
  const targets = targetsOf(screen);
  for (const { go, at } of targets) {
    if (!leadsToAbsent(go, absent)) checkGo(world, go, at, absent);
  }
  if (!targets.every(({ go }) => leadsToAbsent(go, absent))) return;
  const message = `\`${screen.name}\` has no option that citizens are shown: none of its services is released`;
  const mend = "Add an option, or release one of them.";
  world.report(screen.at, "not-released", message, mend);
}

function checkGo(world: World, go: Target, at: At, absent: ReadonlySet<string>): void {
  const arms =
    typeof go === "string"
      ? [{ to: go, at }]
      : go.map(({ to }, i) => ({ to, at: below(at, i, "to") }));
  for (const { to, at: place } of arms) if (absent.has(to)) report(world, place, to);
}

function report(world: World, at: At, service: string): void {
  const message = `\`${service}\` is not released, so that nothing but an option of a menu may lead to it`;
  world.report(
    at,
    "not-released",
    message,
    "Lead somewhere else, or take `released: false` out there.",
  );
}
