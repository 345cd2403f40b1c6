/**
 * Lives of requests: walks along the moves of a service's life, each as far as there is something new.
 *
 * Owns which move comes next, and when the clock is let run until a deadline has passed. Pure; called by `plans`.
 */
import { deadlineOf } from "../../../menu/calendar.ts";
import type { RequestFact } from "../../../menu/contract.ts";
import type { Move, Status } from "../../../menu/life.ts";
import { nextAllowed } from "../../../messages/quiet.ts";
import { quietOf } from "../../../messages/rules.ts";
import type { Turn } from "../../journey.ts";
import { keyOf, moveName, reminderName, SMS } from "../points.ts";
import type { Call } from "./calls.ts";
import { deedOf, lastsMs, type Deed, type Living } from "./deeds.ts";
import type { Circumstances } from "./inputs.ts";
import type { Setting } from "./world.ts";

const HOUR_MS = 3_600_000;
/** Beyond the deadline, so that what the night held is sent too. */
const NIGHT_HOURS = 12;
const MOVES_MAX = 40;

export interface Walk {
  /** Statuses gone through. */
  statuses: string[];
  deeds: Deed[];
  /** That its phone has at the end; null = none was chosen. */
  pin: string | null;
}

interface Walking extends Living {
  lacks: (key: string) => boolean;
  visited: Set<string>;
  /** How long it takes to send the request with which each walk begins. */
  sendingMs: number;
}

/** Walks that visit what `lacks` says, and the moves that no walk can make. */
export function walksOf(
  world: Circumstances,
  language: string,
  { call, request }: { call: Call; request: Omit<RequestFact, "ref" | "version"> },
  lacks: (key: string) => boolean,
): { walks: Walk[]; impossible: ReadonlySet<string> } {
  const life = world.release.services.get(request.service)?.life;
  const walks: Walk[] = [];
  const impossible = new Set<string>();
  if (life == null) return { walks, impossible };
  const visited = new Set<string>();
  const [now, sendingMs] = [world.at, lastsMs(call)];
  const answers = request.answers ?? {};
  const about = { world, language, life, request, lacks, visited };
  const walking: Walking = { ...about, now, answers, sendingMs, pins: { pin: null } };
  for (;;) {
    const before = visited.size + impossible.size;
    const walk = walkOnce(walking, impossible);
    if (walk !== null) walks.push(walk);
    if (visited.size + impossible.size === before) return { walks, impossible };
  }
}

function walkOnce(walking: Walking, impossible: Set<string>): Walk | null {
  const { life, request } = walking;
  const { service } = request;
  const walk: Walk = { statuses: [life.first], deeds: [], pin: null };
  let status = life.statuses.get(life.first);
  walking.now = walking.world.at + walking.sendingMs;
  walking.pins = { pin: null };
  walking.answers = request.answers ?? {};
  let fresh = visit(walking, service, life.first, "status", "");
  if (status?.sms != null) fresh = visit(walking, service, life.first, "sms", SMS.status) || fresh;
  while (status !== undefined && walk.statuses.length < MOVES_MAX) {
    const waits = waitIn(walking, status);
    if (waits !== null) {
      walk.deeds.push({ turn: waits.turn });
      walking.now += waits.ms;
      fresh = true;
      if (waits.to === null) continue;
      walk.statuses.push(waits.to);
      arrived(walking, status.name, waits.to, "clock");
      status = life.statuses.get(waits.to);
      continue;
    }
    const move = nextMove(walking, status, impossible);
    if (move === null) break;
    const deed = deedOf(walking, status, move);
    const key = keyOf({
      kind: "move",
      service,
      at: status.name,
      what: moveName(status.name, move.to, move.by),
    });
    if (deed === null) {
      impossible.add(key);
      continue;
    }
    const morning = officeOpens(walking, move);
    if (morning !== null) walk.deeds.push({ turn: morning.turn });
    walk.deeds.push(deed.deed);
    walking.now += deed.ms + (morning?.ms ?? 0);
    walking.answers = { ...walking.answers, ...deed.answer };
    fresh = arrived(walking, status.name, move.to, move.by) || fresh;
    walk.statuses.push(move.to);
    status = life.statuses.get(move.to);
  }
  walk.pin = walking.pins.pin;
  return fresh ? walk : null;
}

/** Officers do not work when SMS may not be sent: what the night holds may be superseded. */
function officeOpens({ world, now }: Walking, { by }: Move): { turn: Turn; ms: number } | null {
  const opens = nextAllowed("update", now, quietOf(world.release.channel));
  if (by !== "officer" || opens === now) return null;
  const hours = Math.ceil((opens - now) / HOUR_MS) + 1;
  return { turn: { is: "turn", by: null, do: "after", for: lasting(hours) }, ms: hours * HOUR_MS };
}

function lasting(hours: number): string {
  return hours === 1 ? "1 hour" : `${hours} hours`;
}

/** Notes a point; true where it was lacking. */
function visit(
  { lacks, visited }: Walking,
  service: string,
  at: string,
  kind: "status" | "move" | "sms",
  what: string,
): boolean {
  const key = keyOf({ kind, service, at, what });
  const fresh = lacks(key) && !visited.has(key);
  visited.add(key);
  return fresh;
}

function arrived(walking: Walking, from: string, to: string, by: Move["by"]): boolean {
  const { service } = walking.request;
  const moved = visit(walking, service, from, "move", moveName(from, to, by));
  const came = visit(walking, service, to, "status", "");
  const words = walking.life.statuses.get(to)?.sms != null;
  return [moved, came, words && visit(walking, service, to, "sms", SMS.status)].some(Boolean);
}

/** The deadline is let pass where that shows something new; null where it does not. */
function waitIn(
  walking: Walking,
  status: Status,
): { turn: Turn; ms: number; to: string | null } | null {
  const { world, request, lacks, visited, now } = walking;
  const { service } = request;
  const deadline = deadlineOf(world.release.channel, status, now, walking.answers);
  if (deadline === null) return null;
  const { late } = status;
  const to = late !== null && "to" in late ? late.to : null;
  const points = [
    ...status.reminders.map((_one, index) => ({ kind: "sms" as const, what: reminderName(index) })),
    ...(to === null ? [] : [{ kind: "move" as const, what: moveName(status.name, to, "clock") }]),
    ...(late !== null && !("to" in late) && late.sms !== null
      ? [{ kind: "sms" as const, what: SMS.late }]
      : []),
  ].map((point) => keyOf({ ...point, service, at: status.name }));
  if (!points.some((key) => lacks(key) && !visited.has(key))) return null;
  for (const key of points) visited.add(key);
  const hours = Math.ceil((deadline - now) / HOUR_MS) + NIGHT_HOURS;
  const turn = { is: "turn", by: null, do: "after", for: lasting(hours) } as const;
  return { turn, ms: hours * HOUR_MS, to };
}

/** The first step of the shortest way to a move that nobody has made yet; null where there is none. */
function nextMove(walking: Walking, from: Status, impossible: ReadonlySet<string>): Move | null {
  const { life, request, lacks, visited } = walking;
  const keyOfMove = (at: string, { to, by }: Move) =>
    keyOf({ kind: "move", service: request.service, at, what: moveName(at, to, by) });
  const walked = (status: Status) =>
    status.moves.filter(
      (move) => move.by !== "clock" && !impossible.has(keyOfMove(status.name, move)),
    );
  const waiting = ({ name, within, until, reminders, moves }: Status) =>
    (within !== null || until !== null) &&
    (reminders.some((_one, index) => {
      const key = keyOf({
        kind: "sms",
        service: request.service,
        at: name,
        what: reminderName(index),
      });
      return lacks(key) && !visited.has(key);
    }) ||
      moves.some((move) => {
        const key = keyOfMove(name, move);
        return move.by === "clock" && lacks(key) && !visited.has(key);
      }) ||
      [SMS.late].some((what) => {
        const key = keyOf({ kind: "sms", service: request.service, at: name, what });
        return lacks(key) && !visited.has(key);
      }));
  const known = new Set([from.name]);
  let level = walked(from).map((move) => ({ status: from, move, first: move }));
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { status, move, first } of level) {
      const key = keyOfMove(status.name, move);
      const to = life.statuses.get(move.to);
      if ((lacks(key) && !visited.has(key)) || (to !== undefined && waiting(to))) return first;
      if (to === undefined || known.has(to.name)) continue;
      known.add(to.name);
      next.push(...walked(to).map((each) => ({ status: to, move: each, first })));
    }
    level = next;
  }
  return null;
}

/** A walk that comes into a status and goes no further; null where none does. */
export function wayTo(
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
