/**
 * What there is to visit in a service: counted from the compiled release, not from the file's text.
 *
 * Owns the name of each thing that a journey can visit, so that what is seen (`seen`) and what there is are
 * the same words. Pure.
 */
import { TAKEN } from "../../menu/book.ts";
import { reasonsOf } from "../../menu/check/reasons.ts";
import type { Life, Status } from "../../menu/life.ts";
import type { Choice, CompiledLookUp, CompiledScreen, Edge, Release } from "../../menu/model.ts";
import type { WrongCode } from "../../menu/system-texts.ts";
import { isYearly, standingOn, type Window } from "../../menu/window.ts";
import { helpPoints } from "./helped.ts";

export const KINDS = ["screen", "option", "reason", "branch", "status", "move", "sms"] as const;
export type Kind = (typeof KINDS)[number];

/** One thing to visit, in each language. */
export interface Point {
  kind: Kind;
  /** Null for the shared screens of the channel. */
  service: string | null;
  /** The screen's or the status' name. */
  at: string;
  /** Which of its kind: `3 pothole`, `too_long`, `received → assigned`; empty where there is one. */
  what: string;
  file: string;
  /** Where it stands in the file. */
  path: readonly (string | number)[];
}

export function keyOf({ kind, service, at, what }: Omit<Point, "file" | "path">): string {
  return [kind, service ?? "channel", at, what].join("|");
}

/** Everything of a service, or of the shared screens, in the order of the file. */
export function pointsOf(release: Release, service: string | null): Point[] {
  const screens = [...release.screens.values()].filter((screen) => screen.service === service);
  const compiled = service === null ? undefined : release.services.get(service);
  const life = compiled?.life ?? null;
  return [
    ...screens.flatMap((screen) => screenPoints(release, screen)),
    ...(service === null ? helpPoints(release) : []),
    ...(compiled?.once == null ? [] : [oncePoint(compiled.name)]),
    ...(compiled?.open == null ? [] : shutPoints(compiled.name, compiled.open)),
    ...(life === null || service === null ? [] : lifePoints(service, life)),
  ];
}

/** The screen that tells of another request with the same answers; no file has a screen of that name. */
export function oncePoint(service: string): Point {
  const file = `${service}.yaml`;
  return { kind: "screen", service, at: "once", what: "", file, path: ["once", "say"] };
}

/** What stands in place of the questions before the window of a service, and after it. */
export function shutPoint(service: string, is: string): Point {
  const file = `${service}.yaml`;
  return { kind: "screen", service, at: "open", what: is, file, path: ["open"] };
}

function shutPoints(service: string, window: Window): Point[] {
  return shutDays(window).map(({ is }) => shutPoint(service, is));
}

const DAY_MS = 86_400_000;

/**
 * Days on which a service is shut, one of each kind, as ISO dates. One that opens every year is never over for
 * good, and always open where it ends on the day before it begins.
 */
export function shutDays(window: Window): { is: string; day: string }[] {
  const away = (day: string, days: number) =>
    new Date(Date.parse(`${day}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
  const days = isYearly(window.from)
    ? [away(`2027-${window.to}`, 1)]
    : [away(window.from, -1), away(window.to, 1)];
  return days
    .map((day) => ({ is: standingOn(window, day).is, day }))
    .filter(({ is }) => is !== "open");
}

function screenPoints(release: Release, screen: CompiledScreen): Point[] {
  const { service, name: at, file, path } = screen;
  const point = (kind: Kind, what: string): Point => ({ kind, service, at, what, file, path });
  return [
    ...facesOf(screen).map((what) => point("screen", what)),
    ...optionsOf(release, screen).map((what) => point("option", what)),
    ...reasonsAt(screen).map((what) => point("reason", what)),
    ...(screen.book === null ? [] : [point("reason", TAKEN)]),
    ...branchesOf(screen).map((what) => point("branch", what)),
    ...(screen.sms === null ? [] : [point("sms", SMS.screen)]),
  ];
}

/** What a screen says beside its first text. */
export const FACE = {
  first: "",
  narrowed: "after letters",
  sent: "sent",
  missing: "not found",
  none: "nothing free",
};

function facesOf({ kind, list, found }: CompiledScreen): string[] {
  if (kind === "look_up") return ["none", "broken", "late"];
  if (kind === "mine") return [...found.keys(), FACE.missing];
  return [
    FACE.first,
    ...(list === null ? [] : [FACE.narrowed]),
    ...(kind === "confirm" ? [FACE.sent] : []),
    ...(kind === "book" ? [FACE.none] : []),
    ...(kind === "verify" ? [...found.keys(), FACE.missing] : []),
  ];
}

/** Options that no file writes. */
export const OPTION = { row: "a row of the list", skip: "skip", request: "a request" };

export function optionName({ key, is }: Pick<Choice, "key" | "is">): string {
  return `${key} ${is.slice(is.indexOf("/") + 1)}`;
}

function optionsOf(release: Release, screen: CompiledScreen): string[] {
  if (screen.lookUp !== null) return waysPast(screen, screen.lookUp);
  const { kind, ask, list, other, edges, end, service } = screen;
  const choices = other === null ? screen.choices : [...screen.choices, other];
  const consent = release.services.get(service ?? "")?.basis === "consent";
  const own: Partial<Record<typeof kind, readonly string[]>> = {
    notice: consent ? ["agree", "disagree"] : ["continue"],
    show: end || edges.length === 0 ? [] : ["continue"],
    confirm: ["send", "change"],
    language: release.channel.languages.map(({ is }) => is),
    requests: [OPTION.request],
    ask: ask?.as === "yes_no" ? ["yes", "no"] : [],
  };
  return [
    ...choices.map(optionName),
    ...(list === null ? [] : [OPTION.row]),
    ...(own[kind] ?? []),
    ...(ask?.optional === true ? [OPTION.skip] : []),
  ];
}

/** Where nothing was found, or what was asked is broken: on, or the same once more. */
function waysPast({ choices }: CompiledScreen, { anew, safe }: CompiledLookUp): string[] {
  const ways = (["none", "broken"] as const).flatMap((about) => {
    if (anew.has(about)) return ["stuck_retry"];
    const on = choices.some(({ key, edges }) => key === about && edges !== null);
    return on ? ["continue"] : about === "broken" && safe ? ["stuck_retry"] : [];
  });
  return [...new Set(ways)];
}

/** The reasons for which a reply can be refused, by whatever words they are told. */
export function reasonsAt(screen: CompiledScreen): WrongCode[] {
  const { kind, ask, lettersFirst, end } = screen;
  if (end || kind === "help") return [];
  // Longer than any question takes is longer than most phones send.
  const codes = reasonsOf(screen).filter((code) => code !== "too_long" || ask?.max != null);
  return lettersFirst > 0 ? [...codes, "no_choice"] : codes;
}

/** Three reasons are one: that nothing, one thing or several can be chosen differs from citizen to citizen. */
export function reasonName(screen: CompiledScreen, code: string): string {
  const none = code === "no_choice" && screen.lettersFirst === 0;
  return code === "only_one" || none ? "not_on_list" : code;
}

/** Ways of a screen, or of one of its options, of which citizens' answers choose one. */
function branchesOf(screen: CompiledScreen): string[] {
  // It is gone through in the step of the question before it.
  if (screen.lookUp !== null) return [];
  const choices = screen.other === null ? screen.choices : [...screen.choices, screen.other];
  const ways: [Choice | null, readonly Edge[]][] = [
    [null, screen.edges],
    ...choices.flatMap((choice): [Choice, readonly Edge[]][] =>
      choice.edges === null ? [] : [[choice, choice.edges]],
    ),
  ];
  return ways.flatMap(([choice, edges]) =>
    edges.length < 2 ? [] : edges.map((_edge, index) => branchName(choice, edges, index)),
  );
}

/** `→ ceiling`; with the option that leads there, and a number where several ways do. */
export function branchName(choice: Choice | null, edges: readonly Edge[], index: number): string {
  const to = edges[index]?.to ?? "";
  const before = edges.slice(0, index).filter((edge) => edge.to === to).length;
  const name = to.slice(to.indexOf("/") + 1);
  const which = before === 0 ? name : `${name} (way ${before + 1})`;
  return choice === null ? `→ ${which}` : `${choice.key} → ${which}`;
}

export const SMS = { screen: "", status: "on coming into it", late: "late" };

export function reminderName(index: number): string {
  return `reminder ${index + 1}`;
}

export function moveName(from: string, to: string, by: string): string {
  return `${from} → ${to} by ${by}`;
}

function lifePoints(service: string, life: Life): Point[] {
  return [...life.statuses.values()].flatMap((status) => statusPoints(service, status));
}

function statusPoints(service: string, status: Status): Point[] {
  const { name: at, moves, sms, late, reminders } = status;
  const point = (kind: Kind, what: string, ...below: (string | number)[]): Point => {
    return { kind, service, at, what, file: `${service}.yaml`, path: ["life", at, ...below] };
  };
  const lateSms = late !== null && !("to" in late) && late.sms !== null;
  const ways = [...new Set(moves.map(({ to, by }) => moveName(at, to, by)))];
  return [
    point("status", ""),
    ...ways.map((what) => point("move", what)),
    ...(sms === null ? [] : [point("sms", SMS.status, "sms")]),
    ...(lateSms ? [point("sms", SMS.late, "late")] : []),
    ...reminders.map((_reminder, index) => point("sms", reminderName(index), "remind", index)),
  ];
}
