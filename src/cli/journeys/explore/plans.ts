/**
 * What is to be played of a service: calls of strangers, calls of the owner of a request, and lives of requests.
 *
 * Owns which journeys are written, one after the other, since each leaves out what those before it have visited. Called
 * by `explore`. Pure.
 */
import type { Entry } from "../../journey.ts";
import { EXPLORED } from "../files.ts";
import { keyOf, oncePoint, pointsOf, shutDays, shutPoint, type Point } from "../points.ts";
import { applicationTo, callsFor, dialOf, type Call } from "./calls.ts";
import { helpPlans } from "./helping.ts";
import type { Circumstances } from "./inputs.ts";
import { walksOf, wayTo } from "./lives.ts";
import { declared, deedsOf, phones, turnsOf } from "./turns.ts";
import type { Setting } from "./world.ts";

export interface Plan {
  name: string;
  about: string;
  entries: Entry[];
  /** Epoch milliseconds, where it begins at another time than the rest. */
  at?: number;
}

/** Nine in the morning in Nairobi. */
export const MORNING_MS = 6 * 3_600_000;

/** Whoever dials when a service is shut. */
function* shutPlans(
  world: Circumstances,
  service: string,
  language: string,
  lacks: (key: string) => boolean,
): Generator<Plan> {
  const window = world.release.services.get(service)?.open ?? null;
  for (const { is, day } of window === null ? [] : shutDays(window)) {
    const key = keyOf(shutPoint(service, is));
    if (!lacks(key)) continue;
    const at = Date.parse(day) + MORNING_MS;
    const setting: Setting = { language, owner: false, request: null, pins: { pin: null } };
    const calls = callsFor({ ...world, at }, setting, new Set([key]), [dialOf(world, service)]);
    const named = phones();
    const entries = calls.flatMap((call) => [
      ...declared(named()),
      ...turnsOf(call, named.now(), 0),
    ]);
    yield { name: `${EXPLORED}${is}`, about: `${is} for the window`, entries, at };
  }
}

export function* plansFor(
  world: Circumstances,
  service: string | null,
  language: string,
  lacks: (key: string) => boolean,
): Generator<Plan> {
  const dials = [dialOf(world, service), ...(service === null ? [] : [dialOf(world, null)])];
  const points = pointsOf(world.release, service).filter(isOfCalls).map(keyOf);
  const wanted = () => new Set(points.filter(lacks));
  const stranger: Setting = { language, owner: false, request: null, pins: { pin: null } };
  const calls = callsFor(world, stranger, wanted(), dials);
  const named = phones();
  yield {
    name: `${EXPLORED}calls`,
    about: "calls",
    entries: calls.flatMap((call) => [...declared(named()), ...turnsOf(call, named.now(), 0)]),
  };
  if (service === null) yield* helpPlans(world, language, lacks);
  else yield* shutPlans(world, service, language, lacks);
  const services = service === null ? [...world.release.services.keys()] : [service];
  for (const each of services) {
    const sent = applicationTo(world, language, each);
    if (sent === null) continue;
    const owner = { language, owner: true, request: sent.request, pins: { pin: null } };
    if (service !== null && lacks(keyOf(oncePoint(service)))) yield oncePlan(sent.call);
    yield ownerPlan(world, owner, sent.call, wanted(), dials);
    if (service !== null) yield* lifePlans(world, language, sent, lacks);
    if (service !== null) yield* verifyPlans(world, service, owner, sent.call, wanted, dials);
    // The shared screens show one request as they show any other.
    if (service === null) return;
  }
}

/** What calls visit; the rest is of lives. A screen's own SMS has its place in the file beside `screens`. */
function isOfCalls({ kind, path }: Point): boolean {
  return (
    !["status", "move"].includes(kind) &&
    !["life", "once", "open", "assist"].includes(String(path[0]))
  );
}

/** Another citizen sends the same. */
function oncePlan(sent: Call): Plan {
  const named = phones();
  const entries = [sent, sent].flatMap((call) => [
    ...declared(named()),
    ...turnsOf(call, named.now(), 0),
  ]);
  return { name: `${EXPLORED}once`, about: "the same, sent twice", entries };
}

function ownerPlan(
  world: Circumstances,
  owner: Setting,
  sent: Call,
  wanted: ReadonlySet<string>,
  dials: readonly { code: string; tokens: readonly string[] }[],
): Plan {
  const named = phones();
  const calls = callsFor(world, owner, wanted, dials);
  const before = calls.length === 0 ? [] : [...declared(named()), ...turnsOf(sent, named.now(), 0)];
  const entries = [...before, ...calls.flatMap((call) => turnsOf(call, named.now(), 1))];
  return { name: `${EXPLORED}owner`, about: "who has sent a request", entries };
}

/** Each walk is a journey of its own: of the same answers there may be one request (`once`). */
function* lifePlans(
  world: Circumstances,
  language: string,
  sent: NonNullable<ReturnType<typeof applicationTo>>,
  lacks: (key: string) => boolean,
): Generator<Plan> {
  const { walks } = walksOf(world, language, sent, lacks);
  for (const walk of walks) {
    const named = phones();
    const before = [...declared(named()), ...turnsOf(sent.call, named.now(), 0)];
    const about = `a request that is ${walk.statuses.join(", ")}`;
    yield {
      name: `${EXPLORED}life`,
      about,
      entries: [...before, ...deedsOf(walk, named.now(), 1)],
    };
  }
}

/** Statuses that a screen tells anybody of: officers move a request there, and it is asked about. */
function* verifyPlans(
  world: Circumstances,
  service: string,
  owner: Setting,
  sent: Call,
  wanted: () => ReadonlySet<string>,
  dials: readonly { code: string; tokens: readonly string[] }[],
): Generator<Plan> {
  const screens = [...world.release.screens.values()];
  const told = screens.filter(
    (screen) => screen.service === service && ["verify", "mine"].includes(screen.kind),
  );
  const statuses = [...new Set(told.flatMap(({ found }) => [...found.keys()]))];
  for (const status of statuses) {
    if (owner.request === null) return;
    const setting = { ...owner, request: { ...owner.request, status }, pins: { pin: null } };
    if (callsFor(world, setting, wanted(), dials).length === 0) continue;
    const ways = wayTo(world, owner, sent, status);
    if (ways === null) continue;
    // On the way there its owner may have chosen a PIN.
    const calls = callsFor(world, { ...setting, pins: { pin: ways.pin } }, wanted(), dials);
    const named = phones();
    const entries = [
      ...declared(named()),
      ...turnsOf(sent, named.now(), 0),
      ...deedsOf(ways, named.now(), 1),
      ...calls.flatMap((call) => turnsOf(call, named.now(), 1)),
    ];
    yield { name: `${EXPLORED}${status}`, about: `a request that is ${status}`, entries };
  }
}
