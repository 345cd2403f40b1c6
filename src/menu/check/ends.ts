/** Rules about where ways end: after every answer something comes, and none leads only in a circle. */
import { OWN, type CompiledScreen, type Release } from "../model.ts";
import { waysOf, type Way } from "./unsent.ts";
import {
  below,
  edgesOf,
  GOING_ON,
  isPartial,
  optionsOf,
  targetsOf,
  type At,
  type Screen,
  type World,
} from "./world.ts";

/**
 * An application must come to its check screen, or out to navigation, from wherever it stands. Gives back the
 * services that one way leads back to their beginning: what is below it is not reached only for that.
 */
export function checkEnds(
  world: World,
  screens: readonly Screen[],
  broken: boolean,
): ReadonlySet<Screen["service"]> {
  const ends = endings(world.release);
  const circular = broken ? new Set<Screen["service"]>() : checkCircles(world, screens, ends);
  for (const written of screens) {
    const { id, name, at, service } = written;
    const screen = world.release.screens.get(id);
    if (screen === undefined || (service !== null && isPartial(world, service.service))) continue;
    const asks = GOING_ON.has(screen.kind) && screen.kind !== "show";
    if (asks && screen.edges.length === 0 && leaves(screen)) {
      reportDeadEnd(world, written);
    } else if (circular.has(service)) {
      continue;
    } else if (!broken && !ends.has(id)) {
      const message = `from \`${name}\` the ways only lead in a circle`;
      const mend = "Let one way lead to a check screen, a menu or an ending screen.";
      world.report(at, "no-way-out", message, mend);
    } else if (!broken) {
      checkBack(world, written, screen);
    }
  }
  return circular;
}

/** Told where it goes back, in each service in which a `go` of `screens` names one above it, and none goes on. */
function checkCircles(
  world: World,
  screens: readonly Screen[],
  ends: ReadonlySet<string>,
): ReadonlySet<Screen["service"]> {
  const circular = new Set<Screen["service"]>();
  const inOrder = screens.filter(({ at }) => at.path[0] === "screens");
  const places = new Map(inOrder.map(({ id }, index) => [id, index]));
  for (const [index, { id, source, service, at }] of inOrder.entries()) {
    const go = "go" in source && typeof source.go === "string" ? source.go : null;
    if (service === null || go === null || ends.has(id)) continue;
    if ((places.get(`${service.service}/${go}`) ?? index) >= index) continue;
    circular.add(service);
    const message = `this way leads back to \`${go}\`, and from there only here again`;
    const mend = "Lead it on to a screen below, or leave it out.";
    world.report(below(at, "go"), "no-way-out", message, mend);
  }
  return circular;
}

/** A way to the screen that one is on leads nowhere, and one to a question that is answered by it neither. */
function checkBack(world: World, written: Screen, screen: CompiledScreen): void {
  const { name } = screen;
  const itself = ownTargets(written);
  for (const at of itself) {
    const mend = "Lead it to another screen; who is to answer again comes by one that says why.";
    world.report(at, "no-way-out", `this way leads to \`${name}\`, where one is already`, mend);
  }
  if (itself.length > 0 || !GOING_ON.has(screen.kind) || screen.kind === "show") return;
  for (const way of waysOf(written, screen)) {
    if (!onlyBack(world.release, screen, way)) continue;
    const answer = way.is === null ? "this" : `\`${way.is}\``;
    const message = `after ${answer} the ways only lead back to \`${name}\`, which is answered by then`;
    const mend = way.is === null ? "Lead it on." : "Lead it on, or write `keep: false` beside it.";
    world.report(way.at, "no-way-out", message, mend);
  }
}

/** Where a screen names itself: a look-up may, to be asked anew. */
function ownTargets(written: Screen): At[] {
  if ("look_up" in written.source) return [];
  return targetsOf(written).flatMap(({ go, at }) => {
    if (typeof go === "string") return go === written.name ? [at] : [];
    return go.flatMap(({ to }, index) => (to === written.name ? [below(at, index, "to")] : []));
  });
}

/** True where a way comes back to the question that it answers, and to no rest before. */
function onlyBack({ screens }: Release, { id }: CompiledScreen, { edges }: Way): boolean {
  const seen = new Set<string>();
  // The last way first: it leads furthest, and mostly out.
  const waiting = edges.map(({ to }) => to);
  for (let to = waiting.pop(); to !== undefined; to = waiting.pop()) {
    const next = screens.get(to);
    if (next === undefined || rests(next)) return false;
    if (seen.has(to)) continue;
    seen.add(to);
    if (to !== id) waiting.push(...edgesOf(next).map((edge) => edge.to));
  }
  return seen.has(id);
}

/** True where the citizen chooses where to go, or is at the end. */
function rests(screen: CompiledScreen): boolean {
  return !GOING_ON.has(screen.kind) || edgesOf(screen).length === 0;
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
    if (rests(screen)) waiting.push(screen.id);
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
