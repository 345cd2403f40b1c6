/**
 * What a request came to, read from its history and the life cycle it was sent on.
 *
 * Owns what counts as resolved, late and reopened; docs/reports.md says it to whoever reads the figures.
 * Pure; called by `count`.
 */
import type { Mover, Status } from "../../menu/life.ts";

/**
 * `closed` = ended without an answer: by the clock, or in an end that the file says is not resolved.
 */
export type Standing = "open" | "resolved" | "refused" | "withdrawn" | "closed";

/** What of a status decides. */
export type Counted = Pick<Status, "question" | "refusal" | "resolved" | "end">;

/** A line of the history: `submit`, `move`, or `late` where a deadline passed and nothing was moved. */
export interface Line {
  action: string;
  /** `person:ID`, `staff:ID` or `clock`. */
  actor: string;
  to: string | null;
  /** Epoch milliseconds. */
  at: number;
}

export interface Outcome {
  standing: Standing;
  /** When it became resolved, for good so far, epoch milliseconds; null where it is not. */
  resolvedAt: number | null;
  /** A deadline passed while it was open. */
  overdue: boolean;
  /** It was resolved once, and then open again. */
  reopened: boolean;
}

/**
 * `lines`: oldest first. `deadline`: of the status it is in now, which may have passed by `at` before
 * the clock acts on it. A status that `statuses` does not have decides nothing.
 */
export function outcomeOf(
  statuses: ReadonlyMap<string, Counted>,
  lines: readonly Line[],
  { deadline, at }: { deadline: number | null; at: number },
): Outcome {
  let standing: Standing = "open";
  let resolvedAt: number | null = null;
  let overdue = false;
  let reopened = false;
  for (const line of lines) {
    const by = moverOf(line.actor);
    // The clock moves a request only because a deadline passed.
    if (standing === "open" && by === "clock") overdue = true;
    const status = statuses.get(line.to ?? "");
    if (line.action === "late" || status === undefined) continue;
    const before: Standing = standing;
    standing = line.action === "submit" ? firstOf(status) : standingIn(status, before, by);
    if (standing !== "resolved") resolvedAt = null;
    else resolvedAt ??= line.at;
    if (before === "resolved" && standing === "open") reopened = true;
  }
  if (standing === "open" && deadline !== null && deadline < at) overdue = true;
  return { standing, resolvedAt, overdue, reopened };
}

/** Nobody did anything yet, unless the file says that this is all there is to do. */
function firstOf({ resolved }: Counted): Standing {
  return resolved === true ? "resolved" : "open";
}

function standingIn(status: Counted, before: Standing, by: Mover): Standing {
  if (status.refusal) return "refused";
  if (status.resolved ?? status.question !== null) return "resolved";
  if (!status.end) return "open";
  if (status.resolved === null) {
    // A week's silence after "is it fixed?", or the file put away, undoes no decision.
    if (before === "resolved" || before === "refused") return before;
    if (by === "officer") return "resolved";
  }
  return by === "citizen" ? "withdrawn" : "closed";
}

function moverOf(actor: string): Mover {
  if (actor === "clock") return "clock";
  return actor.startsWith("person:") ? "citizen" : "officer";
}
