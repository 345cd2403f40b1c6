/**
 * `njia test --explore`: writes journeys that visit what no journey of a service has visited yet.
 *
 * Owns what is written: calls of strangers, calls of the owner of a request, and lives of requests, each as a journey that
 * passes at once, since what it expects is what came when it was played. What the searches do not find is named.
 * Called by `run`.
 */
import { TAKEN } from "../../../menu/book.ts";
import type { Release } from "../../../menu/model.ts";
import type { MenuSource } from "../../../menu/source.ts";
import { standingOf } from "../../../menu/window.ts";
import { writeJourney, type Entry, type Turn } from "../../journey.ts";
import { EXPLORED } from "../files.ts";
import { FACE, keyOf, oncePoint, pointsOf, shutDays, shutPoint, type Point } from "../points.ts";
import { addAll, type Seen } from "../seen.ts";
import { BEGINS, type Trial } from "../trial.ts";
import { applicationTo, callsFor, dialOf, type Call } from "./calls.ts";
import { hintsOf, REF, type Circumstances } from "./inputs.ts";
import { walksOf, type Walk } from "./lives.ts";
import { refWord } from "../../journey-refs.ts";
import type { Setting } from "./world.ts";

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
      const about = `explored: ${plan.about} of ${of}, in ${language}`;
      await write(`${plan.name}-${language}`, about, plan);
    }
    for (const point of points) {
      if (!lacks(keyOf(point))) continue;
      explored.unreached.push({ point, language, why: whyNot(world, point) });
    }
  }
  return explored;
}

interface Plan {
  name: string;
  about: string;
  entries: Entry[];
  /** Epoch milliseconds, where it begins at another time than the rest. */
  at?: number;
}

/** Nine in the morning in Nairobi. */
const MORNING_MS = 6 * 3_600_000;

/** When a service takes applications. */
function openAt(release: Release, service: string | null): number {
  const standing = standingOf(release, service, BEGINS);
  if (standing === null || standing.is === "open") return BEGINS;
  return Date.parse(standing.opens) + MORNING_MS;
}

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

/** One after the other, since each leaves out what those before it have visited. */
function* plansFor(
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
  if (service !== null) yield* shutPlans(world, service, language, lacks);
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
  return !["status", "move"].includes(kind) && !["life", "once", "open"].includes(String(path[0]));
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

/** A walk that comes into a status and goes no further; null where none does. */
function wayTo(
  world: Circumstances,
  { request, language }: Setting,
  call: Call,
  status: string,
): Walk | null {
  if (request === null || request.status === status) return { statuses: [], deeds: [], pin: null };
  const key = keyOf({ kind: "status", service: request.service, at: status, what: "" });
  const life = world.release.services.get(request.service)?.life;
  const into = [...(life?.statuses.values() ?? [])].flatMap(({ name, moves }) =>
    moves.filter(({ to }) => to === status).map(({ by }) => `${name} → ${status} by ${by}`),
  );
  for (const what of into) {
    const [at = ""] = what.split(" ");
    const wanted = keyOf({ kind: "move", service: request.service, at, what });
    const { walks } = walksOf(
      world,
      language,
      { call, request },
      (each) => each === wanted || each === key,
    );
    const [walk] = walks;
    const end = walk?.statuses.indexOf(status) ?? -1;
    if (walk !== undefined && end >= 0) return cut(walk, end);
  }
  return null;
}

function cut({ statuses, deeds, pin }: Walk, moves: number): Walk {
  return { statuses: statuses.slice(0, moves + 1), deeds: deeds.slice(0, moves), pin };
}

/** Names and numbers of phones, a new one each time. */
function phones(): (() => { name: string; phone: string }) & { now: () => string } {
  let count = 0;
  const nameOf = (index: number) => (index <= 26 ? String.fromCharCode(64 + index) : `P${index}`);
  const next = () => {
    count++;
    return { name: nameOf(count), phone: `+2547000${String(count).padStart(5, "0")}` };
  };
  return Object.assign(next, { now: () => nameOf(count) });
}

function declared({ name, phone }: { name: string; phone: string }): Entry[] {
  return [
    { is: "note", text: "" },
    { is: "phone", name, phone, network: null },
  ];
}

/** `sent`: requests that the journey has sent so far, of which the last is meant. */
function turnsOf({ code, inputs, steps }: Call, by: string, sent: number): Entry[] {
  const turn = { is: "turn", by, screen: null } as const;
  const ended = steps.at(-1)?.after.ended === true;
  const typed = inputs.map((text): Turn => {
    return { ...turn, do: "type", text: text.replaceAll(REF, refWord(Math.max(1, sent))) };
  });
  return [
    { ...turn, do: "dial", code },
    ...typed,
    ...(ended ? [] : [{ is: "turn", by, do: "cancel" } as const]),
  ];
}

function deedsOf({ deeds }: Walk, by: string, sent: number): Entry[] {
  return deeds.flatMap((deed) => ("turn" in deed ? [deed.turn] : turnsOf(deed.call, by, sent)));
}

function whyNot({ release }: Circumstances, { kind, service, at, what }: Point): string {
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
