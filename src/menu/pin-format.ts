/**
 * The words around a PIN, as `channel.yaml` writes them.
 *
 * Owns the shape of `pin`. Called by `format`.
 */
import { z } from "zod";
import { text } from "./text-format.ts";

/** Each with where it is used. */
export const PIN_TEXTS = {
  choose: "Asks whoever has no PIN to choose one",
  again: "Asks for the PIN just chosen once more",
  ask: "Asks for the PIN",
  forgot: "Option 9 there: I forgot my PIN",
  wrong: "Line one after a wrong PIN; {left} tries are left",
  form: "Line one after anything but four digits",
  easy: "Line one after a PIN that is guessed first, when choosing one",
  differs: "Line one when the second of two was not the first",
  locked: "After the last try",
  unlock: "Option 1 there: where a PIN is unlocked",
  office: "Where a PIN is unlocked or replaced; ends the call",
} as const;
export type PinText = keyof typeof PIN_TEXTS;

export const PIN_KEYS = Object.keys(PIN_TEXTS) as PinText[]; // Object.keys forgets them

const shape = Object.fromEntries(
  PIN_KEYS.map((key) => [key, text.meta({ description: PIN_TEXTS[key] })]),
) as Record<PinText, typeof text>; // fromEntries forgets the keys

export const pin = z.strictObject(shape).meta({
  description: "The words around a PIN; needed where a screen has `pin: true`.",
});
export type PinFile = z.infer<typeof pin>;
