/**
 * How long a call takes: t = reading + typing + the network, along the longest way through a
 * service, against the time a network keeps a call open.
 *
 * Reading and typing are assumptions (no measurements on feature phones are known): three speeds of
 * reading, and seconds a key. Networks in Kenya end a call after 180 s. As every answer is saved at once, a call
 * that is cut off goes on at the next dial; what must fit into one is the way between two answers.
 */
import { width } from "../../base/gsm7.ts";
import { isQuestion } from "../path.ts";
import type { CompiledScreen, Release } from "../model.ts";
import { viewOf } from "../view.ts";
import { heaviest, partsOf, type Parts } from "./heaviest.ts";
import { walk } from "./pages.ts";
import { sceneOf, type Scene } from "./scene.ts";
import { edgesOf } from "./world.ts";

/** Letters a second. */
export const SPEEDS = { fast: 15, middle: 10, slow: 8 } as const;
export type Speed = keyof typeof SPEEDS;
/** Seconds a letter, on a keypad with three letters a key; a digit; a choice; a hop. */
const LETTER_S = 2.2;
const DIGIT_S = 0.8;
const CHOICE_S = 1.5;
const HOP_S = 3;
/** Letters of a name or a place as people type them, where more are allowed. */
const LETTERS_TYPED = 20;
const DIGITS: Readonly<Record<string, number>> = {
  date: 8,
  phone: 10,
  national_id: 8,
  reference: 8,
  number: 6,
  money: 6,
};

export interface CallTime {
  service: string;
  language: string;
  /** Seconds that a network keeps a call open. */
  session: number;
  /** Seconds from the dial to the end, along the longest way. */
  speeds: Record<Speed, { seconds: number; fits: boolean; goes_on_at: string | null }>;
  /** The longest way on which nothing is saved, for whoever reads slowly. */
  stretch: { seconds: number; screens: readonly string[] };
}

/** Of every service that asks something, in every language. */
export function callTimes(release: Release): CallTime[] {
  return [...release.services.keys()].flatMap((service) => {
    const ways = waysOf(release, service);
    if (ways === null) return [];
    return release.channel.languages.map(({ is }) => timeOf(release, service, is, ways));
  });
}

/** The ways through a service. */
export interface Ways {
  /** Screens of the channel's menus on the shortest way to it. */
  route: readonly string[];
  first: string;
  all: Parts;
  /** Where a way begins on which nothing is saved: the first screen, and each behind an answer. */
  unsavedFrom: readonly string[];
  unsaved: Parts;
}

/** Null for a service that asks nothing: there is nothing to lose. */
export function waysOf(release: Release, service: string): Ways | null {
  const first = release.services.get(service)?.first ?? "";
  const own = (id: string) => {
    const screen = release.screens.get(id);
    return screen?.service === service ? screen : undefined;
  };
  const within = (all: readonly { to: string }[]) => [
    ...new Set(all.map(({ to }) => to).filter((to) => own(to) !== undefined)),
  ];
  const known = new Map<string, readonly string[]>();
  const next = (id: string) => remembered(known, id, () => within(edgesIn(own(id))));
  const all = partsOf(own(first) === undefined ? [] : [first], next);
  const questions = [...all.of.keys()].filter((id) => isKept(own(id)));
  if (questions.length === 0) return null;
  const saved = new Set(questions);
  const lost = new Map<string, readonly string[]>();
  const unsavedNext = (id: string) =>
    saved.has(id) ? remembered(lost, id, () => within(unkept(own(id)))) : next(id);
  const unsavedFrom = [first, ...new Set(questions.flatMap(next))];
  const unsaved = partsOf(unsavedFrom, unsavedNext);
  return { route: routeTo(release, first), first, all, unsavedFrom, unsaved };
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}

function edgesIn(screen: CompiledScreen | undefined) {
  return screen === undefined ? [] : edgesOf(screen);
}

/** True for a question of which some answer is stored. */
function isKept(screen: CompiledScreen | undefined): boolean {
  if (screen === undefined || !isQuestion(screen)) return false;
  return screen.choices.length === 0 || screen.choices.some(({ keep }) => keep);
}

/** Ways on from a question by answers that are not stored. */
function unkept(screen: CompiledScreen | undefined) {
  const lost = screen?.choices.filter(({ keep }) => !keep) ?? [];
  return lost.flatMap(({ edges }) => edges ?? screen?.edges ?? []);
}

/** The fewest screens from a dial to a service, without its own. */
function routeTo(release: Release, first: string): readonly string[] {
  const before = new Map<string, string | null>();
  const waiting = release.channel.codes.map(({ start }) => start);
  for (const start of waiting) before.set(start, null);
  for (let at = 0; at < waiting.length; at++) {
    const id = waiting[at] ?? "";
    if (id === first) break;
    const screen = release.screens.get(id);
    if (screen === undefined || screen.service !== null) continue;
    for (const { to } of edgesOf(screen)) {
      if (before.has(to)) continue;
      before.set(to, id);
      waiting.push(to);
    }
  }
  const route: string[] = [];
  for (let id = before.get(first); typeof id === "string"; id = before.get(id)) route.unshift(id);
  return route;
}

function timeOf(release: Release, service: string, language: string, ways: Ways): CallTime {
  const { session } = release.channel;
  const scenes = [sceneOf({ release }, null, language), sceneOf({ release }, service, language)];
  const efforts = new Map<string, Effort>();
  const effort = (id: string) => {
    const known = efforts.get(id);
    if (known !== undefined) return known;
    const screen = release.screens.get(id);
    const scene = scenes[screen?.service === null ? 0 : 1];
    const made =
      screen === undefined || scene === undefined ? NONE : effortOf(release, screen, scene);
    efforts.set(id, made);
    return made;
  };
  const seconds = (speed: Speed) => (id: string) => {
    const { letters, typing } = effort(id);
    return letters / SPEEDS[speed] + typing;
  };
  const at = (speed: Speed) => {
    const weigh = seconds(speed);
    const before = ways.route.reduce((sum, id) => sum + weigh(id), 0);
    const way = heaviest(ways.all, [ways.first], weigh);
    const total = before + (way?.weight ?? 0);
    let passed = before;
    const cut = way?.nodes.find((id) => (passed += weigh(id)) > session);
    const fits = total <= session;
    return { seconds: Math.round(total), fits, goes_on_at: fits ? null : nameIn(cut) };
  };
  const stretch = unsavedStretch(ways, seconds("slow"));
  return {
    service,
    language,
    session,
    speeds: { fast: at("fast"), middle: at("middle"), slow: at("slow") },
    stretch: { seconds: Math.round(stretch.weight), screens: stretch.nodes },
  };
}

/** The heaviest way on which nothing is saved; from the dial on, where that is it. */
export function unsavedStretch(ways: Ways, weigh: (id: string) => number) {
  const before = ways.route.reduce((sum, id) => sum + weigh(id), 0);
  const dialled = heaviest(ways.unsaved, [ways.first], weigh);
  const opening = { weight: before + (dialled?.weight ?? 0), nodes: dialled?.nodes ?? [] };
  const later = heaviest(ways.unsaved, ways.unsavedFrom.slice(1), weigh);
  return later !== null && later.weight > opening.weight
    ? later
    : { ...opening, nodes: [...ways.route, ...opening.nodes] };
}

function nameIn(id: string | undefined): string | null {
  return id === undefined ? null : id.slice(id.indexOf("/") + 1);
}

/** Letters to read, and seconds besides. */
interface Effort {
  letters: number;
  typing: number;
}

const NONE: Effort = { letters: 0, typing: 0 };

function effortOf(release: Release, screen: CompiledScreen, { facts, snapshot }: Scene): Effort {
  const here = { ...snapshot, screen: screen.id };
  // Of a list whoever knows what they look for reads one page, and types the name.
  const most = screen.list === null ? Infinity : 1;
  const finds = screen.lettersFirst > 0 ? [null, "a"] : [null];
  let letters = 0;
  let hops = 0;
  for (const find of finds) {
    const looking = { ...here, find };
    const view = viewOf(release, looking, facts);
    const pages = view.end
      ? [{ text: view.head() }]
      : walk({ release }, looking, facts, view, most);
    for (const { text } of pages) letters += width(text, view.letters);
    hops += pages.length;
  }
  return { letters, typing: hops * HOP_S + (hops - 1) * CHOICE_S + typingOf(screen) };
}

function typingOf(screen: CompiledScreen): number {
  if (screen.lettersFirst > 0) return screen.lettersFirst * LETTER_S;
  if (screen.end) return 0;
  if (screen.kind === "verify") return (DIGITS["reference"] ?? 0) * DIGIT_S;
  if (screen.ask === null || screen.ask.as === "yes_no") return CHOICE_S;
  const { as, max } = screen.ask;
  const digits = DIGITS[as];
  if (digits === undefined) {
    return Math.min(typeof max === "number" ? max : Infinity, LETTERS_TYPED) * LETTER_S;
  }
  return (typeof max === "number" ? Math.min(String(max).length, 15) : digits) * DIGIT_S;
}
