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
 *       Asante. Ripoti {ref}.
 *       [end]
 *     officer: resolved
 *     A sms:
 *       Ripoti {ref}: mafundi wamemaliza. Je, ni kweli? Jibu 1 au 2.
 *     A sms> 1
 *     status: closed
 *
 * `{ref}` is the reference of the first request that is opened, `{ref2}` of the second: numbers
 * that nobody knows before. Owns what can stand in one. `journey` reads the text, `journey-write`
 * writes it; the terminal phone records journeys, and `journeys/` plays them. Pure.
 */

export interface Journey {
  /** What it shows, in a sentence; one line, beginning with no space. */
  about: string;
  /** The instant of the first turn, ISO 8601 to the minute or second with an offset; null = any. */
  at: string | null;
  entries: readonly Entry[];
}

export type Entry = Note | Declared | Turn | Told | Stands;

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
  /** An officer's, from which others may be helped: `A = +254700000001 63902 officer`. */
  officer?: true;
}

/** `A sms:` and the text under it: the next SMS that this phone gets. */
export interface Told {
  is: "sms";
  by: string;
  /** Without carriage returns; null = not written down yet. */
  text: string | null;
}

/** `status: closed`: what has become of a request by now. */
export interface Stands {
  is: "status";
  request: RequestNumber;
  status: string;
}

/** Which of the requests opened so far, from 1; null = the last. Written `, {ref2}`. */
export type RequestNumber = number | null;

/** What happens next. `by` is a declared name. */
export type Turn = Call | HangUp | Written | World;

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

/** `A sms> STOP`: the citizen sends an SMS to the channel. */
export interface Written {
  is: "turn";
  by: string;
  do: "write";
  text: string;
}

/** A word and what it stands for, as `amount=500`. */
export interface Named {
  name: string;
  value: string;
}

/** `officer: docs_due because parent_id`, `officer: awarded with amount=10000, by_date=2027-03-20`. */
export interface Moved {
  do: "move";
  request: RequestNumber;
  to: string;
  reason: string | null;
  /** What the officer gives with it, as it is written. */
  gives: readonly Named[];
}

/** `operator: suspend report with en=Back at 4pm.`, `operator: resume report`. */
export type Operated =
  /** `message`: by language; those left out are told the channel's words. */
  { do: "suspend"; service: string; message: readonly Named[] } | { do: "resume"; service: string };

export type World = { is: "turn"; by: null } & (
  | { do: "restart" }
  /** `after 7 days`: see `passingMs`. */
  | { do: "after"; for: string }
  | Moved
  | Operated
  /** `officer asks: Which side of the gate?` */
  | { do: "ask"; request: RequestNumber; question: string }
);

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
/** So long passes: `90 seconds`, `11 minutes`, `2 hours`, `7 days`. */
export const PASSING = /^([1-9][0-9]{0,5}) (second|minute|hour|day)s?$/;
const UNIT_MS: Readonly<Record<string, number>> = {
  second: 1e3,
  minute: 60e3,
  hour: 3_600e3,
  day: 86_400e3,
};

/** Milliseconds of a time such as `11 minutes`. @throws TypeError on anything that PASSING refuses. */
export function passingMs(words: string): number {
  const [, count, unit = ""] = PASSING.exec(words) ?? [];
  const ms = UNIT_MS[unit];
  if (ms === undefined) throw new TypeError(`no length of time: ${words}`);
  return Number(count) * ms;
}
