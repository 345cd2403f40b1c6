/**
 * What a storyboard shows of a screen: the very pages that citizens get, and how long they can become.
 *
 * Prints with the renderer's own functions, for the smallest network of the channel. Pure; called by
 * `storyboard`.
 */
import { septets, width } from "../../base/gsm7.ts";
import { deadlineOf } from "../../menu/calendar.ts";
import { sceneOf, type Scene } from "../../menu/check/scene.ts";
import { greatestAnswers, greatestGiven } from "../../menu/check/greatest.ts";
import { reasonsOf } from "../../menu/check/reasons.ts";
import type { Answers, RequestFact, Snapshot } from "../../menu/contract.ts";
import type { WrongCode } from "../../menu/system-texts.ts";
import { OWN, type CompiledScreen, type Release } from "../../menu/model.ts";
import { screenSms } from "../../menu/screen-sms.ts";
import { pageOf, screenOf } from "../../menu/screen.ts";
import { dateText } from "../../menu/dates.ts";
import { slotsOf } from "../../menu/slots.ts";
import { viewOf } from "../../menu/view.ts";
import { notOnList } from "../../menu/wrong.ts";
import { partsOf } from "../../messages/message.ts";
import { exampleGiven } from "./example-given.ts";
import { answersAtCheck, answersBefore, EXAMPLE_AT } from "./walk.ts";

/** Pages of one screen on paper: of a long list the rest is alike. */
const PAGES_MAX = 6;
export const EXAMPLE_REF = "48210372";

/** A screen in one state: as it is met, after letters were typed, once the request was sent. */
export interface Shown {
  caption: string;
  pages: readonly { text: string; size: string }[];
  /** True where a list goes on after these. */
  cut: boolean;
  /** With every value at its greatest length. */
  most: string;
}

/** Who looks at the screens: somebody with these answers and one request of each service. */
function sceneFor(
  release: Release,
  service: string | null,
  language: string,
  answers: Answers,
): Scene {
  const { facts, snapshot } = sceneOf({ release }, service, language);
  const requests = (facts.requests ?? []).map((request): RequestFact => {
    const status = release.services.get(request.service)?.life?.first ?? "received";
    const given = exampleGiven(release, request.service, language);
    return { ...request, ref: EXAMPLE_REF, status, openedAt: EXAMPLE_AT, given };
  });
  return {
    facts: { ...facts, requests, at: EXAMPLE_AT },
    snapshot: { ...snapshot, answers, intent: { id: "", ref: EXAMPLE_REF } },
  };
}

/** Every state of a screen. */
export function shownOf(
  release: Release,
  screen: CompiledScreen,
  language: string,
  answers: Answers,
): Shown[] {
  const scene = sceneFor(release, screen.service, language, answers);
  const most = sceneOf({ release }, screen.service, language);
  const at = (over: Partial<Scene["snapshot"]>, caption: string) => {
    const first = release.channel.codes.some(({ start }) => start === screen.id);
    const stranger = screen.kind === "language" ? { language: null, back: [] } : {};
    const offered =
      screen.book === null
        ? []
        : slotsOf(release.channel, screen.book, answers, EXAMPLE_AT).map(({ is }) => is);
    const here = { screen: screen.id, ...(first ? { back: [] } : {}), ...stranger, ...over };
    return shown(release, put(scene, { offered, ...here }), put(most, here), caption);
  };
  const typed = screen.lettersFirst > 0 ? findOf(screen, language) : null;
  if (screen.lookUp !== null) {
    return [
      at({ about: "none" }, "nothing found"),
      at({ about: "broken" }, "broken"),
      at({ about: "late", ended: true }, "late"),
    ];
  }
  return [
    ...(screen.kind === "mine" ? [] : [at({}, "")]),
    ...(typed === null ? [] : [at({ find: typed }, `after "${typed}"`)]),
    ...(screen.kind === "confirm" ? [at({ ended: true }, "sent")] : []),
    ...toldOf(release, screen, language, [scene, most]),
  ];
}

/** What a screen tells of a request, by its status; and where nothing bears the reference. */
function toldOf(
  release: Release,
  screen: CompiledScreen,
  language: string,
  [scene, most]: readonly [Scene, Scene],
): Shown[] {
  if (screen.kind !== "verify" && screen.kind !== "mine") return [];
  const service = screen.of ?? "";
  const before = answersBefore(release, service, language);
  const sent = answersAtCheck(release, service, before);
  const one = { service, ref: EXAMPLE_REF, openedAt: EXAMPLE_AT };
  const request = (status: string, answers: Answers, given: Answers): RequestFact | null =>
    status === "" ? null : { ...one, status, answers, given };
  return [...screen.found.keys(), ""].map((status) => {
    const at = (from: Scene, answers: Answers, given: Answers): Scene => {
      const found = request(status, answers, given);
      const own =
        found === null
          ? null
          : { ...found, answers, given, statusAt: EXAMPLE_AT, deadline: EXAMPLE_AT };
      const verified = { ref: EXAMPLE_REF, request: found };
      const facts = { ...from.facts, verified, mine: { screen: screen.id, request: own } };
      return put({ ...from, facts }, { screen: screen.id, about: EXAMPLE_REF });
    };
    const longest = greatestAnswers(release, service, language);
    const caption = status === "" ? "not found" : status;
    const gave = exampleGiven(release, service, language);
    const plain = at(scene, sent, gave);
    return shown(release, plain, at(most, longest, greatestGiven(release, service)), caption);
  });
}

/** The SMS of a screen, with example answers and at its longest; null where it sends none. */
export function screenSmsOf(
  release: Release,
  screen: CompiledScreen,
  language: string,
  answers: Answers,
): { text: string; longest: string } | null {
  const said = ({ facts, snapshot }: Scene) =>
    screenSms(release, { ...snapshot, screen: screen.id }, facts);
  const text = said(sceneFor(release, screen.service, language, answers));
  const longest = said(sceneOf({ release }, screen.service, language));
  return text === null || longest === null ? null : { text, longest };
}

/** One request of the service in a status, under "My requests". */
export function requestShown(
  release: Release,
  service: string,
  status: string,
  language: string,
  answers: Answers,
): Shown {
  const requestIn = (scene: Scene): Scene => {
    const [first] = scene.facts.requests ?? [];
    const found = release.services.get(service)?.life?.statuses.get(status);
    const deadline =
      found === undefined
        ? null
        : deadlineOf(release.channel, found, EXAMPLE_AT, scene.snapshot.answers);
    const here = first ?? { ref: EXAMPLE_REF, openedAt: EXAMPLE_AT };
    const request = { ...here, service, status, deadline };
    const facts = { ...scene.facts, requests: [{ ...request, answers: scene.snapshot.answers }] };
    return put({ ...scene, facts }, { screen: OWN.request, about: request.ref });
  };
  const scene = requestIn(sceneFor(release, service, language, answers));
  return shown(release, scene, requestIn(sceneOf({ release }, service, language)), "");
}

/** A screen that no file makes, or one of the channel's in a state of its own; `longest` as it is at most. */
export function channelShown(
  release: Release,
  language: string,
  [plain, longest]: readonly [plain: Partial<Snapshot>, longest: Partial<Snapshot>],
  caption: string,
): Shown {
  const scene = put(sceneFor(release, null, language, {}), plain);
  return shown(release, scene, put(sceneOf({ release }, null, language), longest), caption);
}

function put(scene: Scene, over: Partial<Scene["snapshot"]>): Scene {
  return { ...scene, snapshot: { ...scene.snapshot, ...over } };
}

function shown(release: Release, scene: Scene, most: Scene, caption: string): Shown {
  const { letters, end } = viewOf(release, scene.snapshot, scene.facts);
  const budget = scene.facts.budget[letters];
  const unit = letters === "gsm7" ? "septets" : "letters";
  const { pages, cut } = pagesOf(release, scene);
  const longest = pagesOf(release, most).pages.map((text) => width(text, letters));
  // Those who answer at most length may be on a way of fewer steps.
  const greatest = Math.max(...longest, ...pages.map((text) => width(text, letters)));
  const screens = longest.length > pages.length ? ` on ${longest.length} screens` : "";
  return {
    caption: [caption, end ? "end" : ""].filter(Boolean).join(", "),
    pages: pages.map((text) => ({ text, size: `${width(text, letters)} of ${budget} ${unit}` })),
    cut,
    most: `at its longest ${greatest}${screens}`,
  };
}

function pagesOf(release: Release, { facts, snapshot }: Scene): { pages: string[]; cut: boolean } {
  const view = viewOf(release, snapshot, facts);
  if (view.end || snapshot.ended) {
    return { pages: [screenOf(release, snapshot, facts).text], cut: false };
  }
  const pages: string[] = [];
  let from: number | null = 0;
  while (from !== null && pages.length < PAGES_MAX) {
    const here = { ...snapshot, pages: from === 0 ? [] : [from] };
    const page = pageOf(release, here, facts, view);
    pages.push(page.text);
    from = page.next;
  }
  return { pages, cut: from !== null };
}

/** The first letters of a name on the list, as many as are asked for. */
function findOf({ list, lettersFirst }: CompiledScreen, language: string): string | null {
  const names = (list?.rows ?? []).map(({ say }) => say[language] ?? "");
  const words = names.map((name) => /^[\p{L}\p{N}]+/u.exec(name)?.[0] ?? "");
  const word = words.find((one) => one.length >= lettersFirst);
  return word === undefined ? null : word.slice(0, lettersFirst).toLowerCase();
}

export interface Reason {
  code: WrongCode;
  text: string;
  /** True where the screen has words of its own for it. */
  own: boolean;
}

/** What stands on line one after a reply that was not taken. */
export function reasonsFor(
  release: Release,
  screen: CompiledScreen,
  language: string,
  answers: Answers,
): Reason[] {
  const { facts, snapshot } = sceneFor(release, screen.service, language, answers);
  const here = { ...snapshot, screen: screen.id };
  const view = viewOf(release, here, facts);
  if (view.end) return [];
  // What is pressed before any letters were typed is refused in other words than after.
  const find = screen.lettersFirst > 0 ? findOf(screen, language) : null;
  const listed = find === null ? view : viewOf(release, { ...here, find }, facts);
  const values = {
    min: limitText(screen.ask?.min ?? Math.max(1, screen.lettersFirst), language),
    max: limitText(screen.ask?.max ?? 160, language),
    choices: listed.choices() ?? "",
  };
  const codes = reasonsOf(screen).flatMap((code) => {
    if (code !== "not_on_list") return [code];
    // One of three, as nothing, one thing or several can be chosen.
    return [view, listed].map((seen) => notOnList(seen, "77").code as WrongCode);
  });
  return [...new Set([...codes, ...screen.wrong.keys()])].map((code) => {
    const wrong = { code, typed: code === "no_match" ? "xyz" : "77", values };
    const { lead } = viewOf(release, { ...here, wrong }, facts);
    return { code, text: lead(), own: screen.wrong.has(code) };
  });
}

/** A day prints as one; `today-18y` stays as the file says it, since nobody knows today. */
function limitText(limit: number | string, language: string): number | string {
  if (typeof limit === "number" || !/^\d{4}-\d\d-\d\d$/.test(limit)) return limit;
  return dateText(language, "UTC", Date.parse(limit));
}

/** `118 septets, 1 part`. */
export function smsSize(text: string): string {
  const parts = partsOf(text);
  const used = septets(text);
  const size = used === null ? `${text.length} UCS-2 letters` : `${used} septets`;
  return `${size}, ${parts} part${parts === 1 ? "" : "s"}`;
}
