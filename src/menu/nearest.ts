/** The known word nearest to a mistyped one, for "did you mean". */

/** One letter in three may be wrong; beyond that a suggestion misleads. */
const WRONG_SHARE = 3;
/** Words longer than this are no slips of a finger, and the table below grows with the square. */
const LETTERS_MAX = 40;

/** A number, with its unit or without: another number is no slip of it. */
const NUMBER = /^[0-9]+ ?[a-z]?$/;

/** Null when nothing is near enough: `report` is no slip of `depot`, nor `30s` of `3s`. */
export function nearest(word: string, known: Iterable<string>): string | null {
  if (NUMBER.test(word)) return null;
  let best: string | null = null;
  let least = Math.floor(Math.min(word.length, LETTERS_MAX) / WRONG_SHARE) + 1;
  for (const candidate of known) {
    if (candidate.toLowerCase() === word.toLowerCase()) return candidate;
    const away = distance(word.slice(0, LETTERS_MAX), candidate.slice(0, LETTERS_MAX));
    if (away > 1 && candidate[0] !== word[0]?.toLowerCase()) continue;
    if (away < least) [best, least] = [candidate, away];
  }
  return best;
}

/** Letters to change, add, remove or swap with their neighbour (Damerau, adjacent only). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + same,
        swapped ? (before[column - 2] ?? Infinity) + 1 : Infinity,
      );
    }
    [before, last] = [last, next];
  }
  return last[b.length] ?? 0;
}

/** ` Did you mean x?` or nothing. */
export function meant(word: string, known: Iterable<string>): string {
  const near = nearest(word, known);
  return near === null ? "" : `Did you mean \`${near}\`?`;
}
