/** A reply that was not understood: its reason, the count of strikes, and the way out. */
import { cut, plain } from "../base/gsm7.ts";
import type { Move } from "./arrive.ts";
import type { Snapshot, Wrong } from "./contract.ts";
import { OWN, type Release } from "./model.ts";
import { cleared } from "./snapshot.ts";
import type { View } from "./view.ts";

/** Wrong answers in a row after which a way out is shown instead of the same question. */
const STRIKES_MAX = 3;
/** Letters of a wrong reply that line one repeats. */
export const TYPED_SHOWN_MAX = 12;

/** The same screen with its reason, or the way out. */
export function wrong(release: Release, snapshot: Snapshot, reason: Wrong): Move {
  const strikes = snapshot.strikes + 1;
  // Screens of Njia's own are themselves ways out, and `about` holds what they need.
  const own = !release.screens.has(snapshot.screen);
  if (strikes < STRIKES_MAX || own || snapshot.language === null) {
    return { to: { ...snapshot, strikes, wrong: reason } };
  }
  return { to: { ...cleared(snapshot), screen: OWN.stuck, about: snapshot.screen } };
}

/** Why a number is none of this screen's. */
export function notOnList(view: View, typed: string): Wrong {
  if (typed === "") return { code: "empty" };
  const choices = view.choices();
  const code = choices === null ? "no_choice" : /^\d+$/.test(choices) ? "only_one" : "not_on_list";
  return {
    code,
    typed: shown(typed),
    ...(choices === null ? {} : { values: { choices } }),
  };
}

/** What was typed, plain and short, for line one. */
export function shown(typed: string): string {
  return cut(plain(typed).trim(), TYPED_SHOWN_MAX).trimEnd().replace(/\s+/g, " ");
}
