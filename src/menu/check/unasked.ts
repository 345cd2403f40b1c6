/**
 * Rule: what is told last, on the last screen and by SMS, prints no answer that a way to the check
 * screen goes around.
 *
 * Who writes a question with a `when`, or aside, knows that not everybody answers it, and so does who
 * prints one of several: these are not told, but for an appointment, which is promised where it is printed. Conditions are not computed, so it is a warning.
 */
import type { ServiceFile } from "../format.ts";
import type { CompiledScreen, Release } from "../model.ts";
import { isQuestion } from "../path.ts";
import { saidIn, type Said } from "./said.ts";
import { argumentsOf, placeholdersOf, sayingsOf } from "./sayings.ts";
import { isPartial, screensOf, type Screen, type World } from "./world.ts";

export function checkUnasked(world: World): void {
  const { release, source } = world;
  if (source.unread.size > 0) return;
  const isPlain = ({ source: screen, at }: Screen) =>
    "book" in screen || (screen.when === undefined && at.path[0] === "screens");
  const plain = new Set(screensOf(world).flatMap((one) => (isPlain(one) ? [one.id] : [])));
  for (const said of saidIn(world)) {
    const { service, text, at, on } = said;
    if (service === null || !isTold(said) || isPartial(world, service.service)) continue;
    const last = on === null ? null : on.screen.id;
    const places = placeholdersOf(world, text, at);
    const missed = [...places.keys()].flatMap((name) => {
      const screen = release.screens.get(`${service.service}/${name}`);
      if (screen === undefined || !isQuestion(screen)) return [];
      return comesPast(release, service, last, new Set([screen.id])) ? [screen] : [];
    });
    const together = new Set(missed.map(({ id }) => id));
    if (missed.length === 0 || hasBranches(world, said)) continue;
    if (missed.length > 1 && !comesPast(release, service, last, together)) continue;
    for (const { name } of missed.filter(({ id }) => plain.has(id))) {
      const message = `a way to the check screen goes around \`${name}\`, and prints nothing here`;
      const mend = `Lead it through \`${name}\`, or print a value of \`let\` with an \`otherwise\`.`;
      world.report(places.get(name) ?? at, "unasked", message, mend, "warning");
    }
  }
}

/** The last screen, or an SMS that everybody gets: of a list, each line is for somebody. */
function isTold({ sms, on, at: { path } }: Said): boolean {
  if (on !== null) return on.key === "done";
  return sms && !(path.at(-1) === "say" && typeof path.at(-2) === "number");
}

/** Who chooses words by an answer has words for none. */
function hasBranches(world: World, { text, at }: Said): boolean {
  return sayingsOf(world, text, at).some(({ saying, language }) =>
    argumentsOf(saying, language).some(({ branches }) => branches !== undefined),
  );
}

/** True where an application comes to a screen (to `last`; null = to any check screen) by none of these questions. */
export function comesPast(
  { screens, services }: Release,
  { service }: ServiceFile,
  last: string | null,
  without: ReadonlySet<string>,
): boolean {
  const seen = new Set(without);
  const waiting = [services.get(service)?.entry ?? ""];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const screen = screens.get(id);
    if (screen === undefined || seen.has(id) || screen.service !== service) continue;
    seen.add(id);
    if (id === last || (last === null && screen.kind === "confirm")) return true;
    if (screen.kind !== "confirm") waiting.push(...keptWays(screen));
  }
  return false;
}

/** Where a stored answer leads: an application goes by no other. */
export function keptWays({ edges, choices, other }: CompiledScreen): string[] {
  const offered = other === null ? choices : [...choices, other];
  const kept = offered.flatMap((one) => (one.keep ? (one.edges ?? []) : []));
  return [...edges, ...kept].map(({ to }) => to);
}
