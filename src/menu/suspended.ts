/**
 * Services that operators suspended: nobody goes on in one, from the next hop on.
 *
 * Owns which screens that bars, and what is shown instead. The answers of a call that was under way stay
 * in its draft. Requests that were sent before can be looked at, answered and moved all the same, and
 * the main menu still has the number. Called by `step`, at the end of every step.
 */
import type { Effect, Facts, Said, Snapshot } from "./contract.ts";
import { APPLICATION_KINDS, OWN, type Release } from "./model.ts";
import { cleared, left } from "./snapshot.ts";
import type { SystemText } from "./system-texts.ts";
import { say } from "./text.ts";
import { titleOf, valuesOf, type Speaking } from "./values.ts";

/** The suspended service that a snapshot is in; null = none. */
export function barredBy(release: Release, snapshot: Snapshot, facts: Facts): string | null {
  const { suspended } = facts;
  if (suspended === undefined || suspended.size === 0) return null;
  const isOut = (service: string | null | undefined) => service != null && suspended.has(service);
  if (snapshot.screen === OWN.resume) return isOut(snapshot.about) ? snapshot.about : null;
  const behind = snapshot.screen === OWN.pin ? snapshot.about : snapshot.screen;
  const screen = release.screens.get(behind ?? "");
  if (screen?.kind === "requests" || screen?.kind === "verify") return null;
  const service = screen?.service ?? snapshot.service;
  return isOut(service) ? service : null;
}

/** Out of the service: what is shown instead, with whatever leads back from it. */
export function shutOut(
  release: Release,
  snapshot: Snapshot,
  service: string,
  saved: boolean,
  screen: typeof OWN.suspended | typeof OWN.shut = OWN.suspended,
): Snapshot {
  // What a service only tells can be gone back to where it is shut, and not where it is suspended.
  const isIn = (id: string) => {
    const one = release.screens.get(id);
    const inside = screen === OWN.suspended || APPLICATION_KINDS.has(one?.kind ?? "menu");
    return one?.service === service && inside;
  };
  const back = snapshot.back.filter((id) => !isIn(id));
  const about = saved ? `${service} saved` : service;
  return { ...cleared(left(snapshot)), screen, about, back, ended: false };
}

/** What is told instead: the operators' words, or else the channel's; and that answers are kept. */
export function suspendedText(
  speaking: Speaking,
  service: string,
  { said, saved }: { said: Said | undefined; saved: boolean },
): string {
  const { release, language } = speaking;
  const values = valuesOf(speaking, {}, { service: (is) => titleOf(release, service, is) });
  const text = (name: SystemText) => say(release.channel.texts[name], language, values);
  const told = said?.[language] ?? text("suspended");
  return saved ? `${told} ${text("suspended_saved")}`.trim() : told.trim();
}

/** What a step may still ask for: nothing is sent, and no draft is dropped. */
export function withoutSending(effects: readonly Effect[]): Effect[] {
  const barred: ReadonlySet<string> = new Set(["submit", "count", "drop_draft", "owe_look_up"]);
  return effects.filter((effect) => !barred.has(effect.do));
}
