/**
 * Rules about the medium: with every value at its greatest length, in every language, on the
 * smallest screen, no option, reason or ending is cut.
 *
 * Prints what citizens will see with the very functions that print it for them.
 */
import { LONGEST_PHONE } from "../../base/phone.ts";
import { width } from "../../base/gsm7.ts";
import type { Answers, Facts, Snapshot } from "../contract.ts";
import { SYSTEM_TEXTS, type SystemText, type WrongCode } from "../system-texts.ts";
import { OWN, type CompiledScreen } from "../model.ts";
import { isQuestion, pathOf } from "../path.ts";
import { TAKEN } from "../book.ts";
import { pageOf } from "../screen.ts";
import { say } from "../text.ts";
import { checkMany } from "./many.ts";
import { viewOf, type View } from "../view.ts";
import { standingOf } from "../window.ts";
import { greatestAnswers, greatestGiven, greatestOwn } from "./greatest.ts";
import { linesOf, measured, walk } from "./pages.ts";
import { sceneOf, type Scene } from "./scene.ts";
import { checkReason, reasonsOf, reportReasons, type Measuring, type Reasons } from "./reasons.ts";
import { checkLine } from "./too-long.ts";
import { below, screensOf, type At, type World } from "./world.ts";

/** More pages than this of a screen that is no list, and citizens give up. */
const PAGES_MAX = 3;

export function checkLengths(world: World): void {
  const seen = new Set<string>();
  const reasons: Reasons = new Map();
  const once: Measuring = {
    ...world,
    // The same screen is printed in several languages and with several reasons: one finding.
    report: (at, rule, ...rest) => {
      const key = [at.file, ...at.path, rule].join(" ");
      if (!seen.has(key)) world.report(at, rule, ...rest);
      seen.add(key);
    },
    reasons,
  };
  for (const language of world.languages) {
    const scenes = new Map<string | null, Scene>();
    for (const service of [null, ...world.release.services.keys()]) {
      scenes.set(service, sceneOf(world, service, language));
    }
    for (const { id, at } of screensOf(world)) {
      const screen = world.release.screens.get(id);
      const scene = scenes.get(screen?.service ?? null);
      if (screen !== undefined && scene !== undefined) checkScreen(once, screen, at, scene);
    }
    for (const service of world.release.services.keys()) checkOwn(once, service, language);
    checkSystem(once, language);
  }
  reportReasons(world, reasons);
}

function checkScreen(
  world: Measuring,
  screen: CompiledScreen,
  at: At,
  { facts, snapshot }: Scene,
): void {
  const here = { ...snapshot, screen: screen.id };
  if (screen.lookUp !== null) return checkInstead(world, screen, at, { facts, snapshot: here });
  const finds = screen.list === null ? [null] : screen.lettersFirst > 0 ? [null, "a"] : [null];
  for (const find of finds) {
    checkPages(world, { ...here, find }, facts, at, reasonsOf(screen), screen);
  }
  const start = world.release.channel.codes.some((code) => code.start === screen.id);
  if (start) {
    const texts = { file: "channel.yaml", path: ["texts", "recent"] };
    for (const recent of facts.requests ?? []) {
      checkOpening(world, { ...here, recent }, facts, texts);
    }
    if (world.release.channel.sms?.blocked) {
      const blocked = { file: "channel.yaml", path: ["sms", "blocked"] };
      checkOpening(world, { ...here, blocked: true }, facts, blocked);
    }
  }
  if (screen.kind === "verify") checkTold(world, screen, at, { facts, snapshot: here });
  if (screen.kind === "mine") checkMine(world, screen, at, { facts, snapshot: here });
  if (screen.book !== null) {
    checkPages(world, { ...here, offered: [] }, facts, below(at, "none"), [], null);
    checkTaken(world, { ...here, wrong: { code: TAKEN } }, facts, below(at, "taken"));
  }
  if (screen.kind === "confirm") {
    checkEnd(world, { ...here, ended: true }, facts, below(at, "done"), screen.letters);
  }
}

/** What is told where a look-up has no answer. The third unknown input of a call ends it. */
function checkInstead(
  world: Measuring,
  screen: CompiledScreen,
  at: At,
  { facts, snapshot }: Scene,
) {
  for (const about of ["none", "broken"] as const) {
    const place = below(at, about, "say");
    checkPages(world, { ...snapshot, about }, facts, place, ["not_on_list", "empty"], null);
  }
  for (const about of ["none", "late"] as const) {
    const place = below(at, about, "say");
    checkEnd(world, { ...snapshot, about, ended: true }, facts, place, screen.letters);
  }
}

/** That somebody was quicker stands whole above the list. */
function checkTaken(world: Measuring, snapshot: Snapshot, facts: Facts, at: At): void {
  const view = viewOf(world.release, snapshot, facts);
  const { text } = pageOf(world.release, snapshot, facts, view);
  if (text.startsWith(view.lead)) return;
  const message = "above the list of times this text does not fit";
  world.report(at, "reason-too-long", message, "Shorten it, or what the list says.");
}

/** What is told of a request, in every status that has words, and of none. */
function checkTold(world: Measuring, screen: CompiledScreen, at: At, { facts, snapshot }: Scene) {
  const { release } = world;
  const ref = "1234567890";
  const service = screen.of ?? "";
  const answers = greatestAnswers(release, service, snapshot.language ?? "");
  const given = greatestGiven(release, service);
  const told = { ...snapshot, about: ref };
  const look = (status: string, place: At) => {
    const request = { service, ref, status, openedAt: 0, answers, given };
    const verified = { ref, request: status === "" ? null : request };
    checkPages(world, told, { ...facts, verified }, place, [], null);
  };
  for (const [index, status] of [...screen.found.keys()].entries()) {
    look(status, below(at, "found", index, "say"));
  }
  look("", below(at, "not_found"));
  // The last unknown one of a call ends it.
  const verified = { ref, request: null };
  const last = { ...told, ended: true };
  checkEnd(world, last, { ...facts, verified }, below(at, "not_found"), screen.letters);
}

/** The same to its owner. */
function checkMine(world: Measuring, screen: CompiledScreen, at: At, { facts, snapshot }: Scene) {
  const look = (place: At, status: string | null) => {
    const request =
      status === null ? null : greatestOwn(world.release, screen, status, snapshot.language ?? "");
    const mine = { screen: screen.id, request };
    checkPages(world, snapshot, { ...facts, mine }, place, ["no_choice", "empty"], null);
  };
  for (const [index, status] of [...screen.found.keys()].entries()) {
    look(below(at, "found", index, "say"), status);
  }
  look(below(at, "not_found"), null);
}

/** What is told at a dial, above the main menu, is told whole. */
function checkOpening(world: Measuring, snapshot: Snapshot, facts: Facts, at: At): void {
  const view = viewOf(world.release, snapshot, facts);
  const { text } = pageOf(world.release, snapshot, facts, view);
  const opening = [view.lead, view.head].join("\n");
  if (text.startsWith(opening)) return;
  const message = "above the main menu this text does not fit";
  world.report(at, "reason-too-long", message, "Shorten it, or the heading of the main menu.");
}

function checkOwn(world: Measuring, service: string, language: string): void {
  const { facts, snapshot } = sceneOf(world, service, language);
  const at = (text: SystemText) => ({ file: "channel.yaml", path: ["texts", text] });
  const reasons: WrongCode[] = ["not_on_list", "empty"];
  // Who has answered nothing is told of nothing that is safe.
  const kept = pathOf(world.release, service, snapshot.answers).answered.length > 0;
  const own = [
    [{ screen: OWN.resume, about: service }, "resume"],
    [{ screen: OWN.suspended, about: `${service} saved` }, "suspended"],
    [{ screen: OWN.stuck }, kept ? "stuck_saved" : "stuck"],
    [{ screen: OWN.stuck, answers: {} }, "stuck"],
    [{ screen: OWN.change }, "change_which"],
    [{ screen: OWN.request, about: "1234567890" }, "request"],
    [{ screen: OWN.sent, about: "1234567890", ended: true }, "sent_before"],
  ] as const;
  for (const [over, text] of own) {
    // Of answers and of what can become of a request there may be one, or several.
    const only: WrongCode[] = text === "change_which" || text === "request" ? ["only_one"] : [];
    checkPages(world, { ...snapshot, ...over }, facts, at(text), [...reasons, ...only], null);
  }
  const once = { file: `${service}.yaml`, path: ["once", "say"] };
  if (world.release.services.get(service)?.once) {
    checkPages(world, { ...snapshot, screen: OWN.once }, facts, once, reasons, null);
  }
  const gone = { ...snapshot, screen: OWN.gone, about: service };
  checkPages(world, gone, facts, at("draft_gone"), reasons, null);
  const shut = { ...snapshot, screen: OWN.shut, about: `${service} saved` };
  for (const [instant, text] of shutAt(world, service)) {
    checkPages(world, shut, { ...facts, at: instant }, at(text), reasons, null);
  }
  const changed = { ...snapshot, screen: OWN.resume, about: service };
  const drafts = [{ service, answers: unfitting(world, service), intent: null }];
  checkPages(world, changed, { ...facts, drafts }, at("resume_changed"), reasons, null);
}

/** An instant before a service opens and one after it closes, with the words that are told then. */
function shutAt({ release }: World, service: string): [number, SystemText][] {
  const window = release.services.get(service)?.open;
  if (window == null) return [];
  const instant = (day: string, days: number) =>
    Date.parse(day.length === 5 ? `2026-${day}` : day) + days * 86_400_000;
  return [instant(window.from, -1), instant(window.to, 2)].flatMap(
    (one): [number, SystemText][] => {
      const is = standingOf(release, service, one)?.is;
      if (is === "early") return [[one, "not_open"]];
      return is === "over" ? [[one, "no_longer_open"]] : [];
    },
  );
}

/** The longest offer lists every question: an empty answer fits none. */
function unfitting({ release }: World, service: string): Answers {
  const own = [...release.screens.values()].filter((screen) => screen.service === service);
  return Object.fromEntries(own.filter(isQuestion).map(({ name }) => [name, ""]));
}

const ENDINGS: readonly SystemText[] = [
  "help",
  "help_saved",
  "unknown_code",
  "expired",
  "closed",
  "apology",
  "not_yours",
  "busy",
  "busy_saved",
  "often",
];

function checkSystem(world: Measuring, language: string): void {
  const { release } = world;
  const { facts, snapshot } = sceneOf(world, null, language);
  if (release.channel.assist !== null) {
    const asks = { ...snapshot, screen: OWN.assist };
    const phone = { file: "channel.yaml", path: ["assist", "texts", "phone"] };
    checkPages(world, asks, facts, phone, ["not_a_phone", "empty"], null);
    const agrees = { ...snapshot, screen: OWN.agreed, about: LONGEST_PHONE };
    const agreed = { file: "channel.yaml", path: ["assist", "texts", "agreed"] };
    checkPages(world, agrees, facts, agreed, ["not_on_list", "empty"], null);
  }
  const given = ENDINGS.filter((key) => world.source.channel.texts[key] !== undefined);
  for (const key of given) {
    const values: Record<string, string> = {
      code: key === "apology" ? "1234" : facts.code.dial,
      channel: say(release.channel.name, language, () => ""),
    };
    const text = say(release.channel.texts[key], language, ({ name }) => values[name] ?? "");
    const at = { file: "channel.yaml", path: ["texts", key] };
    reportEnd(world, at, width(text, "gsm7"), facts.budget.gsm7, SYSTEM_TEXTS[key]);
  }
}

function checkPages(
  world: Measuring,
  snapshot: Snapshot,
  facts: Facts,
  at: At,
  reasons: readonly WrongCode[],
  screen: CompiledScreen | null,
): void {
  const { release } = world;
  const view = measured(viewOf(release, snapshot, facts), screen, snapshot.find);
  if (view.end) return checkEnd(world, snapshot, facts, at, view.letters);
  const pages = walk(world, snapshot, facts, view);
  const shown = new Set(pages.flatMap(({ text }) => text.split("\n")));
  const cut = linesOf(view).find((line) => line.split("\n").some((part) => !shown.has(part)));
  // Its lines are labels, which have a rule of their own, and as many as there are answers.
  const changes = snapshot.screen === OWN.change;
  if (cut !== undefined) {
    if (!changes) checkLine(world, at, screen, cut);
    // No reason has room beside it, and none is too long for that.
    return;
  }
  checkMany(world, at, screen, pages, linesOf(view));
  // Whoever is asked to agree must see both answers with what they agree to.
  const consent = screen?.kind === "notice" && linesOf(view).length > 1;
  // As many lines as a citizen has requests, or a list has rows: neither is the file's to shorten.
  const long = changes || screen?.list || screen?.book || screen?.kind === "requests";
  const most = screen?.kind === "ask" || consent ? 1 : long ? Infinity : PAGES_MAX;
  if (pages.length > most) {
    const message = `in \`${snapshot.language}\` this takes ${pages.length} screens`;
    world.report(at, "question-pages", message, "Shorten it; citizens pay for each.", "warning");
  }
  const { lines } = view;
  for (const code of reasons) {
    checkReason(world, { snapshot, facts, at, screen, pages, lines }, code);
  }
}

function checkEnd(
  world: World,
  snapshot: Snapshot,
  facts: Facts,
  at: At,
  letters: View["letters"],
): void {
  const { head } = viewOf(world.release, snapshot, facts);
  reportEnd(world, at, width(head, letters), facts.budget[letters], "The last screen");
}

function reportEnd(world: World, at: At, size: number, budget: number, what: string): void {
  if (size <= budget) return;
  const message = `${what}: ${size} letters at their most, and a screen that ends has ${budget}`;
  world.report(
    at,
    "end-too-long",
    message,
    `Shorten it by ${size - budget}: nobody can turn its page.`,
  );
}
