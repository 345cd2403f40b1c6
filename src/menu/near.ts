/**
 * How near an application is to being sent: whoever has answered most of it loses most when the call ends now.
 */
import type { Snapshot } from "./contract.ts";
import type { Release } from "./model.ts";
import { pathOf } from "./path.ts";

/** On a check screen, or with more than half of the questions of their path answered. */
export function isNear(release: Release, { screen, service, answers }: Snapshot): boolean {
  if (service === null) return false;
  if (release.screens.get(screen)?.kind === "confirm") return true;
  const { answered, steps } = pathOf(release, service, answers);
  return answered.length * 2 > steps;
}
