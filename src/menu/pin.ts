/**
 * The PIN before a screen with `pin: true`: nobody comes to it in a call without having typed it.
 *
 * Owns what is asked, what a PIN may be, and where a right one leads. A PIN is in no snapshot and in no
 * effect: it leaves as a need, and only what came of it comes back. Whoever keeps PINs counts the tries
 * before it answers. Called by `step`, `view` and `own-body`.
 */
import { arrive, type Move } from "./arrive.ts";
import type { Facts, Input, Need, Outcome, PinFact, Snapshot } from "./contract.ts";
import { numbered, plainBody, type Body } from "./entries.ts";
import { OWN, type Release } from "./model.ts";
import { PIN_KEYS, type PinText } from "./pin-format.ts";
import { cleared } from "./snapshot.ts";
import { say } from "./text.ts";
import { valuesOf, type Speaking } from "./values.ts";

/** The number of "I forgot my PIN": no PIN has one digit. */
const FORGOT = "9";
const FOUR_DIGITS = /^[0-9]{4}$/;

/** In the place of a screen that asks for a PIN which this call has not seen yet. */
export function guarded(release: Release, to: Snapshot): Snapshot {
  const screen = release.screens.get(to.screen);
  if (screen?.pin !== true || to.pin === true) return to;
  return { ...cleared(to), screen: OWN.pin, about: screen.id, ended: false };
}

/** What must be known before the PIN's own screen can be shown. */
export function pinNeed({ screen }: Snapshot, { pin }: Facts): Need | null {
  return screen === OWN.pin && pin === undefined ? "pin" : null;
}

export function pinReply(
  release: Release,
  snapshot: Snapshot,
  text: string,
  input: Input,
): [Move, Outcome] {
  const typed = text.trim();
  const { pin } = input.facts;
  if (pin === undefined) return [{ needs: "pin" }, "answer"];
  const office = pin.is === "locked" ? "1" : pin.is === "set" ? FORGOT : null;
  if (typed === office) return [{ to: { ...cleared(snapshot), ended: true } }, "help"];
  if (pin.tried?.pin === typed) return came(release, snapshot, pin, input);
  if (pin.is === "locked") return [{ to: cleared(snapshot) }, "wrong"];
  if (!FOUR_DIGITS.test(typed)) return [refused(snapshot, "form"), "wrong"];
  if (pin.is === "none" && isEasy(typed)) return [refused(snapshot, "easy"), "wrong"];
  return [{ needs: { pin: typed } }, "answer"];
}

function came(release: Release, snapshot: Snapshot, pin: PinFact, input: Input): [Move, Outcome] {
  switch (pin.tried?.came) {
    case "right": {
      const to: Snapshot = { ...cleared(snapshot), pin: true };
      return [arrive(release, to, snapshot.about ?? "", input, { remember: false }), "answer"];
    }
    case "wrong":
      return pin.is === "locked"
        ? [{ to: cleared(snapshot) }, "wrong"]
        : [refused(snapshot, "wrong", { left: pin.left }), "wrong"];
    case "differs":
      return [refused(snapshot, "differs"), "wrong"];
    default:
      return [{ to: cleared(snapshot) }, "answer"];
  }
}

/** Not among the three wrong answers that lead to the way out: a PIN has tries of its own. */
function refused(
  snapshot: Snapshot,
  code: PinText,
  values: Readonly<Record<string, number>> = {},
): Move {
  return { to: { ...snapshot, wrong: { code, values } } };
}

/** All digits the same, or each one more or one less than the last: tried first by whoever guesses. */
function isEasy(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at]));
  return [0, 1, -1].some((step) => steps.every((one) => one === step));
}

const ASKED: Readonly<Record<PinFact["is"], PinText>> = {
  none: "choose",
  again: "again",
  set: "ask",
  locked: "locked",
};

export function pinBody(speaking: Speaking, { ended }: Snapshot, { pin }: Facts): Body {
  const said = (of: PinText) => () => pinText(speaking, of);
  if (ended) return plainBody(said("office"), true);
  const is = pin?.is ?? "set";
  const head = said(ASKED[is]);
  if (is === "locked") return { head, ...numbered([entry("1", said("unlock"))]) };
  if (is === "set") return { head, ...numbered([entry(FORGOT, said("forgot"))]) };
  return plainBody(head);
}

function entry(key: string, label: () => string) {
  return { item: { is: "pin_office", key, choice: null }, label };
}

/** Why what was typed was not taken; a reason of another screen is none here. */
export function pinLead(speaking: Speaking, { wrong }: Snapshot): string {
  const code = PIN_KEYS.find((key) => key === wrong?.code);
  return code === undefined ? "" : pinText(speaking, code, wrong?.values);
}

function pinText(
  speaking: Speaking,
  of: PinText,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const { pin: texts } = speaking.release.channel;
  return texts === null ? "" : say(texts[of], speaking.language, valuesOf(speaking, values));
}
