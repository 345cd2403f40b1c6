/** The rule about how long one reply may take: look-ups that follow each other are asked one after the other. */
import type { CompiledScreen } from "../model.ts";
import { below, screensOf, type World } from "./world.ts";

/**
 * A hop has 5 s (`callback`), of which the rest of it, under load, may take one. What is behind a question
 * that is answered already can be asked in the same reply. The clock of the hop makes late what has no time
 * left, so that nobody is cut off, but promised an SMS without need.
 */
const REPLY_MS = 4_000;

export function checkLookUpTime(world: World): void {
  const { screens } = world.release;
  const followers = new Set(
    [...screens.values()].flatMap((screen) => next(world, screen).map(({ id }) => id)),
  );
  const known = new Map<string, readonly CompiledScreen[]>();
  for (const { id, at } of screensOf(world)) {
    const screen = screens.get(id);
    if (screen === undefined || screen.lookUp === null || followers.has(id)) continue;
    const row = slowest(world, screen, known);
    const ms = timeOf(world, row);
    if (ms <= REPLY_MS) continue;
    const names = row.map(({ name }) => `\`${name}\``).join(", ");
    const message = `${names} are asked in one reply, and may take ${ms / 1_000} s`;
    const mend = `Give their connectors shorter deadlines, ${REPLY_MS / 1_000}s together, or ask something between them.`;
    world.report(below(at, "in"), "look-up-time", message, mend, "warning");
  }
}

/** Look-ups that are asked in the same reply once this one has found something. */
function next({ release }: World, { lookUp, edges }: CompiledScreen): CompiledScreen[] {
  if (lookUp === null) return [];
  return [...new Set(edges.map(({ to }) => to))].flatMap((to) => {
    const screen = release.screens.get(to);
    return screen === undefined || screen.lookUp === null ? [] : [screen];
  });
}

/** The slowest row of look-ups from here. One that goes round in a circle is another rule's. */
function slowest(
  world: World,
  screen: CompiledScreen,
  known: Map<string, readonly CompiledScreen[]>,
): readonly CompiledScreen[] {
  const before = known.get(screen.id);
  if (before !== undefined) return before;
  known.set(screen.id, []);
  let most: readonly CompiledScreen[] = [];
  for (const one of next(world, screen)) {
    const row = slowest(world, one, known);
    if (timeOf(world, row) > timeOf(world, most)) most = row;
  }
  const row = [screen, ...most];
  known.set(screen.id, row);
  return row;
}

function timeOf({ release }: World, row: readonly CompiledScreen[]): number {
  const { connectors } = release.channel;
  return row.reduce(
    (sum, { lookUp }) => sum + (connectors.get(lookUp?.connector ?? "")?.deadlineMs ?? 0),
    0,
  );
}
