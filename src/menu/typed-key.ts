/**
 * The number that somebody means who is to press one: `1.`, `01` or `１` for 1.
 *
 * Owns how numbers of a list may be written. Called by `view`, after what stands on the screen itself, and by
 * `answer`; never where letters, codes or amounts are typed. Pure.
 */

/** As keys are written; what was typed where it is no number. */
export function typedKey(typed: string): string {
  // Keyboards of other scripts write full-width digits.
  return /^0*([1-9][0-9]{0,5})[.)]?$/.exec(typed.normalize("NFKC").trim())?.[1] ?? typed;
}
