/**
 * Whether what can be done until so long before an appointment can be done now: `2 hours before slot`.
 *
 * Called by whoever offers a move, and by whoever makes it. Pure.
 */
import { untilInstant, type Until } from "./calendar.ts";
import type { Answers } from "./contract.ts";
import type { CompiledChannel } from "./model.ts";

type Zone = Pick<CompiledChannel, "calendar" | "timeZone">;

/** Whether something that can be done until then can be done now. Without an appointment it cannot. */
export function inTime(zone: Zone, until: Until | null, answers: Answers, now: number): boolean {
  if (until === null) return true;
  const at = untilInstant(zone, until, answers);
  return at !== null && now <= at;
}
