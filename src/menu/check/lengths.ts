/**
 * Rules about the medium: with every value at its greatest length, in every language, on the
 * smallest screen, no option, reason or ending is cut.
 *
 * Prints what citizens will see with the very functions that print it for them.
 */
import type { Facts, Snapshot } from "../contract.ts";
import type { CompiledScreen } from "../model.ts";
import { TAKEN } from "../book.ts";
import { pageOf } from "../screen.ts";
import { viewOf } from "../view.ts";
import { checkEnd, checkPages } from "./fits.ts";
import { greatestAnswers, greatestGiven, greatestOwn } from "./greatest.ts";
import { checkOwn, checkSystem } from "./own-lengths.ts";
import { reasonsOf, reportReasons, type Measuring, type Reasons } from "./reasons.ts";
import { sceneOf, type Scene } from "./scene.ts";
import { below, screensOf, type At, type World } from "./world.ts";

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
  if (text.startsWith(view.lead())) return;
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
    const told = { ...facts, mine };
    checkPages(world, snapshot, told, place, ["no_choice", "empty"], null);
    if (status !== null && screen.becomes.has(status)) checkOnce(world, snapshot, told, place);
  };
  for (const [index, status] of [...screen.found.keys()].entries()) {
    look(below(at, "found", index, "say"), status);
  }
  look(below(at, "not_found"), null);
}

/** By the time its second page was asked for it would be another text: that of what was seen. */
function checkOnce(world: Measuring, snapshot: Snapshot, facts: Facts, at: At): void {
  const { release } = world;
  if (pageOf(release, snapshot, facts, viewOf(release, snapshot, facts)).next === null) return;
  const message = `in \`${snapshot.language}\` what is shown once does not stand on one screen`;
  world.report(at, "mine", message, "Shorten it: nobody would see its second page.");
}

/** What is told at a dial, above the main menu, is told whole. */
function checkOpening(world: Measuring, snapshot: Snapshot, facts: Facts, at: At): void {
  const view = viewOf(world.release, snapshot, facts);
  const { text } = pageOf(world.release, snapshot, facts, view);
  const opening = [view.lead(), view.head()].join("\n");
  if (text.startsWith(opening)) return;
  const message = "above the main menu this text does not fit";
  world.report(at, "reason-too-long", message, "Shorten it, or the heading of the main menu.");
}
