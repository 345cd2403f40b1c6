/** Rules about the way on which nothing is saved: it fits one call, and nobody gets lost on it. */
import { callTimes, unsavedStretch, waysOf } from "./call-time.ts";
import { screensOf, type At, type World } from "./world.ts";

/** Screens from one saved answer to the next, or from the dial to the first. */
const SCREENS_MAX = 8;

export function checkUnsaved(world: World): void {
  // Ways that lead nowhere, or to what could not be read, are told by others.
  if (world.source.unread.size > 0) return;
  const { release } = world;
  const places = new Map(screensOf(world).map(({ id, at }) => [id, at]));
  const placeOf = (screens: readonly string[], service: string): At =>
    places.get(screens.find((id) => id.startsWith(`${service}/`)) ?? "") ?? {
      file: `${service}.yaml`,
      path: [],
    };
  for (const service of release.services.keys()) {
    const ways = waysOf(release, service);
    if (ways === null) continue;
    const { nodes } = unsavedStretch(ways, () => 1);
    if (nodes.length <= SCREENS_MAX) continue;
    const message = `${nodes.length} screens in a row, and nothing is saved on them`;
    const mend = `Ask something earlier, or tell less: at most ${SCREENS_MAX}.`;
    world.report(placeOf(nodes, service), "long-way", message, mend, "warning");
  }
  const told = new Set<string>();
  for (const { service, language, session, stretch } of callTimes(release)) {
    if (stretch.seconds <= session || told.has(service)) continue;
    told.add(service);
    const message = `in \`${language}\` a slow reader takes ${stretch.seconds} s from here to the next answer, and a call lasts ${session}`;
    const mend =
      "Shorten these screens, or ask something between them: an answer is saved at once.";
    world.report(placeOf(stretch.screens, service), "session-time", message, mend, "warning");
  }
}
