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
  /** It may have been answered before: look the MAC up among the hops. */
  | { kind: "perhaps_known" }
  /** It does not go on from where we are: keep the state, take it as the new baseline. */
  | { kind: "diverged" };

/**
 * Reads a text against the baseline. `known` is false once its MAC was looked up and not found.
 *
 * A text longer than any seen cannot be a repeat, so that the ordinary hop costs no look-up.
 */
export function newPart(
  baseline: Baseline,
  text: string,
  macOf: (text: string) => string,
  known: "unasked" | "no",
): NewPart {
  if (known === "unasked" && text.length <= baseline.max) return { kind: "perhaps_known" };
  if (baseline.length === 0) return { kind: "input", input: text };
  if (text[baseline.length] === "*" && macOf(text.slice(0, baseline.length)) === baseline.mac) {
    return { kind: "input", input: text.slice(baseline.length + 1) };
  }
  return { kind: "diverged" };
}
