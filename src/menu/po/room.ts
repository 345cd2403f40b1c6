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

/** By the place of a text. Of a screen that takes several pages, nothing is said. */
export function roomIn(
  source: MenuSource,
  release: Release,
  language: string,
): ReadonlyMap<string, string> {
  const room = new Map<string, string>();
  const left = (place: string, sms: string | null) => {
    if (sms !== null) room.set(place, leftIn("SMS", SMS_LETTERS - width(sms, "gsm7")));
  };
  for (const screen of release.screens.values()) {
    const place = `${screen.service ?? "channel"}/screens/${screen.name}`;
    const { facts, snapshot } = sceneOf({ release }, screen.service, language);
    const here = { ...snapshot, screen: screen.id };
    const letters = onScreen(release, screen, language);
    if (letters !== null) {
      room.set(`${place}/say`, leftIn("screen", letters));
      for (const { is, key } of screen.choices) {
        const option = screen.kind === "menu" ? key : is;
        room.set(`${place}/options/${option}/say`, leftIn("screen", letters));
      }
    }
    if (screen.done !== null) {
      const { head } = viewOf(release, { ...here, ended: true }, facts);
      const free = facts.budget[screen.letters] - width(head, screen.letters);
      room.set(`${place}/done`, leftIn("screen", free));
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

function leftIn(what: string, letters: number): string {
  if (letters < 0) return `This ${what} is ${-letters} letters too long at its longest.`;
  return `Letters left in this ${what}, with all values at their longest: ${letters}.`;
}

/** Null where the screen is no single page. */
function onScreen(release: Release, screen: CompiledScreen, language: string): number | null {
  const { facts, snapshot } = sceneOf({ release }, screen.service, language);
  if (screen.list !== null) return null;
  const here = { ...snapshot, screen: screen.id };
  const view = viewOf(release, here, facts);
  const budget = facts.budget[view.letters];
  if (view.end) return budget - width(view.head, view.letters);
  const { text, next } = pageOf(release, here, facts, view);
  return next === null ? budget - width(text, view.letters) : null;
}
