/**
 * Rule: no way leads into the middle of an application, nor on to its end without an answer that is needed.
 * From a menu to `check` one comes past the notice and every question, and with an answer that is not kept past
 * that one: a check screen of nothing, whose "Send" only leads back to what was not answered.
 */
import { APPLICATION_KINDS, type Edge, type Release } from "../model.ts";
import { comesPast } from "./unasked.ts";
import {
  edgesOf,
  isPartial,
  optionsOf,
  screensOf,
  targetsOf,
  type Screen,
  type World,
} from "./world.ts";

export function checkPastEntry(world: World): void {
  const { release, source } = world;
  if (source.unread.size > 0) return;
  const told = new Set<string>();
  for (const screen of screensOf(world)) {
    const { service, id } = screen;
    if (service === null || isPartial(world, service.service)) continue;
    checkUnkept(world, screen);
    const entry = release.services.get(service.service)?.entry ?? null;
    if (entry === null || !isBefore(release, service.service, entry).has(id)) continue;
    for (const { to } of edgesOf(release.screens.get(id) ?? NONE)) {
      const next = release.screens.get(to);
      if (next?.service !== service.service || to === entry || told.has(`${id} ${to}`)) continue;
      if (!APPLICATION_KINDS.has(next.kind)) continue;
      told.add(`${id} ${to}`);
      const first = release.screens.get(entry)?.name ?? "";
      const message = `this leads past \`${first}\`, where the application begins, to \`${next.name}\``;
      world.report(placeOf(screen, next.name), "unsent", message, `Lead it to \`${first}\`.`);
    }
  }
}

/** Of a question that every application answers: others are for whoever answered wrong, as in a quiz. */
function checkUnkept({ release, report }: World, screen: Screen): void {
  const compiled = release.screens.get(screen.id);
  const { service } = screen;
  if (compiled === undefined || service === null) return;
  for (const [index, { keep, edges }] of compiled.choices.entries()) {
    if (keep || compiled.kind !== "choose") continue;
    const check = checkBehind(release, screen, edges ?? compiled.edges);
    if (check === null || comesPast(release, service, null, new Set([screen.id]))) continue;
    const message = `this leads on to \`${check}\` and is not kept: who sends there is asked for \`${screen.name}\` again`;
    const mend = `Take \`keep: false\` out, or lead back to \`${screen.name}\`.`;
    const at = optionsOf(screen)[index]?.at ?? screen.at;
    report(at, "unsent", message, mend, "warning");
  }
}

/** A check screen to which a way leads that does not come back to the question. */
function checkBehind({ screens }: Release, { id: from }: Screen, edges: readonly Edge[]) {
  const service = screens.get(from)?.service;
  const seen = new Set([from]);
  const waiting = edges.map(({ to }) => to);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const screen = screens.get(id);
    if (screen === undefined || seen.has(id) || screen.service !== service) continue;
    if (screen.kind === "confirm") return screen.name;
    seen.add(id);
    if (screen.kind !== "menu") waiting.push(...edgesOf(screen).map(({ to }) => to));
  }
  return null;
}

const NONE = { choices: [], other: null, edges: [] } as const;

const before = new WeakMap<Release, Map<string, ReadonlySet<string>>>();

/** Screens that are come to from the dial before the application begins. */
function isBefore(release: Release, service: string, entry: string): ReadonlySet<string> {
  const known = before.get(release) ?? new Map<string, ReadonlySet<string>>();
  before.set(release, known);
  const found = known.get(service);
  if (found !== undefined) return found;
  const seen = new Set<string>();
  const waiting = [release.services.get(service)?.first ?? ""];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const screen = release.screens.get(id);
    if (screen === undefined || seen.has(id) || id === entry) continue;
    if (screen.service !== service || APPLICATION_KINDS.has(screen.kind)) continue;
    seen.add(id);
    waiting.push(...edgesOf(screen).map(({ to }) => to));
  }
  known.set(service, seen);
  return seen;
}

function placeOf(screen: Screen, name: string) {
  const way = targetsOf(screen).find(({ go }) =>
    typeof go === "string" ? go === name : go.some(({ to }) => to === name),
  );
  return way?.at ?? screen.at;
}
