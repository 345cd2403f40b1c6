/**
 * What a screen declares to be meant: `accept` names a warning and the reason for it.
 *
 * Errors cannot be accepted, and what is accepted and not found is told, so that no such line
 * outlives its reason.
 */
import type { Finding } from "../finding.ts";
import { meant } from "../nearest.ts";
import { RULES } from "../rules.ts";
import { below, screensOf, type At, type World } from "./world.ts";

/** True once for a warning that the screen it stands on accepts. */
export type Accepts = (at: At, rule: string, severity: Finding["severity"]) => boolean;

interface Entry {
  at: At;
  rule: string;
  used: boolean;
}

/** What screens accept, and `rest`, which reports what was accepted in vain. */
export function acceptedIn(world: World): { accepts: Accepts; rest: () => void } {
  const entries = new Map<string, Entry[]>();
  for (const { source, at } of screensOf(world)) {
    const rules = Object.keys(source.accept ?? {});
    if (rules.length === 0) continue;
    const own = rules.map((rule) => ({ at: below(at, "accept", rule), rule, used: false }));
    entries.set(placeOf(at), own);
  }
  return {
    accepts: (at, rule, severity) => {
      if (severity !== "warning") return false;
      const entry = entries.get(placeOf(at))?.find((one) => one.rule === rule);
      if (entry !== undefined) entry.used = true;
      return entry !== undefined;
    },
    rest: () => {
      // What cannot be read may be what was accepted.
      if (world.source.unread.size > 0) return;
      for (const { at, rule, used } of [...entries.values()].flat()) {
        if (!used) tell(world, at, rule);
      }
    },
  };
}

function tell(world: World, at: At, rule: string): void {
  const known = Object.keys(RULES);
  const message = known.includes(rule)
    ? `there is no warning \`${rule}\` on this screen`
    : `there is no rule \`${rule}\``;
  const mend = (!known.includes(rule) && meant(rule, known)) || "Remove it.";
  world.report({ ...at, within: "key" }, "accept", message, mend, "warning");
}

function placeOf({ file, path }: At): string {
  return [file, ...path.slice(0, 2)].join(" ");
}
