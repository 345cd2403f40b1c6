/**
 * Rule: in a service that sends something, whoever answers comes to a check screen, or is told that
 * it ends.
 *
 * A condition that passes over the last check screen is reported only where answers are found for which
 * none holds; where none are, the rule is silent.
 */
import { readsOf } from "../conditions.ts";
import { holds } from "../machine.ts";
import type { CompiledScreen, Edge } from "../model.ts";
import { answersFor, domainsOf, type Domains } from "./domains.ts";
import { below, optionsOf, screensOf, type At, type Screen, type World } from "./world.ts";

/** What is answered, so that something must come of it. */
const ASKING: ReadonlySet<string> = new Set(["choose", "ask", "book", "look_up"]);

const MEND =
  "Lead to a check screen, or to a `show` with `end: true` that says why nothing is sent.";

export function checkUnsent(world: World): void {
  // Ways that lead nowhere, or to what could not be read, are told by others.
  if (world.source.unread.size > 0) return;
  const { screens } = world.release;
  const written = new Map(screensOf(world).map((screen) => [screen.id, screen]));
  const all = [...written.values()];
  const checks = new Map(
    all.flatMap((screen) =>
      "confirm" in screen.source ? [[screen.service, screen.name] as const] : [],
    ),
  );
  const domains = domainsOf(world);
  const waiting = all.filter(
    ({ id, service }) => checks.has(service) && ASKING.has(screens.get(id)?.kind ?? ""),
  );
  const seen = new Set<string>();
  for (let screen = waiting.pop(); screen !== undefined; screen = waiting.pop()) {
    const compiled = screens.get(screen.id);
    if (compiled === undefined || seen.has(screen.id)) continue;
    seen.add(screen.id);
    const check = checks.get(screen.service) ?? "";
    for (const way of waysOf(screen, compiled)) {
      const apart = apartIn(way.edges);
      const last = passedBy(domains, compiled, way, apart);
      const past = last === null ? undefined : written.get(last);
      if (past !== undefined) tell(world, below(past.at, "when"), check);
      for (const [place, { to, index }] of apart.entries()) {
        const next = screens.get(to);
        const before = apart.slice(0, place + 1);
        if (next === undefined || !isTaken(domains, compiled, way, before)) continue;
        const target = written.get(to);
        const tells = next.kind === "show" || next.kind === "notice";
        const on = tells && next.edges.length > 0 && next.service === compiled.service;
        if (on && target !== undefined) waiting.push(target);
        else if (isAway(compiled, next)) {
          const over = written.get(way.edges[index - 1]?.to ?? "");
          tell(world, isBelow(target, over) ? below(over.at, "when") : way.at, check);
        }
      }
    }
  }
}

function tell(world: World, at: At, check: string): void {
  const message = `whoever answers so comes past \`${check}\`, and nothing is sent`;
  world.report(at, "unsent", message, MEND, "warning");
}

/** The ways on from a screen that share a place in the file. */
export interface Way {
  at: At;
  edges: readonly Edge[];
  /** What is answered by taking it; null = anything. */
  is: string | null;
}

/** True where one comes to a screen because the one above it was passed over. */
function isBelow(screen: Screen | undefined, over: Screen | undefined): over is Screen {
  if (screen === undefined || over?.source.when === undefined) return false;
  const [[section, index], [above, before]] = [screen.at.path, over.at.path];
  const sameList = screen.at.file === over.at.file && section === above && section === "screens";
  return sameList && Number(index) === Number(before) + 1;
}

/** Without those of options that keep no answer: whoever takes one knows that they leave. */
export function waysOf(screen: Screen, compiled: CompiledScreen): Way[] {
  const { choices, other, edges, list, lookUp } = compiled;
  const offered = other === null ? choices : [...choices, other];
  const own = optionsOf(screen).flatMap(({ at }, index): Way[] => {
    const choice = offered[index];
    const on = choice?.edges ?? null;
    if (choice === undefined || on === null || !choice.keep) return [];
    return [{ at: below(at, "go"), edges: on, is: choice.is }];
  });
  const goes = "go" in screen.source && screen.source.go !== undefined;
  const without = offered.length === 0 || offered.some((one) => one.edges === null);
  const shared = without || list !== null || lookUp !== null;
  const at = goes ? below(screen.at, "go") : screen.at;
  return shared ? [...own, { at, edges, is: null }] : own;
}

/** An edge, and which of its way's it is. */
type Numbered = Edge & { index: number };

/**
 * The edges that can be the first to be open: one with the conditions of an earlier one never is. Of 400
 * screens in a row that are passed over alike one is left, and not 400 to be looked through for each of 400.
 */
export function apartIn(edges: readonly Edge[]): Numbered[] {
  const ids = new Map<Edge["guards"][number], number>();
  const seen = new Set<string>();
  return edges.flatMap((edge, index) => {
    const known = edge.guards.map((guard) => {
      const id = ids.get(guard) ?? ids.size;
      ids.set(guard, id);
      return id;
    });
    const key = known.join();
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ ...edge, index }];
  });
}

/** The last screen that a way passes over, where answers are found under which it stops nowhere. */
function passedBy(
  domains: Domains,
  screen: CompiledScreen,
  { edges, is }: Way,
  apart: readonly Edge[],
): string | null {
  const last = edges.at(-1);
  if (last === undefined || apart.some(({ guards }) => guards.length === 0)) return null;
  const fits = (answers: Answers) => !apart.some(({ guards }) => holds(guards, answers));
  return isFound(domains, screen, apart, is, fits) ? last.to : null;
}

/** True where answers are found under which the last of these is the first that is open. */
function isTaken(
  domains: Domains,
  screen: CompiledScreen,
  { is }: Way,
  before: readonly Edge[],
): boolean {
  if (before.every(({ guards }) => guards.length === 0)) return true;
  return isFound(domains, screen, before, is, (answers) => {
    return before.findIndex(({ guards }) => holds(guards, answers)) === before.length - 1;
  });
}

type Answers = Record<string, string | number | boolean>;

function isFound(
  domains: Domains,
  { name, service, when }: CompiledScreen,
  edges: readonly Edge[],
  is: string | null,
  fits: (answers: Answers) => boolean,
): boolean {
  // So many conditions that no more is tried: then none are found.
  if (domains.left <= 0) return false;
  const asked = when === null ? [] : [when];
  const guards = [...asked, ...edges.flatMap((edge) => edge.guards)];
  const names = [...new Set(guards.flatMap((guard) => [...readsOf(guard)]))];
  const found = answersFor(domains, service, guards, (answers) => {
    // Of what was not answered no condition holds, which says nothing of whoever answers.
    if (names.some((one) => answers[one] === undefined)) return false;
    if (is !== null && answers[name] !== undefined && answers[name] !== is) return false;
    return holds(asked, answers) && fits(answers);
  });
  return found !== null;
}

/** True where the application is left without a word on it. */
function isAway({ service }: CompiledScreen, next: CompiledScreen): boolean {
  if (next.end) return false;
  if (next.service !== service) return true;
  return next.kind !== "confirm" && next.kind !== "notice" && !ASKING.has(next.kind);
}
