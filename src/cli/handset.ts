/**
 * The phone's side of a call: what it has sent, and so what the next callback says.
 *
 * Owns the cumulative text, joined as Africa's Talking joins it, and the way from what was dialled
 * to a code and a star path. Knows no screen and no wire. Called by the terminal phone. Pure.
 */
import type { Phone } from "../base/phone.ts";
import { DIALS } from "./journey-turns.ts";
import type { Network } from "./networks.ts";

/** What one callback says of its call. */
export interface Callback {
  session: string;
  /** Without the star path: `*384*99#`. */
  code: string;
  /** Everything dialled behind the code and typed since, joined by `*`. */
  text: string;
}

/** What came back, without `CON `/`END `. */
export interface Answer {
  text: string;
  end: boolean;
  /** The step's label; empty when the server sends none. */
  label: string;
}

export interface Exchange {
  callback: Callback;
  answer: Answer;
}

export interface Handset {
  readonly phone: Phone;
  readonly network: Network;
  /** Callbacks of all its calls that were answered, oldest first; repeats are not in it. */
  readonly past: readonly Exchange[];
  /** True while the last of them can be replied to. */
  readonly inCall: boolean;
}

export function newHandset(phone: Phone, network: Network): Handset {
  return { phone, network, past: [], inCall: false };
}

/**
 * `*384*99*21#` into the code `*384*99#` and the path `21`, by the longest code that it goes on
 * from. One that goes on from none is a code itself, which the server may know.
 */
export function splitStar(
  dialled: string,
  codes: readonly string[],
): { code: string; text: string } {
  const bare = (code: string) => code.slice(0, -1);
  const begun = codes
    .filter((code) => dialled === code || dialled.startsWith(`${bare(code)}*`))
    .reduce((longest, code) => (code.length > longest.length ? code : longest), "");
  if (begun === "" || dialled === begun) return { code: dialled, text: "" };
  return { code: begun, text: bare(dialled).slice(bare(begun).length + 1) };
}

/** True of what a phone dials rather than replies: `*384*99#`. */
export function dials(line: string): boolean {
  return DIALS.test(line);
}

/** The callback of a reply; null when no call is open. */
export function reply({ past, inCall }: Handset, typed: string): Callback | null {
  const last = past.at(-1)?.callback;
  if (!inCall || last === undefined) return null;
  // An empty first text takes no star before the answer: nobody typed what it would part.
  return { ...last, text: last.text === "" ? typed : `${last.text}*${typed}` };
}

/** What was sent so many turns ago, 1 being the last; null when there is none. */
export function turnsAgo({ past }: Handset, turns: number): Exchange | null {
  return past[past.length - turns] ?? null;
}

/** After a callback was answered. */
export function answered(handset: Handset, callback: Callback, answer: Answer): Handset {
  return { ...handset, past: [...handset.past, { callback, answer }], inCall: !answer.end };
}

/** After the screen it is on has become another one by itself. */
export function shownInstead(handset: Handset, answer: Answer): Handset {
  const { past } = handset;
  const last = past.at(-1);
  if (last === undefined) return handset;
  return { ...handset, past: [...past.slice(0, -1), { ...last, answer }], inCall: !answer.end };
}

/** After the call was cancelled or lost. */
export function hungUp(handset: Handset): Handset {
  return { ...handset, inCall: false };
}
