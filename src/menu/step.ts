/**
 * The step: (release, snapshot, input) to (next snapshot, effects). Pure and total.
 *
 * Owns what a citizen's reply means. Refuses nothing: whatever was typed, and whatever snapshot of
 * the release it was typed at, a screen follows. Called by `session` once per hop, or twice when it
 * first answers `needs`, and then nothing has happened yet.
 */
import { plain } from "../base/gsm7.ts";
import { dayIn, readAnswer } from "./answer.ts";
import { arrive, goHome, type Move } from "./arrive.ts";
import type { Answer, Effect, Input, Outcome, Snapshot, Step, Wrong } from "./contract.ts";
import { advance, type MenuEvent } from "./machine.ts";
import { OWN, type CompiledScreen, type Release } from "./model.ts";
import { fitting, isQuestion, pathOf } from "./path.ts";
import { pageOf } from "./screen.ts";
import { viewOf, type Item, type View } from "./view.ts";

/** Wrong answers in a row after which a way out is shown instead of the same question. */
const STRIKES_MAX = 3;
/** Letters of a wrong reply that line one repeats. */
const TYPED_SHOWN_MAX = 12;

const FRESH: Snapshot = {
  v: 1,
  screen: OWN.stuck,
  language: null,
  service: null,
  answers: {},
  back: [],
  pages: [],
  find: null,
  strikes: 0,
  wrong: null,
  intent: null,
  changing: false,
  pending: [],
  about: null,
  ended: false,
};

/** Takes one step. `snapshot` is null on the first hop of a session. */
export function step(release: Release, snapshot: Snapshot | null, input: Input): Step {
  if (snapshot === null || typeof input.text !== "string") {
    const tokens = typeof input.text === "string" ? [] : input.text.dial;
    return finish(release, FRESH, dial(release, tokens, input), input, "start");
  }
  const needs = needed(release, snapshot, input);
  if (needs !== null) return { needs };
  const [move, outcome] = reply(release, snapshot, input.text, input);
  return finish(release, snapshot, move, input, outcome);
}

/** Nothing was understood: the same screen again, once the facts to print it are there. */
export function stay(release: Release, snapshot: Snapshot, input: Input): Step {
  const needs = needed(release, snapshot, input);
  return needs === null ? { snapshot, effects: [], outcome: "start" } : { needs };
}

/** Facts without which the snapshot's own screen cannot be read. */
function needed(
  release: Release,
  snapshot: Snapshot,
  { facts }: Input,
): "drafts" | "requests" | null {
  const kind = release.screens.get(snapshot.screen)?.kind;
  if (snapshot.screen === OWN.resume && facts.drafts === undefined) return "drafts";
  const listing = kind === "requests" || snapshot.screen === OWN.request;
  return listing && facts.requests === undefined ? "requests" : null;
}

/** The first hop: the language if unknown, then a deep link, an offered draft or the main menu. */
function dial(release: Release, tokens: readonly string[], input: Input): Move {
  const { facts } = input;
  const asks = release.channel.language;
  const known = release.channel.languages.some(({ is }) => is === facts.language);
  const snapshot = { ...FRESH, screen: facts.code.start, language: known ? facts.language : null };
  if (!known && asks !== null) return { to: { ...snapshot, screen: asks, pending: tokens } };
  const language = known ? facts.language : (release.channel.languages[0]?.is ?? null);
  return begin(release, { ...snapshot, language }, tokens, input);
}

/** Where a dial leads once the language is known. */
function begin(
  release: Release,
  snapshot: Snapshot,
  tokens: readonly string[],
  input: Input,
): Move {
  const start = { ...snapshot, screen: input.facts.code.start, pending: [] };
  const link = tokens.length === 0 ? null : deepLink(release, start.screen, tokens);
  if (link !== null) return arrive(release, start, link, input);
  if (input.facts.drafts === undefined) return { needs: "drafts" };
  const draft = input.facts.drafts.find(({ service }) => release.services.get(service)?.entry);
  if (draft === undefined) return { to: start };
  return { to: { ...start, screen: OWN.resume, about: draft.service } };
}

/**
 * Follows the tokens of a deep link through navigation options only: a question stops it, so that
 * a link or a printed code can never answer, confirm or send anything in a citizen's name.
 */
function deepLink(release: Release, start: string, tokens: readonly string[]): string | null {
  const [first = "", ...rest] = tokens;
  const starred = [...release.services.values()].find(({ star }) => star === first);
  let at = starred?.first ?? start;
  for (const token of starred === undefined ? tokens : rest) {
    const screen = release.screens.get(at);
    const choice = screen?.choices.find(({ key }) => key === token);
    if (screen?.kind !== "menu" || choice === undefined || choice.when !== null) break;
    const next = advance(release, at, { type: `pick:${token}`, answers: {} }).screen;
    if (next === at) break;
    at = next;
  }
  return at === start ? null : at;
}

function reply(release: Release, snapshot: Snapshot, text: string, input: Input): [Move, Outcome] {
  const view = viewOf(release, snapshot, input.facts);
  const typed = text.trim();
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
  const screen = release.screens.get(snapshot.screen);
  return screen === undefined
    ? ownReply(release, snapshot, view, typed, input)
    : screenReply(release, snapshot, screen, view, typed, text, input);
}

/** `0`: the page before, the letters before, the check screen, the screen before, the main menu. */
function back(release: Release, snapshot: Snapshot, input: Input): Move {
  if (snapshot.screen === OWN.stuck) return again(release, snapshot, input);
  const here = { ...snapshot, wrong: null, strikes: 0 };
  if (here.pages.length > 0) return { to: { ...here, pages: here.pages.slice(0, -1) } };
  if (here.find !== null) return { to: { ...here, find: null } };
  const check = here.changing ? pathOf(release, here.service ?? "", here.answers).at : null;
  if (check?.kind === "confirm") return { to: { ...here, changing: false, screen: check.id } };
  const before = here.back.at(-1);
  if (before === undefined) return goHome(release, here, input);
  return arrive(release, { ...here, back: here.back.slice(0, -1) }, before, input, {
    remember: false,
  });
}

/** From the way out back to the question that was answered wrongly. */
function again(release: Release, snapshot: Snapshot, input: Input): Move {
  if (snapshot.about === null) return goHome(release, snapshot, input);
  return { to: { ...snapshot, screen: snapshot.about, strikes: 0, wrong: null, about: null } };
}

/** Replies on the screens that no file makes. */
function ownReply(
  release: Release,
  snapshot: Snapshot,
  view: View,
  typed: string,
  input: Input,
): [Move, Outcome] {
  const item = view.item(typed);
  switch (item?.is) {
    case "resume_continue":
      return [goOn(release, snapshot, input), "choice"];
    case "resume_again":
      return [startAgain(release, snapshot, input), "choice"];
    case "stuck_retry":
      return [again(release, snapshot, input), "choice"];
    case "stuck_help":
      return [{ to: { ...snapshot, ended: true } }, "help"];
    default: // a number on no list, or a line of one of the screens below
  }
  if (snapshot.screen === OWN.change && item !== null) {
    const to = { ...cleared(snapshot), screen: item.is, changing: true };
    return [{ to }, "choice"];
  }
  return [
    wrong(release, snapshot, typed === "" ? { code: "empty" } : notOnList(view, typed)),
    "wrong",
  ];
}

/** Goes on with the offered draft, at the first question its answers do not settle. */
function goOn(release: Release, snapshot: Snapshot, input: Input): Move {
  const service = snapshot.about ?? "";
  const draft = input.facts.drafts?.find((one) => one.service === service);
  if (draft === undefined) return goHome(release, snapshot, input);
  const answers = fitting(release, service, draft.answers);
  const { at } = pathOf(release, service, answers);
  const restored = {
    ...cleared(snapshot),
    about: null,
    back: [],
    service,
    answers,
    intent: draft.intent,
  };
  if (at === null) return startAgain(release, snapshot, input);
  return { to: { ...restored, screen: at.id } };
}

function startAgain(release: Release, snapshot: Snapshot, input: Input): Move {
  const service = snapshot.about ?? "";
  const entry = release.services.get(service)?.entry;
  if (entry === null || entry === undefined) return goHome(release, snapshot, input);
  const to = {
    ...cleared(snapshot),
    about: null,
    back: [],
    service,
    answers: {},
    intent: null,
    screen: entry,
  };
  return { to, effects: [{ do: "drop_draft", service }] };
}

function cleared(snapshot: Snapshot): Snapshot {
  return { ...snapshot, pages: [], find: null, wrong: null, strikes: 0, changing: false };
}

function screenReply(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  view: View,
  typed: string,
  text: string,
  input: Input,
): [Move, Outcome] {
  const { keys } = release.channel;
  if (view.skip && typed === keys.skip)
    return [answered(release, snapshot, screen, null, null, input), "answer"];
  if (typed === "") return [wrong(release, snapshot, { code: "empty" }), "wrong"];
  if (screen.kind === "ask") return asked(release, snapshot, screen, text, input);
  const item = view.item(typed);
  if (item !== null) return picked(release, snapshot, screen, item, input);
  if (screen.list !== null && /\p{L}/u.test(typed))
    return [search(release, snapshot, screen, typed), "choice"];
  return [wrong(release, snapshot, notOnList(view, typed)), "wrong"];
}

function asked(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  text: string,
  input: Input,
): [Move, Outcome] {
  if (screen.ask === null) return [{ to: snapshot }, "wrong"];
  const { country, timeZone } = release.channel;
  const world = {
    country,
    // Only dates have limits that name the day.
    get today() {
      return dayIn(timeZone, input.at);
    },
  };
  const taken = readAnswer(text, screen.ask, world);
  if ("wrong" in taken) {
    const { wrong: code, values } = taken;
    return [
      wrong(release, snapshot, {
        code,
        typed: shown(text),
        ...(values === undefined ? {} : { values }),
      }),
      "wrong",
    ];
  }
  return [answered(release, snapshot, screen, taken.answer, null, input), "answer"];
}

/** Letters typed at a list narrow it; the list then counts from 1 again. */
function search(release: Release, snapshot: Snapshot, screen: CompiledScreen, typed: string): Move {
  const letters = typed.replace(/[^\p{L}\p{N}]/gu, "").length;
  if (letters < screen.lettersFirst) {
    return wrong(release, snapshot, {
      code: "too_short",
      typed: shown(typed),
      values: { min: screen.lettersFirst, max: 40 },
    });
  }
  if (screen.list?.find(typed).length === 0)
    return wrong(release, snapshot, { code: "no_match", typed: shown(typed) });
  const find = [...typed].slice(0, 40).join("");
  return { to: { ...snapshot, find, pages: [], wrong: null, strikes: 0 } };
}

function picked(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  item: Item,
  input: Input,
): [Move, Outcome] {
  switch (screen.kind) {
    case "choose":
      return [answered(release, snapshot, screen, item.is, item, input), "choice"];
    case "notice":
      return [answered(release, snapshot, screen, true, null, input), "choice"];
    case "language":
      return [spoken(release, snapshot, item.is, input), "choice"];
    case "requests":
      return [{ to: remembering(snapshot, { screen: OWN.request, about: item.is }) }, "choice"];
    case "confirm":
      return item.is === "send"
        ? [send(release, snapshot, screen), "submit"]
        : [{ to: remembering(snapshot, { screen: OWN.change }) }, "choice"];
    default: {
      const event: MenuEvent =
        item.choice === null
          ? { type: "next", answers: snapshot.answers }
          : { type: `pick:${item.key}`, answers: snapshot.answers };
      return [moved(release, snapshot, event, input), "choice"];
    }
  }
}

/** The screen now shown can be gone back to. */
function remembering(snapshot: Snapshot, next: Partial<Snapshot>): Snapshot {
  return { ...cleared(snapshot), back: [...snapshot.back, snapshot.screen], ...next };
}

function moved(release: Release, snapshot: Snapshot, event: MenuEvent, input: Input): Move {
  const { screen } = advance(release, snapshot.screen, event);
  if (screen === snapshot.screen) return goHome(release, snapshot, input);
  return arrive(release, cleared(snapshot), screen, input);
}

function spoken(release: Release, snapshot: Snapshot, language: string, input: Input): Move {
  const first = snapshot.language === null;
  const to = { ...cleared(snapshot), language, back: [] };
  const move = first ? begin(release, to, snapshot.pending, input) : goHome(release, to, input);
  if ("needs" in move) return move;
  return { ...move, effects: [{ do: "remember_language", language }, ...(move.effects ?? [])] };
}

/** Stores an answer and goes on; a changed one goes on to the first question it opened, if any. */
function answered(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  answer: Answer,
  item: Item | null,
  input: Input,
): Move {
  const answers = { ...snapshot.answers, [screen.name]: answer };
  const service = snapshot.service ?? screen.service;
  const next = { ...snapshot, answers, service };
  const own = item?.choice?.edges !== null && item?.choice !== undefined && item.choice !== null;
  const event: MenuEvent = own ? { type: `pick:${item.key}`, answers } : { type: "next", answers };
  const to = advance(release, screen.id, event).screen;
  if (snapshot.changing) {
    const { at } = pathOf(release, service ?? "", answers);
    if (at !== null) return arrive(release, cleared(next), at.id, input);
  }
  if (to === screen.id) return goHome(release, next, input);
  return arrive(release, cleared(next), to, input);
}

function send(release: Release, snapshot: Snapshot, screen: CompiledScreen): Move {
  const { actions } = advance(release, screen.id, { type: "send", answers: snapshot.answers });
  const service = release.services.get(snapshot.service ?? "");
  const { intent } = snapshot;
  // A check screen is never shown without an intent; without one there is nothing to send yet.
  if (!actions.includes("submit") || service === undefined || intent === null)
    return { to: snapshot };
  const path = pathOf(release, service.name, snapshot.answers);
  if (path.at?.id !== screen.id && path.at !== null)
    return { to: { ...cleared(snapshot), screen: path.at.id } };
  const submit: Effect = {
    do: "submit",
    service: service.name,
    intent,
    answers: path.answers,
    status: service.firstStatus ?? "received",
    keepMs: service.keepMs,
  };
  return {
    to: { ...cleared(snapshot), ended: true },
    effects: [submit, { do: "drop_draft", service: service.name }],
  };
}

function notOnList(view: View, typed: string): Wrong {
  const { range } = view;
  return {
    code: range !== null && range.first === range.last ? "only_one" : "not_on_list",
    typed: shown(typed),
    ...(range === null ? {} : { values: range }),
  };
}

function shown(typed: string): string {
  return [...plain(typed.trim())].slice(0, TYPED_SHOWN_MAX).join("").replace(/\s+/g, " ");
}

function wrong(release: Release, snapshot: Snapshot, reason: Wrong): Move {
  const strikes = snapshot.strikes + 1;
  // Screens of Njia's own are themselves ways out, and `about` holds what they need.
  const own = !release.screens.has(snapshot.screen);
  if (strikes < STRIKES_MAX || own || snapshot.language === null) {
    return { to: { ...snapshot, strikes, wrong: reason } };
  }
  const { changing, screen: about } = snapshot;
  return { to: { ...cleared(snapshot), changing, screen: OWN.stuck, about } };
}

/** Adds what a new snapshot implies: an intent at the check screen, a draft when answers changed. */
function finish(
  release: Release,
  before: Snapshot,
  move: Move,
  input: Input,
  outcome: Outcome,
): Step {
  if ("needs" in move) return { needs: move.needs };
  const waits = needed(release, move.to, input);
  if (waits !== null) return { needs: waits };
  let { to } = move;
  if (release.screens.get(to.screen)?.kind === "confirm" && to.intent === null)
    to = { ...to, intent: input.mint };
  const effects = [...(move.effects ?? [])];
  const draft = draftOf(release, before, to);
  if (draft !== null) effects.push(draft);
  return { snapshot: to, effects, outcome };
}

function draftOf(release: Release, before: Snapshot, to: Snapshot): Effect | null {
  const service = release.services.get(to.service ?? "");
  if (service === undefined || to.ended) return null;
  if (before.service === to.service && before.answers === to.answers && before.intent === to.intent)
    return null;
  const some = Object.keys(to.answers).some((name) => {
    const screen = release.screens.get(`${service.name}/${name}`);
    return screen !== undefined && isQuestion(screen);
  });
  if (!some) return null;
  const { answers, intent } = to;
  return {
    do: "save_draft",
    draft: { service: service.name, answers, intent },
    keepMs: service.draftMs,
  };
}
