/**
 * Prints the screen of a snapshot: text within the citizen's budget, END or not, and its label.
 *
 * Pure and total. Called by `session` after each step, and by the checker with every value at its
 * greatest length.
 */
import type { Facts, Screen, Snapshot } from "./contract.ts";
import { clipTo, layOut, type Page } from "./layout.ts";
import type { Release } from "./model.ts";
import { width } from "../base/gsm7.ts";
import { say } from "./text.ts";
import { lineOf } from "./entries.ts";
import { languageOf, viewOf, type View } from "./view.ts";

/** The page a snapshot stands on, with where the next one begins. */
export function pageOf(release: Release, snapshot: Snapshot, facts: Facts, view: View): Page {
  const language = languageOf(release, snapshot);
  const word = (name: "back" | "home" | "more" | "skip") =>
    say(release.channel.texts[name], language, () => "");
  const { keys } = release.channel;
  const start = snapshot.screen === facts.code.start || snapshot.language === null;
  const back = view.back || start ? word("back") : word("home");
  return layOut(
    {
      lead: view.lead(),
      head: view.head(),
      yields: view.yields,
      lines: view.lines,
      fixed: [...view.fixed, ...(view.skip ? [lineOf(keys.skip, word("skip"))] : [])],
      more: lineOf(keys.more, word("more")),
      foot: [
        ...(start && !view.back ? [] : [lineOf(keys.back, back)]),
        ...(view.home ? [lineOf(keys.home, word("home"))] : []),
      ],
    },
    snapshot.pages.at(-1) ?? 0,
    facts.budget[view.letters],
    view.letters,
  );
}

/** What the citizen sees. An END text is one page: the checker proves that it fits. */
export function screenOf(release: Release, snapshot: Snapshot, facts: Facts): Screen {
  const view = viewOf(release, snapshot, facts);
  const end = view.end || snapshot.ended;
  const text = end
    ? clipTo(view.head(), facts.budget[view.letters], (part) => width(part, view.letters))
    : pageOf(release, snapshot, facts, view).text;
  return { text, end, label: snapshot.screen };
}
