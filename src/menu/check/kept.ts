/**
 * Rule: what is kept is kept as long as somebody works on it, and what was only begun no longer than what was sent.
 *
 * `keep` counts from the sending, whatever becomes of the request: one that is still open goes too.
 */
import { WITHIN, type StatusFile } from "../life-format.ts";
import type { ServiceFile } from "../format.ts";
import type { CompiledChannel } from "../model.ts";
import { periodMs } from "../period.ts";
import { waysIn } from "./life.ts";
import type { At, World } from "./world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Archives are another place: a request of a hundred years ago is no citizen's. */
const KEEP_MAX_MS = 100 * 366 * DAY_MS;
/** No life has so many, and the walk below goes as deep. */
const STATUSES_MAX = 200;

export function checkKept({ source, release, report }: World): void {
  for (const service of source.services.values()) {
    const keep = service.privacy?.keep;
    if (keep === undefined) continue;
    const at: At = { file: `${service.service}.yaml`, path: ["privacy", "keep"] };
    const { draft } = service;
    // What is only counted is not kept while it is begun.
    if (service.anonymous !== true && periodMs(draft) > periodMs(keep)) {
      const message = `what was sent is kept ${keep}, and what was only begun ${draft}`;
      report(at, "keep", message, `Keep it longer, or write \`draft: ${keep}\`.`);
      continue;
    }
    if (periodMs(keep) > KEEP_MAX_MS) {
      const message = `\`${keep}\` is longer than anybody lives`;
      report(at, "keep", message, "Write for how long the answers are needed.", "warning");
      continue;
    }
    const days = Math.ceil(longestMs(service, release.channel) / DAY_MS);
    if (days * DAY_MS <= periodMs(keep)) continue;
    const message = `a request may be under way for ${days} days, and is erased after ${keep}`;
    const mend = `Keep it longer than ${days}d, or shorten the \`within\` of its statuses.`;
    report(at, "keep", message, mend, "warning");
  }
}

/** The longest way through a life, each status for as long as its `within`; no circle is gone twice. */
function longestMs(service: ServiceFile, channel: CompiledChannel): number {
  const all = Object.entries(service.life ?? {});
  const [first] = all;
  if (first === undefined || all.length > STATUSES_MAX) return 0;
  const statuses = new Map(all);
  const ways = Map.groupBy(waysIn(service), ({ from }) => from);
  const longest = new Map<string, number>();
  const under = new Set<string>();
  const from = (name: string): number => {
    const known = longest.get(name);
    const status = statuses.get(name);
    if (known !== undefined || status === undefined || under.has(name)) return known ?? 0;
    under.add(name);
    const onward = (ways.get(name) ?? []).map(({ to }) => from(to));
    under.delete(name);
    const ms = withinMs(status, channel) + Math.max(0, ...onward);
    longest.set(name, ms);
    return ms;
  };
  return from(first[0]);
}

/** On an ordinary week; 0 where it is reckoned from an appointment, or has no end. */
function withinMs({ within }: StatusFile, { calendar }: CompiledChannel): number {
  const [, amount, unit] = WITHIN.exec(within ?? "") ?? [];
  if (amount === undefined) return 0;
  if (unit === "hour") return Number(amount) * HOUR_MS;
  const week = unit === "day" ? 7 : calendar.workingDays.size;
  return (Number(amount) * 7 * DAY_MS) / week;
}
