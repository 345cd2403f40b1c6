/**
 * How many letters are left where a text is shown, with every value at its greatest length: what a
 * translator has to know. Prints with the functions that print for citizens. Called by `entries`.
 */
import { width } from "../../base/gsm7.ts";
import { greatestAnswers } from "../check/greatest.ts";
import { sceneOf } from "../check/scene.ts";
import { greatest } from "../check/sms.ts";
import type { CompiledScreen, Release } from "../model.ts";
import { screenSms } from "../screen-sms.ts";
import { pageOf } from "../screen.ts";
import { questionOf, smsOf } from "../sms.ts";
import type { MenuSource } from "../source.ts";
import { viewOf } from "../view.ts";

const SMS_LETTERS = 160;
/** More than any screen has. */
const ENDLESS = { gsm7: 100_000, ucs2: 100_000 };

export interface Room {
  what: "SMS" | "screen";
  /** Left of it with all values at their longest; below 0 where it is too long. */
  letters: number;
  /** True where what is too long goes on on a next page. */
  turns: boolean;
}

/** By the place of a text; of a screen that takes several pages for its many lines there is none. */
export function roomIn(
  source: MenuSource,
  release: Release,
  language: string,
): ReadonlyMap<string, Room> {
  const room = new Map<string, Room>();
  const left = (place: string, sms: string | null) => {
    if (sms === null) return;
    room.set(place, { what: "SMS", letters: SMS_LETTERS - width(sms, "gsm7"), turns: false });
  };
  for (const screen of release.screens.values()) {
    const place = `${screen.service ?? "channel"}/screens/${screen.name}`;
    const { facts, snapshot } = sceneOf({ release }, screen.service, language);
    const here = { ...snapshot, screen: screen.id };
    const whole = onScreen(release, screen, language);
    if (whole !== null) {
      room.set(`${place}/say`, whole);
      for (const { is, key } of screen.choices) {
        const option = screen.kind === "menu" ? key : is;
        room.set(`${place}/options/${option}/say`, whole);
      }
    }
    if (screen.done !== null) {
      const { head } = viewOf(release, { ...here, ended: true }, facts);
      const free = facts.budget[screen.letters] - width(head(), screen.letters);
      room.set(`${place}/done`, { what: "screen", letters: free, turns: false });
    }
    left(`${place}/sms`, screenSms(release, here, facts));
  }
  for (const service of source.services.values()) {
    const answers = greatestAnswers(release, service.service, language);
    for (const [name, { remind }] of Object.entries(service.life ?? {})) {
      const told = { ...greatest(release, service, name, language), answers };
      const place = `${service.service}/life/${name}`;
      left(`${place}/sms`, smsOf(release, told));
      left(`${place}/late/sms`, smsOf(release, { ...told, late: true }));
      for (const [reminder, { before, after }] of (remind ?? []).entries()) {
        const which = before === undefined ? `after-${after}` : `before-${before}`;
        const sms = smsOf(release, { ...told, reminder });
        left(`${place}/remind/${which.replaceAll(" ", "-")}/sms`, sms);
      }
      left(`${place}/question/say`, questionOf(release, told));
    }
  }
  return room;
}

/** For translators; of a screen whose pages are turned nothing is said. */
export function noteOf({ what, letters, turns }: Room): string[] {
  if (letters >= 0)
    return [`Letters left in this ${what}, with all values at their longest: ${letters}.`];
  return turns ? [] : [`This ${what} is ${-letters} letters too long at its longest.`];
}

/** Null where the screen takes more than one page for its many lines. */
function onScreen(release: Release, screen: CompiledScreen, language: string): Room | null {
  const { facts, snapshot } = sceneOf({ release }, screen.service, language);
  if (screen.list !== null) return null;
  const here = { ...snapshot, screen: screen.id };
  const view = viewOf(release, here, facts);
  const budget = facts.budget[view.letters];
  const left = (text: string) => budget - width(text, view.letters);
  if (view.end) return { what: "screen", letters: left(view.head()), turns: false };
  const { text, next } = pageOf(release, here, { ...facts, budget: ENDLESS }, view);
  return next === null ? { what: "screen", letters: left(text), turns: true } : null;
}
