/** Rules about where ways end: after every answer something comes, and none leads only in a circle. */
import { OWN, type CompiledScreen, type Release } from "../model.ts";
import { edgesOf, isPartial, optionsOf, type Screen, type World } from "./world.ts";

/** An application must come to its check screen, or out to navigation, from wherever it stands. */
export function checkEnds(world: World, screens: readonly Screen[], broken: boolean): void {
  const ends = endings(world.release);
  for (const written of screens) {
    const { id, name, at, service } = written;
    const screen = world.release.screens.get(id);
    if (screen === undefined || (service !== null && isPartial(world, service.service))) continue;
    const goes = ["choose", "ask", "book", "notice", "look_up"].includes(screen.kind);
    if (goes && screen.edges.length === 0 && leaves(screen)) {
      reportDeadEnd(world, written);
    } else if (!broken && !ends.has(id)) {
      const message = `from \`${name}\` the ways only lead in a circle`;
      const mend = "Let one way lead to a check screen, a menu or an ending screen.";
      world.report(at, "no-way-out", message, mend);
    }
  }
}

/** True where somebody goes on by the way of the screen itself, and not by that of an option. */
function leaves(screen: CompiledScreen): boolean {
  const { kind, choices, list } = screen;
  const own = choices.some(({ edges }) => edges === null);
  return kind === "look_up" || list !== null || own || edgesOf(screen).length === 0;
}

/** At the options that lead nowhere where the others lead on, else at the screen. */
function reportDeadEnd({ report }: World, screen: Screen): void {
  const options = optionsOf(screen);
  const lost = options.filter(({ option }) => option.go === undefined);
  const one = lost.length > 0 && lost.length < options.length;
  // Nothing comes after a screen of `aside` but by its `go`.
  const aside = screen.at.path[0] === "aside";
  const or = aside ? "" : ", or a screen below it";
  for (const { option, at } of one ? lost : []) {
    const named = "is" in option ? ` \`${option.is}\`` : "";
    const mend = `Add \`go:\` to the option or to the question${or}.`;
    const message = `after the answer${named} of \`${screen.name}\` there is no screen`;
    report(at, "dead-end", message, mend);
  }
  if (one) return;
  const mend = aside
    ? "Add `go:`: below `aside` a screen leads on only by it."
    : `Add \`go:\`${or}.`;
  report(screen.at, "dead-end", `after \`${screen.name}\` there is no screen`, mend);
}

/** Screens from which an ending, or a screen that waits for the citizen's own choice, is reached. */
function endings(release: Release): ReadonlySet<string> {
  const into = new Map<string, string[]>();
  const waiting: string[] = Object.values(OWN);
  for (const screen of release.screens.values()) {
    const out = edgesOf(screen);
    const waits = !["choose", "ask", "book", "notice", "look_up"].includes(screen.kind);
    if (waits || out.length === 0) waiting.push(screen.id);
    for (const { to } of out) {
      const from = into.get(to);
      if (from === undefined) into.set(to, [screen.id]);
      else from.push(screen.id);
    }
  }
  // Backwards from the ends: going round forwards until nothing changes took a round for each screen.
  const ends = new Set<string>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (ends.has(id)) continue;
    ends.add(id);
    waiting.push(...(into.get(id) ?? []));
  }
  return ends;
}
