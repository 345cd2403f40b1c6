/** Replies on the screens that files make. Called by `step`, and by `own` for a second try. */
import { answered, asked, send } from "./apply.ts";
import { assistPicked } from "./assist.ts";
import { arrive, goHome, onward, type Move } from "./arrive.ts";
import type { Input, Outcome, Snapshot } from "./contract.ts";
import { stillFree, taken } from "./book.ts";
import { begin } from "./dial.ts";
import { advance, type MenuEvent } from "./machine.ts";
import { OWN, type CompiledScreen, type Release } from "./model.ts";
import { cleared, remembering } from "./snapshot.ts";
import { goneOn } from "./look-up.ts";
import type { Item } from "./entries.ts";
import type { View } from "./view.ts";
import { verified } from "./verify.ts";
import { notOnList, shown, wrong } from "./wrong.ts";

/** What a reply means on this screen; the view says which keys mean what. */
export function screenReply(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  view: View,
  text: string,
  input: Input,
): [Move, Outcome] {
  const typed = text.trim();
  if (view.skip && typed === release.channel.keys.skip) {
    return [answered(release, snapshot, screen, null, null, input), "answer"];
  }
  if (typed === "") return [wrong(release, snapshot, { code: "empty" }), "wrong"];
  if (screen.kind === "ask") return asked(release, snapshot, screen, text, input);
  if (screen.kind === "verify") return verified(release, snapshot, screen, text, input);
  const item = view.item(typed);
  if (item !== null) return picked(release, snapshot, screen, item, input);
  if (screen.list !== null && /\p{L}/u.test(typed)) {
    return search(release, snapshot, screen, typed);
  }
  return [wrong(release, snapshot, notOnList(view, typed)), "wrong"];
}

/** Letters of a search that are kept: no name needs more. */
const FIND_MAX = 40;

/** Letters typed at a list narrow it; the list then counts from 1 again. */
function search(
  release: Release,
  snapshot: Snapshot,
  { lettersFirst: min, list }: CompiledScreen,
  typed: string,
): [Move, Outcome] {
  const letters = typed.replace(/[^\p{L}\p{N}]/gu, "").length;
  if (letters < min) {
    const reason = { code: "too_short", typed: shown(typed), values: { min, max: FIND_MAX } };
    return [wrong(release, snapshot, reason), "wrong"];
  }
  if (list?.find(typed).length === 0) {
    return [wrong(release, snapshot, { code: "no_match", typed: shown(typed) }), "wrong"];
  }
  const find = [...typed].slice(0, FIND_MAX).join("");
  return [{ to: { ...cleared(snapshot), find } }, "choice"];
}

function picked(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  item: Item,
  input: Input,
): [Move, Outcome] {
  const helps = assistPicked(snapshot, item);
  if (helps !== null) return [helps, "choice"];
  switch (screen.kind) {
    case "book":
      return booked(release, snapshot, screen, item, input);
    case "choose":
      return [answered(release, snapshot, screen, item.is, item, input), "choice"];
    case "notice":
      // Whoever does not agree has given no answer yet: nothing is kept.
      return item.is === "disagree"
        ? [goHome(release, snapshot, input), "home"]
        : [answered(release, snapshot, screen, true, null, input), "choice"];
    case "language":
      return [spoken(release, snapshot, item.is, input), "choice"];
    case "requests":
      return [{ to: remembering(snapshot, { screen: OWN.request, about: item.is }) }, "choice"];
    case "look_up":
      return goneOn(release, snapshot, screen, input);
    case "confirm":
      return item.is === "send"
        ? send(release, snapshot, screen, input)
        : [{ to: remembering(snapshot, { screen: OWN.change }) }, "choice"];
    default: {
      const { answers } = snapshot;
      const event: MenuEvent =
        item.choice === null ? { type: "next", answers } : { type: `pick:${item.key}`, answers };
      return [moved(release, snapshot, event, input), "choice"];
    }
  }
}

/** A time, unless somebody has taken it since it was shown. */
function booked(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  item: Item,
  input: Input,
): [Move, Outcome] {
  const booking = { screen, answers: snapshot.answers, request: null };
  const looked = stillFree(release, booking, item.is, input);
  if ("needs" in looked) return [looked, "choice"];
  if (!looked.free) return [{ to: taken(snapshot) }, "taken"];
  return [answered(release, snapshot, screen, item.is, null, input), "choice"];
}

function moved(release: Release, snapshot: Snapshot, event: MenuEvent, input: Input): Move {
  const { screen } = advance(release, snapshot.screen, event);
  if (screen === snapshot.screen) return goHome(release, snapshot, input);
  // Out of something told within an application, past what is answered already.
  const inside = release.screens.get(screen)?.service === snapshot.service;
  const to = inside ? onward(release, screen, snapshot.answers) : screen;
  return arrive(release, cleared(snapshot), to, input);
}

function spoken(release: Release, snapshot: Snapshot, language: string, input: Input): Move {
  const first = snapshot.language === null;
  const to = { ...cleared(snapshot), language, back: [] };
  const move = first ? begin(release, to, snapshot.pending, input) : goHome(release, to, input);
  if ("needs" in move) return move;
  return { ...move, effects: [{ do: "remember_language", language }, ...(move.effects ?? [])] };
}
