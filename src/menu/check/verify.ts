/** Rules about screens that tell of a request by its reference. */
import { meant } from "../nearest.ts";
import { below, screensOf, type World } from "./world.ts";

export function checkVerify(world: World): void {
  const { services, unread } = world.source;
  for (const { source, at, service } of screensOf(world)) {
    if (!("verify" in source)) continue;
    const of = source.of ?? service?.service;
    if (of === undefined) {
      world.report(
        at,
        "verify",
        "nothing says whose requests are told about",
        "Add `of: service`.",
      );
      continue;
    }
    const told = services.get(of);
    if (told === undefined) {
      const mend = meant(of, [...services.keys()]) || "Name a service.";
      if (!unread.has(of))
        world.report(below(at, "of"), "verify", `there is no service \`${of}\``, mend);
      continue;
    }
    const statuses = Object.keys(told.life ?? {});
    const seen = new Set<string>();
    for (const [index, { status }] of source.found.entries()) {
      const place = below(at, "found", index, "status");
      if (seen.has(status)) {
        world.report(place, "verify", `\`${status}\` stands here twice`, "Keep one of them.");
      } else if (!statuses.includes(status)) {
        const mend = meant(status, statuses) || `Its statuses are ${statuses.join(", ")}.`;
        world.report(place, "verify", `\`${of}\` has no status \`${status}\``, mend);
      }
      seen.add(status);
    }
  }
}
