/**
 * Telling a caller about a request of their own: my voucher, my permit.
 *
 * Owns which request that is, what is told of it, and what it becomes by being seen. Of several the newest
 * in a status with words counts, so that a new application hides no voucher. Called by `step` and `body`.
 */
import type { Effect, Facts, Need, Snapshot } from "./contract.ts";
import { plainBody, type Body } from "./entries.ts";
import type { CompiledScreen, Release } from "./model.ts";
import { toldValues } from "./sms.ts";
import { say } from "./text.ts";
import { valuesOf, type Speaking } from "./values.ts";

/** What must be looked up before the screen can be shown; null = nothing. */
export function mineNeed(screen: CompiledScreen, { mine }: Facts): Need | null {
  if (mine?.screen === screen.id) return null;
  return {
    mine: { screen: screen.id, service: screen.of ?? "", statuses: [...screen.found.keys()] },
  };
}

export function mineBody(speaking: Speaking, screen: CompiledScreen, { mine }: Facts): Body {
  const { release, language } = speaking;
  const request = mine?.screen === screen.id ? mine.request : null;
  const words = request === null ? undefined : screen.found.get(request.status);
  if (request === null || words === undefined) {
    return plainBody(() => say(screen.notFound ?? new Map(), language, valuesOf(speaking)));
  }
  const { service, answers, statusAt: at } = request;
  const about = { ...speaking, service, answers };
  const values = toldValues(release, { ...request, reason: null, language, at });
  return plainBody(() => say(words, language, valuesOf(about, {}, values)));
}

/**
 * The screen as it is shown, with what the request becomes because its owner sees it: on arrival and whenever it is drawn
 * again, since that may tell of another one, which they sent from another call. What is shown once stands there whole, with
 * no reason above it.
 */
export function sight(
  { screens }: Release,
  snapshot: Snapshot,
  { mine }: Facts,
): { snapshot: Snapshot; effects: Effect[] } {
  const screen = screens.get(snapshot.screen);
  // Of this very screen: without `mineNeed` of it nobody sees it.
  const request = screen?.kind === "mine" ? (mine?.request ?? null) : null;
  const to = request === null ? undefined : screen?.becomes.get(request.status);
  if (request === null || to === undefined) return { snapshot, effects: [] };
  const move = { do: "move_request", ref: request.ref, to } as const;
  return { snapshot: { ...snapshot, pages: [], wrong: null }, effects: [move] };
}
