/**
 * Whether a screen fits: printed by the very functions that print it for citizens, page by page, and its reasons above it;
 * or as one that ends, of which nobody can turn a page. Called by `lengths` and `own-lengths`.
 */
import { width } from "../../base/gsm7.ts";
import type { Facts, Snapshot } from "../contract.ts";
import { OWN, type CompiledScreen } from "../model.ts";
import type { WrongCode } from "../system-texts.ts";
import { viewOf, type View } from "../view.ts";
import { checkMany } from "./many.ts";
import { linesOf, measured, walk } from "./pages.ts";
import { checkReason, type Measuring } from "./reasons.ts";
import { checkLine } from "./too-long.ts";
import type { At, World } from "./world.ts";

/** More pages than this of a screen that is no list, and citizens give up. */
const PAGES_MAX = 3;

/** What is shown is shown whole: no option, and no reason above it, is cut. `screen` is null where no file has one for it. */
export function checkPages(
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

export function checkEnd(
  world: World,
  snapshot: Snapshot,
  facts: Facts,
  at: At,
  letters: View["letters"],
): void {
  const { head } = viewOf(world.release, snapshot, facts);
  reportEnd(world, at, width(head(), letters), facts.budget[letters], "The last screen");
}

export function reportEnd(world: World, at: At, size: number, budget: number, what: string): void {
  if (size <= budget) return;
  const message = `${what}: ${size} letters at their most, and a screen that ends has ${budget}`;
  world.report(
    at,
    "end-too-long",
    message,
    `Shorten it by ${size - budget}: nobody can turn its page.`,
  );
}
