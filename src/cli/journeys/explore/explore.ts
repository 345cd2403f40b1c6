/**
 * `njia test --explore`: writes journeys that visit what no journey of a service has visited yet.
 *
 * Owns what is written: each plan as a journey that passes at once, since what it expects is what came when it was
 * played. What the searches do not find is named. Called by `run`.
 */
import { TAKEN } from "../../../menu/book.ts";
import type { Release } from "../../../menu/model.ts";
import type { MenuSource } from "../../../menu/source.ts";
import { standingOf } from "../../../menu/window.ts";
import { writeJourney } from "../../journey.ts";
import { FACE, keyOf, pointsOf, type Point } from "../points.ts";
import { addAll, type Seen } from "../seen.ts";
import { BEGINS, type Trial } from "../trial.ts";
import { hintsOf, type Circumstances } from "./inputs.ts";
import { MORNING_MS, plansFor, type Plan } from "./plans.ts";

export interface Explored {
  /** By the file's name without its ending. */
  journeys: { name: string; text: string }[];
  seen: Seen;
  /** What no search found, and why. */
  unreached: { point: Point; language: string; why: string }[];
}

/** `seen`: what journeys visit already. Null for the shared screens. */
export async function explore(
  trial: Trial,
  source: MenuSource,
  service: string | null,
  seen: Seen,
): Promise<Explored> {
  const { release } = trial;
  const all: Seen = new Map();
  addAll(all, seen);
  const points = pointsOf(release, service);
  const own = new Set(points.map(keyOf));
  const hints = hintsOf(source, service);
  const world: Circumstances = { release, hints, at: openAt(release, service) };
  const explored: Explored = { journeys: [], seen: all, unreached: [] };
  for (const { is: language } of release.channel.languages) {
    const lacks = (key: string) => own.has(key) && all.get(language)?.has(key) !== true;
    const write = async (name: string, about: string, plan: Plan) => {
      const at = `${new Date(plan.at ?? world.at).toISOString().slice(0, 16)}+00:00`;
      const tried = await trial.play({ about, at, entries: plan.entries });
      if (tried.stopped !== null) throw new Error(`${tried.stopped.why}, in ${name}`);
      addAll(all, tried.seen);
      explored.journeys.push({ name, text: writeJourney(tried.journey) });
    };
    const of = service ?? "the shared screens";
    for (const plan of plansFor(world, service, language, lacks)) {
      if (plan.entries.length === 0) continue;
      const about = `explored: ${plan.about} (${of}, ${language})`;
      await write(`${plan.name}-${language}`, about, plan);
    }
    for (const point of points) {
      if (!lacks(keyOf(point))) continue;
      explored.unreached.push({ point, language, why: whyNot(world, point) });
    }
  }
  return explored;
}

/** When a service takes applications. */
function openAt(release: Release, service: string | null): number {
  const standing = standingOf(release, service, BEGINS);
  if (standing === null || standing.is === "open") return BEGINS;
  return Date.parse(standing.opens) + MORNING_MS;
}

function whyNot({ release }: Circumstances, { kind, service, at, what }: Point): string {
  if (service === null && at === "assist") return "no call of an officer comes to it";
  if (kind === "sms" || kind === "status" || kind === "move") {
    return "no walk along its moves comes there";
  }
  const screen = release.screens.get(`${service ?? "channel"}/${at}`);
  if (screen?.lookUp != null) {
    return `no made-up answer leads to it: give \`test:\` of ${screen.lookUp.connector} one`;
  }
  if (screen?.book != null && (what === FACE.none || what === TAKEN)) {
    return "others must have booked before: write a journey in which they do";
  }
  if (kind === "reason" && screen?.ask?.matches != null) {
    return `no reply that was tried is refused for it: ${what} may be what another rule refuses first`;
  }
  return "no way was found; a condition may never hold, or no reply that was tried fits";
}
