/**
 * Journeys: whole dialogues as text files that people read and write.
 *
 *     about: a leak is reported in Kiswahili
 *     at: 2026-01-15T09:00+03:00
 *
 *     A = +254700000001 63902
 *     A> *384*99#
 *       Chagua lugha
 *       1. Kiswahili
 *     A> 1
 *       Asante
 *       [end]
 *
 * Owns what can stand in one. `journey` reads and writes the text; the terminal phone records
 * journeys, and the tests run them. Pure.
 */

export interface Journey {
  /** What it shows, in a sentence; one line, beginning with no space. */
  about: string;
  /** The instant of the first turn, ISO 8601 to the minute or second with an offset; null = any. */
  at: string | null;
  entries: readonly Entry[];
}

export type Entry = Note | Declared | Turn;

/** A blank line, or a comment with its `#`. */
export interface Note {
  is: "note";
  text: string;
}

/**
 * `A = +254700000001 63902`. Stands anywhere above the first turn of its name. Two names may share
 * a number: each has its own call.
 */
export interface Declared {
  is: "phone";
  name: string;
  /** E.164. */
  phone: string;
  /** MCC and MNC; null = unknown, the number stands alone. */
  network: string | null;
}

/** What happens next. `by` is a declared name. */
export type Turn = Call | HangUp | World;

/** A turn that sends a callback and so gets a screen. */
export type Call = { is: "turn"; by: string; screen: JourneyScreen | null } & Said;

export type Said =
  /** `A> *384*99*21#`: a new call; the one that is open is dropped. */
  | { do: "dial"; code: string }
  /** `A> 2`: verbatim, without line breaks. One that reads like a code is `A! type *100#`. */
  | { do: "type"; text: string }
  /** `A! repeat`: the last callback again, unchanged. */
  | { do: "repeat" }
  /**
   * `A! late 2`: an earlier callback again, unchanged. Counts what the phone dialled and typed in
   * all its calls, back from the last, which would be 1; so at least 2.
   */
  | { do: "late"; turns: number };

/** `A! drop`: the network fails and tells nobody. `A! cancel`: the citizen does, and is reported. */
export interface HangUp {
  is: "turn";
  by: string;
  do: "drop" | "cancel";
}

/** `! restart`: of the process, on the same store. `! wait 11m`: see `waitMs`. */
export type World = { is: "turn"; by: null } & ({ do: "restart" } | { do: "wait"; for: string });

/** The screen a turn expects, without `CON `/`END `. On a Call, null = not written down yet. */
export interface JourneyScreen {
  /** Without carriage returns, which the format cannot hold. */
  text: string;
  end: boolean;
}

/** A line that dials: digits and stars between the first `*` and the last `#`. */
export const DIALS = /^\*[0-9][0-9*]*#$/;
export const END_MARK = "[end]";
/** Screen lines that would read as the end mark or as nothing, behind any number of backslashes. */
export const MARKED = /^\\*(\[end\])?$/;
export const DURATION = /^([1-9][0-9]{0,5})([smhd])$/;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3_600e3, d: 86_400e3 };

/** Milliseconds of a wait such as `11m`. @throws TypeError on anything that DURATION refuses. */
export function waitMs(duration: string): number {
  const [, count, unit = ""] = DURATION.exec(duration) ?? [];
  const ms = UNIT_MS[unit];
  if (ms === undefined) throw new TypeError(`no duration: ${duration}`);
  return Number(count) * ms;
}
