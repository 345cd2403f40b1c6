/**
 * Assisted mode: an officer dials for somebody who cannot, on a telephone registered for it.
 *
 * Owns the officer's option, whom it is for, and what may not be done so. From then on the call is in the name
 * of a stand-in: a person without drafts or requests of their own, so that nothing of the citizen's can be
 * shown. Refuses what people can only do themselves: whatever tells of their requests, asks for their PIN, needs
 * their consent, or sends them a screen's SMS. Called by `step`, `reply`, `body` and `view`, and
 * by `waiter` for what an officer is told later.
 */
import { isOfCountry, type Phone } from "../base/phone.ts";
import { readAnswer } from "./answer.ts";
import type { Move } from "./arrive.ts";
import type { Effect, Facts, Input, Outcome, Snapshot } from "./contract.ts";
import { begin } from "./dial.ts";
import { numbered, plainBody, type Body, type Entry } from "./entries.ts";
import { OWN, type Choice, type CompiledScreen, type Release } from "./model.ts";
import type { AssistText } from "./assist-format.ts";
import { cleared, left, remembering } from "./snapshot.ts";
import { say } from "./text.ts";
import { valuesOf, type Speaking } from "./values.ts";
import type { View } from "./view.ts";
import { notOnList, shown, wrong } from "./wrong.ts";

/** What the officer's option stands for: no screen can have this name. */
const OPTION = "~assist";
const PHONE = { as: "phone", min: null, max: null, matches: null, optional: false } as const;
const ASKING: ReadonlySet<string> = new Set([OWN.assist, OWN.agreed]);

/** True on the screens that ask whom the officer helps. */
export function asksWhom({ screen }: Snapshot): boolean {
  return ASKING.has(screen);
}

/** The officer's option, for the main menu; null on anybody else's phone. */
export function assistEntry(speaking: Speaking, { assistant }: Snapshot): Entry | null {
  const { assist } = speaking.release.channel;
  if (assist === null || assistant === undefined) return null;
  const item = { is: OPTION, key: assist.key, choice: null };
  return { item, label: () => textOf(speaking, "option") };
}

/** Where its number belongs in the row. */
export function withEntry(entries: readonly Entry[], entry: Entry): Entry[] {
  const at = entries.findIndex(({ item }) => Number(item.key) > Number(entry.item.key));
  return at < 0 ? [...entries, entry] : entries.toSpliced(at, 0, entry);
}

/** The way of that option; null for every other one. */
export function assistPicked(snapshot: Snapshot, { is }: { is: string }): Move | null {
  return is === OPTION ? { to: remembering(snapshot, { screen: OWN.assist }) } : null;
}

/** The options that are left while somebody is helped. */
export function offeredChoices(
  release: Release,
  { assisted }: Snapshot,
  choices: readonly Choice[],
): readonly Choice[] {
  if (assisted === undefined) return choices;
  const isAlone = ({ edges }: Choice) =>
    edges !== null && edges.length > 0 && edges.every(({ to }) => isForOneself(release, to));
  return choices.filter((choice) => !isAlone(choice));
}

/** What nobody can do for somebody else: a screen, by its id. */
export function isForOneself({ screens, services }: Release, id: string): boolean {
  const screen = screens.get(id);
  if (screen === undefined) return false;
  if (screen.kind === "requests" || screen.kind === "mine") return true;
  if (screen.pin || screen.sms !== null) return true;
  return screen.service !== null && services.get(screen.service)?.assisted !== true;
}

/** In place of such a screen, whatever led there. */
export function orAlone(release: Release, to: Snapshot): Snapshot {
  const alone = to.assisted !== undefined && isForOneself(release, to.screen);
  return alone ? notSo(to, "alone") : to;
}

/** Why it cannot go on; what is `over` ends the call. */
export function notSo(snapshot: Snapshot, about: "alone" | "many" | "over"): Snapshot {
  const to = { ...cleared(left(snapshot)), screen: OWN.alone, about };
  return { ...to, ended: about === "over" };
}

/** Whom the officer helps: a number, and that its owner agrees. */
export function assistReply(
  release: Release,
  snapshot: Snapshot,
  view: View,
  text: string,
  input: Input,
): [Move, Outcome] {
  if (snapshot.screen === OWN.agreed) return agreed(release, snapshot, view, text, input);
  const read = readAnswer(text, PHONE, { country: release.channel.country, today: "" });
  if ("wrong" in read) {
    return [wrong(release, snapshot, { code: read.wrong, typed: shown(text) }), "wrong"];
  }
  const phone = String(read.answer);
  // An SMS to another country costs many times as much, and whoever is helped is here.
  if (!isOfCountry(phone as Phone, release.channel.country)) {
    return [wrong(release, snapshot, { code: "abroad" }), "wrong"];
  }
  const about = factOf(snapshot, phone, input);
  if ("needs" in about) return [about, "answer"];
  if (about.is === "own") return [wrong(release, snapshot, { code: "own" }), "wrong"];
  if (about.is !== "free") return [{ to: notSo(snapshot, about.is) }, "wrong"];
  return [{ to: { ...cleared(snapshot), screen: OWN.agreed, about: phone } }, "answer"];
}

/** With the language of their SMS it begins, in the officer's own: whoever reads and types must not err. */
function agreed(
  release: Release,
  snapshot: Snapshot,
  view: View,
  text: string,
  input: Input,
): [Move, Outcome] {
  const typed = text.trim();
  const item = view.item(typed);
  if (item === null) return [wrong(release, snapshot, notOnList(view, typed)), "wrong"];
  const { about: phone, assistant } = snapshot;
  if (phone === null || assistant === undefined) return [{ to: snapshot }, "wrong"];
  const fact = factOf(snapshot, phone, input);
  if ("needs" in fact) return [fact, "choice"];
  if (fact.is !== "free") {
    return [{ to: notSo(snapshot, fact.is === "own" ? "over" : fact.is) }, "wrong"];
  }
  const { as, recent } = fact;
  // What the citizen has chosen themselves counts, and is not told here.
  const assisted = { as, phone, language: fact.language ?? item.is };
  const from = { ...cleared(left(snapshot)), assisted, back: [], about: null };
  const move = begin(release, from, [], input);
  if ("needs" in move) return [move, "choice"];
  const effect: Effect = { do: "assist", officer: assistant, as };
  const to = { ...move.to, recent };
  return [{ ...move, to, effects: [effect, ...(move.effects ?? [])] }, "choice"];
}

function factOf({ assistant }: Snapshot, phone: string, { facts }: Input) {
  const known = facts.assist?.phone === phone ? facts.assist : null;
  return known ?? { needs: { assist: { officer: assistant ?? "", phone } } };
}

/** From the question whether they agree back to the number; null on every other screen. */
export function backToNumber(snapshot: Snapshot): Move | null {
  if (snapshot.screen !== OWN.agreed) return null;
  return { to: { ...cleared(snapshot), screen: OWN.assist, about: null } };
}

export function assistBody(speaking: Speaking, { screen, about, ended }: Snapshot): Body {
  if (screen === OWN.assist) return plainBody(() => textOf(speaking, "phone"));
  if (screen === OWN.agreed) {
    const head = () => textOf(speaking, "agreed", about ?? "");
    return { head, ...numbered(languagesOf(speaking)) };
  }
  const why = about === "many" || about === "over" ? about : "alone";
  return plainBody(() => textOf(speaking, why), ended);
}

function languagesOf({ release }: Speaking): Entry[] {
  return release.channel.languages.map(({ is, say: label }, index) => ({
    item: { is, key: String(index + 1), choice: null },
    label: () => label,
  }));
}

/** Line one: why a number was not taken, or for whom this is. Null where this has no part in it. */
export function assistLead(
  speaking: Speaking,
  snapshot: Snapshot,
  screen: CompiledScreen | undefined,
  facts: Facts,
): string | null {
  const { assisted, wrong: reason } = snapshot;
  if (reason !== null) {
    return reason.code === "own" || reason.code === "abroad" ? textOf(speaking, reason.code) : null;
  }
  const tells = tellsForWhom(snapshot, screen, facts);
  return tells ? textOf(speaking, "helping", assisted?.phone) : null;
}

/** True where line one says for whom this is. */
export function tellsForWhom(
  { assisted, wrong: reason, recent, ended }: Snapshot,
  screen: CompiledScreen | undefined,
  { code }: Facts,
): boolean {
  // What was sent for them a moment ago is told above the first screen, as at a dial.
  if (assisted === undefined || reason !== null || recent !== null || ended) return false;
  return screen?.kind === "confirm" || screen?.id === code.start;
}

/** An SMS to the officer about what they fill in: for whom it is, and, where it `leads` on, by which option. */
export function smsToHelper(
  speaking: Speaking,
  text: string,
  { ends, leads }: { ends: string; leads: boolean },
): string {
  const { assist } = speaking.release.channel;
  if (assist === null) return text;
  const whom = textOf(speaking, "helping", `...${ends}`);
  const option = leads ? [`${assist.key}. ${textOf(speaking, "option")}`] : [];
  return [`${whom}: ${text}`, ...option].join("\n");
}

function textOf(speaking: Speaking, key: AssistText, phone = ""): string {
  const { assist } = speaking.release.channel;
  if (assist === null) return "";
  return say(assist.texts[key], speaking.language, valuesOf(speaking, { phone }));
}
