/** Rule: a request that the clock ends has told its citizen something by then. */
import { closure, waysIn } from "./life.ts";
import type { World } from "./world.ts";

/**
 * An SMS on the way counts, as it says what is to be done and by when, and so does what citizens did
 * themselves.
 */
export function checkUntold(world: World): void {
  for (const service of world.source.services.values()) {
    const life = service.life ?? {};
    const ways = waysIn(service);
    const silent = (status: string) =>
      life[status] !== undefined && life[status].sms === undefined && !life[status].remind;
    const [first = ""] = Object.keys(life);
    const quiet = ways.filter(({ by, to }) => by !== "citizen" && silent(to));
    const untold = silent(first) ? closure([first], quiet, "from", "to") : new Set<string>();
    for (const { from, to, by, at } of quiet) {
      if (by !== "clock" || !untold.has(from) || ways.some((way) => way.from === to)) continue;
      const message = `the clock ends a request of \`${from}\`, and its citizen is never told`;
      const mend = `Give \`${to}\` an \`sms\`, or let \`late\` escalate.`;
      world.report(at, "untold", message, mend, "warning");
    }
  }
}
