/**
 * Which part of a cumulative `text` is new.
 *
 * Gateways of this family send the whole input so far, joined by `*` and unescaped, with no turn
 * number. The text itself is never kept (a PIN is part of it): a session keeps the length and the
 * keyed MAC of the last one, which suffices to cut it off the next. Pure.
 */

/** What a session remembers of the last text. Lengths in UTF-16 units. */
export interface Baseline {
  length: number;
  mac: string;
  /** The longest text so far: only texts up to this length can be repeats. */
  max: number;
}

export type NewPart =
  /** The citizen's reply, `*` included where they typed one. */
  | { kind: "input"; input: string }
  /** It does not go on from where we are: keep the state, take it as the new baseline. */
  | { kind: "diverged" };

/**
 * True where a text may have been answered before, so that its MAC is worth looking up. One longer
 * than any seen cannot, which spares the ordinary hop a query.
 */
export function maybeKnown({ max }: Baseline, text: string): boolean {
  return text.length <= max;
}

/** Reads a text that was not answered before against the baseline. */
export function newPart(
  { length, mac }: Baseline,
  text: string,
  macOf: (text: string) => string,
): NewPart {
  if (length === 0) return { kind: "input", input: text };
  if (text[length] === "*" && macOf(text.slice(0, length)) === mac) {
    return { kind: "input", input: text.slice(length + 1) };
  }
  return { kind: "diverged" };
}
