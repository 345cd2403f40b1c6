/** Rules about screens that tell of a request: by its reference, or to its owner. */
import { meant } from "../nearest.ts";
import { below, screensOf, type At, type World } from "./world.ts";

export function checkVerify(world: World): void {
  for (const { source, at, service } of screensOf(world)) {
    if ("verify" in source) checkStatuses(world, "verify", source, at, service?.service);
  }
}

/** The service whose requests are told about has these statuses; its name, or null where there is none. */
export function checkStatuses(
  { source: { services, unread }, report }: World,
  rule: "verify" | "mine",
  screen: { of?: string | undefined; found: readonly { status: string }[] },
  at: At,
  own: string | undefined,
): string | null {
  const of = screen.of ?? own;
  if (of === undefined) {
    report(at, rule, "nothing says whose requests are told about", "Add `of: service`.");
    return null;
  }
  const told = services.get(of);
  if (told === undefined) {
    const mend = meant(of, [...services.keys()]) || "Name a service.";
    if (!unread.has(of)) report(below(at, "of"), rule, `there is no service \`${of}\``, mend);
    return null;
  }
  const statuses = Object.keys(told.life ?? {});
  const seen = new Set<string>();
  for (const [index, { status }] of screen.found.entries()) {
    const place = below(at, "found", index, "status");
    if (seen.has(status)) {
      report(place, rule, `\`${status}\` stands here twice`, "Keep one of them.");
    } else if (!statuses.includes(status)) {
      const mend = meant(status, statuses) || `Its statuses are ${statuses.join(", ")}.`;
      report(place, rule, `\`${of}\` has no status \`${status}\``, mend);
    }
    seen.add(status);
  }
  return of;
}
