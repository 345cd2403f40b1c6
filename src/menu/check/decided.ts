/**
 * Rule: what was asked is decided by people, in time or late. Where officers choose between granting and
 * refusing, the clock does not choose for them.
 *
 * Warnings: some laws take silence for a yes.
 */
import type { ServiceFile } from "../format.ts";
import { closure, waysIn, type Way } from "./life.ts";
import type { World } from "./world.ts";

export function checkDecided(world: World): void {
  for (const service of world.source.services.values()) {
    const ways = waysIn(service);
    for (const way of ways) if (way.by === "clock") checkWay(world, service, ways, way);
  }
}

function checkWay({ report }: World, service: ServiceFile, ways: readonly Way[], way: Way): void {
  const { from, to, at } = way;
  const status = service.life?.[to];
  // A refusal by the clock has its own finding; and an appointment is over whoever decides.
  if (status === undefined || status.refusal === true || status.resolved === false) return;
  if (service.life?.[from]?.within?.startsWith("until ") === true) return;
  const here = ways.filter((one) => one.by === "officer" && one.from === from);
  const same = here.find((one) => one.to === to);
  if (same === undefined) return;
  const other = same.reasons.length > 0 ? grantIn(here) : refusalInstead(service, ways, here, to);
  if (other === undefined) return;
  const message = `officers choose between \`${other}\` and \`${to}\`, and the clock takes \`${to}\``;
  const what = same.reasons.length > 0 ? "refuses" : "grants";
  const mend = `Write \`then: escalate\`; where \`${to}\` ${what} nothing, add \`resolved: false\` to it.`;
  report(at, "refusal", message, mend, "warning");
}

/** Where no reason is asked for, officers grant, or work on. */
function grantIn(here: readonly Way[]): string | undefined {
  return here.find(({ reasons }) => reasons.length === 0)?.to;
}

/** The refusal that officers may choose instead; none where it stays possible, or nothing is granted. */
function refusalInstead(
  { life = {} }: ServiceFile,
  ways: readonly Way[],
  here: readonly Way[],
  to: string,
): string | undefined {
  const isRefusal = (name: string) => life[name]?.refusal === true;
  if (life[to]?.frees === true || [...closure([to], ways, "from", "to")].some(isRefusal)) return;
  return here.map((one) => one.to).find(isRefusal);
}
