/**
 * Rules about PINs: the words are there and fit, and no release asks for one while nobody keeps them.
 */
import { width } from "../../base/gsm7.ts";
import type { PinFact, Snapshot } from "../contract.ts";
import { OWN } from "../model.ts";
import type { PinText } from "../pin-format.ts";
import { pageOf } from "../screen.ts";
import { viewOf } from "../view.ts";
import { sceneOf, type Scene } from "./scene.ts";
import { below, screensOf, type World } from "./world.ts";

export function checkPin(world: World): void {
  const { channel } = world.source;
  for (const { source, at, service } of screensOf(world)) {
    if (!("pin" in source) || source.pin !== true) continue;
    const key = { ...below(at, "pin"), within: "key" as const };
    if (channel.pin === undefined) {
      const mend = "Add `pin:` with all its words to channel.yaml.";
      world.report(
        key,
        "pin-words",
        "a PIN is asked for, and the channel has no words for it",
        mend,
      );
    }
    if (service?.released === false) continue;
    const message = "Njia cannot keep PINs yet, so that no citizen can be asked for one";
    const mend =
      service === null
        ? "Leave `pin` out: shared screens are in every release."
        : "Add `released: false` to the service: it can be rehearsed, and is in no release.";
    world.report(key, "pin-not-kept", message, mend);
  }
  if (channel.pin === undefined) return;
  for (const language of world.languages) checkFit(world, sceneOf(world, null, language));
}

/** What is asked in each state, and what may stand above it. */
const SHOWN: readonly { is: PinFact["is"]; asks: PinText; above: readonly PinText[] }[] = [
  { is: "none", asks: "choose", above: ["form", "easy", "differs"] },
  { is: "again", asks: "again", above: ["form"] },
  { is: "set", asks: "ask", above: ["form", "wrong"] },
  { is: "locked", asks: "locked", above: [] },
];

/** Each on one screen, its reason above it: whoever types a PIN is not to turn pages. */
function checkFit(world: World, { facts, snapshot }: Scene): void {
  const fits = (is: PinFact["is"], over: Partial<Snapshot>) => {
    const shown: Snapshot = { ...snapshot, screen: OWN.pin, about: null, ...over };
    const known = { ...facts, pin: { is, left: 2 } };
    const view = viewOf(world.release, shown, known);
    if (view.end) return width(view.head(), "gsm7") <= facts.budget.gsm7;
    const { next, text } = pageOf(world.release, shown, known, view);
    return next === null && text.startsWith(view.lead());
  };
  const report = (of: PinText, where: string) => {
    const at = { file: "channel.yaml", path: ["pin", of] };
    const message = `in \`${snapshot.language}\` this does not fit ${where}`;
    world.report(at, "pin-words", message, "Shorten it.");
  };
  for (const { is, asks, above } of SHOWN) {
    if (!fits(is, {})) report(asks, "on one screen");
    else {
      for (const code of above) {
        if (!fits(is, { wrong: { code, values: { left: 2 } } })) report(code, `above \`${asks}\``);
      }
    }
  }
  if (!fits("locked", { ended: true })) report("office", "on one screen");
}
