/** Rules about screens that tell callers of a request of their own. */
import { meant } from "../nearest.ts";
import type { MineFile } from "../screen-format.ts";
import { checkStatuses } from "./verify.ts";
import { below, screensOf, type At, type World } from "./world.ts";

export function checkMine(world: World): void {
  for (const { source, at, service } of screensOf(world)) {
    if (!("mine" in source)) continue;
    const of = checkStatuses(world, "mine", source, at, service?.service);
    if (of !== null) checkBecomes(world, source, at, of);
  }
}

/** Seeing it may move the request, as the citizen's own move: where the life allows it, and behind a PIN. */
function checkBecomes(
  { source, report }: World,
  { found, pin }: MineFile,
  at: At,
  of: string,
): void {
  const life = source.services.get(of)?.life ?? {};
  for (const [index, { status, becomes }] of found.entries()) {
    if (becomes === undefined) continue;
    const place = below(at, "found", index, "becomes");
    const own = (life[status]?.may_become ?? []).filter(({ by }) => by === "citizen");
    if (!own.some(({ to }) => to === becomes)) {
      const known = own.map(({ to }) => to);
      const mend =
        meant(becomes, known) || `Add \`{ to: ${becomes}, by: citizen }\` to \`may_become\` there.`;
      const message = `no citizen may move a request from \`${status}\` to \`${becomes}\``;
      report(place, "mine", message, mend);
    } else if (pin !== true) {
      const message = "what a look changes must be meant: a dialled link could lead here";
      report(place, "mine", message, "Add `pin: true` to the screen.");
    }
  }
}
