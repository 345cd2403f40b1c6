/**
 * The step: (release, snapshot, input) to (next snapshot, effects). Pure and total.
 *
 * Owns what a citizen's reply means. Refuses nothing: whatever was typed, and whatever snapshot of
 * the release it was typed at, a screen follows. Called by `session` once per hop, or twice when it
 * first answers `needs`, and then nothing has happened yet.
 */
import { seenIn } from "../base/visible.ts";
import { arrive, goHome, type Move } from "./arrive.ts";
import { asksWhom, assistReply, backToNumber, orAlone } from "./assist.ts";
import { listed, unlisted } from "./book.ts";
import type { Effect, Facts, Input, Need, Outcome, Snapshot, Step } from "./contract.ts";
import { dial } from "./dial.ts";
import { isUnasked, owedOn, pastLookUps } from "./look-up.ts";
import { mineNeed, sight } from "./mine.ts";
import { OWN, type Release } from "./model.ts";
import { again, ownReply, shownAnew } from "./own.ts";
import { isQuestion, pathOf } from "./path.ts";
import { guarded, pinNeed, pinReply } from "./pin.ts";
import { screenReply } from "./reply.ts";
import { isAnonymous } from "./counted.ts";
import { smsOnArrival } from "./screen-sms.ts";
import { pageOf } from "./screen.ts";
import { FRESH } from "./snapshot.ts";
import { standing } from "./standing.ts";
import { barredBy, shutOut, withoutSending } from "./suspended.ts";
import { isTold, unverified } from "./verify.ts";
import { viewOf } from "./view.ts";
import { closedTo } from "./window.ts";

/** Screens of Njia's own that show one request. */
const ABOUT_REQUEST: ReadonlySet<string> = new Set([
  OWN.request,
  OWN.sure,
  OWN.moved,
  OWN.once,
  OWN.slot,
]);

/** Takes one step. `snapshot` is null on the first hop of a session. */
export function step(release: Release, snapshot: Snapshot | null, input: Input): Step {
  if (snapshot === null || typeof input.text !== "string") {
    const tokens = typeof input.text === "string" ? [] : input.text.dial;
    const move = dial(release, tokens, input);
    if ("needs" in move) return move;
    return finish(release, FRESH, opening(release, move, input), input, "start");
  }
  const needs = needed(release, snapshot, input.facts);
  // What was told of the last reference has no part in what the next one means, nor of one's own request.
  if (needs !== null && typeof needs === "string") return { needs };
  const [move, outcome] = reply(release, snapshot, seenIn(input.text), input);
  return finish(release, snapshot, move, input, outcome);
}

/** Above the first screen: what was sent shortly before, or else, once, that our SMS are blocked. */
function opening(release: Release, move: Extract<Move, { to: Snapshot }>, { facts }: Input): Move {
  const { code, language, recent = null, blocked = false, assistant } = facts;
  const to = { ...move.to, recent, ...(assistant !== undefined && { assistant }) };
  const tells = recent === null && blocked && (release.channel.sms?.blocked ?? null) !== null;
  // Where the checker has proven that there is room for it.
  if (!tells || language === null || to.screen !== code.start) return { ...move, to };
  const effects = [...(move.effects ?? []), { do: "told_blocked" } as const];
  return { to: { ...to, blocked: true }, effects };
}

/** Nothing was understood: the same screen again, once the facts to print it are there. */
export function stay(release: Release, snapshot: Snapshot, input: Input): Step {
  // Only where a rehearsal has brought it: what was found is no answer on the menus of now.
  if (isUnasked(release.screens.get(snapshot.screen), snapshot)) {
    return finish(release, snapshot, { to: snapshot }, input, "start");
  }
  const needs = needed(release, snapshot, input.facts);
  return needs === null
    ? { ...sight(release, snapshot, input.facts), outcome: "start" }
    : { needs };
}

/** Facts without which the snapshot's own screen cannot be read. */
function needed(release: Release, snapshot: Snapshot, facts: Facts): Need | null {
  const screen = release.screens.get(snapshot.screen);
  const kind = screen?.kind;
  if (screen?.kind === "verify") return unverified(screen, snapshot, facts);
  if (screen?.kind === "mine") return mineNeed(screen, facts);
  const drafted = snapshot.screen === OWN.resume || snapshot.screen === OWN.gone;
  if (drafted && facts.drafts === undefined) return "drafts";
  const pin = pinNeed(snapshot, facts);
  if (pin !== null) return pin;
  const listing = kind === "requests" || ABOUT_REQUEST.has(snapshot.screen);
  if (listing && facts.requests === undefined) return "requests";
  return unlisted(release, snapshot, facts);
}

function reply(release: Release, snapshot: Snapshot, typed: string, input: Input): [Move, Outcome] {
  const view = viewOf(release, snapshot, input.facts);
  const { keys } = release.channel;
  if (snapshot.ended) return [{ to: snapshot }, "start"];
  if (snapshot.language !== null) {
    if (typed === keys.home) return [goHome(release, snapshot, input), "home"];
    if (typed === keys.back) return [back(release, snapshot, input), "back"];
  }
  if (typed === keys.more) {
    const { next } = pageOf(release, snapshot, input.facts, view);
    if (next !== null) {
      const to = { ...snapshot, pages: [...snapshot.pages, next], wrong: null };
      return [{ to }, "more"];
    }
  }
  if (snapshot.screen === OWN.pin) return pinReply(release, snapshot, typed, input);
  if (asksWhom(snapshot)) return assistReply(release, snapshot, view, typed, input);
  const screen = release.screens.get(snapshot.screen);
  return screen === undefined
    ? ownReply(release, snapshot, view, typed, input)
    : screenReply(release, snapshot, screen, view, typed, input);
}

/** `0`: the page before, the letters before, the check screen, the screen before, the main menu. */
function back(release: Release, snapshot: Snapshot, input: Input): Move {
  if (snapshot.screen === OWN.stuck) return again(release, snapshot, input);
  if (snapshot.screen === OWN.sure) return shownAnew(snapshot);
  if (snapshot.screen === OWN.slot) return backFromSlots(snapshot);
  const number = backToNumber(snapshot);
  if (number !== null) return number;
  if (snapshot.screen === OWN.once && snapshot.about !== null) return shownAnew(snapshot);
  const here = { ...snapshot, wrong: null, strikes: 0 };
  if (here.pages.length > 0) return { to: { ...here, pages: here.pages.slice(0, -1) } };
  if (here.find !== null) return { to: { ...here, find: null } };
  if (isTold(here, release.screens.get(here.screen))) return { to: { ...here, about: null } };
  if (here.changing !== null) return unchanged(release, here, input);
  const last = here.back.findLastIndex((id) => isThere(release, id, here));
  const before = here.back[last];
  if (before === undefined) return goHome(release, here, input);
  return arrive(release, { ...here, back: here.back.slice(0, last) }, before, input, {
    remember: false,
  });
}

/** The page before, or the request whose time was to be changed. */
function backFromSlots(snapshot: Snapshot): Move {
  if (snapshot.pages.length === 0) return shownAnew(snapshot);
  return { to: { ...snapshot, wrong: null, strikes: 0, pages: snapshot.pages.slice(0, -1) } };
}

/** What was told on a condition that a changed answer has ended is not told again. */
function isThere({ screens }: Release, id: string, { service, answers }: Snapshot): boolean {
  const screen = screens.get(id);
  if (screen?.kind !== "show" || screen.when === null || screen.service !== service) return true;
  return screen.when(answers) === true;
}

/** Out of a change that was not gone through with: all is as it was before it. */
function unchanged(release: Release, snapshot: Snapshot, input: Input): Move {
  const before = { ...snapshot, ...snapshot.changing, changing: null };
  const { at } = pathOf(release, before.service ?? "", before.answers);
  return at === null ? goHome(release, before, input) : { to: { ...before, screen: at.id } };
}

/** Adds what a new snapshot implies: a draft when answers changed, and the intent it will become. */
function finish(
  release: Release,
  before: Snapshot,
  decided: Move,
  input: Input,
  outcome: Outcome,
): Step {
  const allowed = "to" in decided ? { ...decided, to: orAlone(release, decided.to) } : decided;
  // An agency is not asked for whoever is not let in.
  const isShut =
    "to" in allowed &&
    (barredBy(release, allowed.to, input.facts) ?? closedTo(release, allowed.to, input)) !== null;
  const move = isShut ? allowed : pastLookUps(release, allowed, input);
  if ("needs" in move) return { needs: move.needs };
  const arrived = guarded(release, withStanding(release, move.to));
  const waits = needed(release, arrived, input.facts);
  if (waits !== null) return { needs: waits };
  const shown = listed(release, arrived, input);
  const effects = [...(move.effects ?? [])];
  const next = shown.screen === OWN.request ? seeing(shown, input.facts) : shown;
  const { kind } = release.screens.get(next.screen) ?? {};
  // A look-up that ends the call leaves the application where it is.
  const kept = isKept(release, kind === "look_up" ? { ...next, ended: false } : next);
  const checked = kind === "confirm";
  // With the first kept answer, so that two calls that go on from one draft open one request.
  const sends = kept || (checked && !isAnonymous(release, next.service));
  const mints = sends && next.intent === null;
  const to = mints ? { ...next, intent: input.mint() } : next;
  const draft = kept ? draftOf(release, before, to) : null;
  if (draft !== null) effects.push(draft);
  effects.push(...owedOn(release, to));
  if (to.screen === OWN.gone) effects.push(...toldOf(to, input.facts));
  const barred = barredBy(release, to, input.facts);
  const service = barred ?? closedTo(release, to, input);
  if (service === null) {
    // Not on the way back: the SMS is on the phone already.
    if (to.screen !== before.screen && outcome !== "back") {
      effects.push(...smsOnArrival(release, to, input.facts));
    }
    const seen = sight(release, to, input.facts);
    return { snapshot: seen.snapshot, effects: [...effects, ...seen.effects], outcome };
  }
  if (input.facts.drafts === undefined) return { needs: "drafts" };
  // What was just answered is kept; nothing is sent.
  const saved = isKept(release, { ...to, ended: false }) || hasDraft(input.facts, service);
  const told = barred === null ? OWN.shut : OWN.suspended;
  const out = shutOut(release, to, service, saved, told);
  return { snapshot: out, effects: withoutSending(effects), outcome: "suspended" };
}

/** No screen prints what was looked up on another way. */
function withStanding(release: Release, to: Snapshot): Snapshot {
  if (to.service === null) return to;
  const answers = standing(release, to.service, to.answers, to.screen);
  return answers === to.answers ? to : { ...to, answers };
}

function hasDraft({ drafts }: Facts, service: string): boolean {
  return drafts?.some((draft) => draft.service === service) === true;
}

/** A draft of a service that is gone is told of once, and kept: a rollback may bring the service back. */
function toldOf({ about }: Snapshot, { drafts }: Facts): Effect[] {
  const draft = drafts?.find(({ service }) => service === about);
  const keepMs = draft?.from?.services.get(draft.service)?.draftMs;
  if (draft === undefined || keepMs === undefined) return [];
  const { from: _, ...kept } = draft;
  return [{ do: "save_draft", draft: { ...kept, told: true }, keepMs }];
}

/** What is chosen on the screen of a request counts for the version that it shows. */
function seeing(snapshot: Snapshot, facts: Facts): Snapshot {
  const version = facts.requests?.find(({ ref }) => ref === snapshot.about)?.version;
  const { seen: _, ...rest } = snapshot;
  return version === undefined ? rest : { ...rest, seen: version };
}

/** True once an application under way has an answer that is kept for its citizen. */
function isKept(release: Release, { service, answers, ended }: Snapshot): boolean {
  if (service === null || ended || !release.services.has(service)) return false;
  if (isAnonymous(release, service)) return false;
  return Object.keys(answers).some((name) => {
    const screen = release.screens.get(`${service}/${name}`);
    return screen !== undefined && isQuestion(screen);
  });
}

/** The draft as it is now; null when it is that already. */
function draftOf(release: Release, before: Snapshot, to: Snapshot): Effect | null {
  const service = release.services.get(to.service ?? "");
  const same =
    before.service === to.service && before.answers === to.answers && before.intent === to.intent;
  if (service === undefined || same) return null;
  const { answers, intent } = to;
  return {
    do: "save_draft",
    draft: { service: service.name, answers, intent, release: release.digest },
    keepMs: service.draftMs,
  };
}
