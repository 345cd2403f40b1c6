/**
 * Numbered lists: which key stands for which item, and search by first letters.
 *
 * Keys count from 1 over the whole list, across pages, and step over reserved numbers, so that an
 * item's number never depends on the page it is shown on.
 */
import type { List } from "./model.ts";
import type { DataRow } from "./source.ts";

/** Letters compare without case and accents; everything else separates words. */
export function words(text: string): string[] {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== "");
}

/**
 * The numbers among keys, each once, ascending: what a list steps over. Only whole numbers from 1
 * stand in the way of counting; `0` and `00` never do.
 */
export function reservedBy(keys: Iterable<string>): readonly number[] {
  const numbers = [...new Set(keys)].filter((key) => /^[1-9][0-9]*$/.test(key)).map(Number);
  return numbers.sort((a, b) => a - b);
}

/** The key of the item at `index` (from 0), stepping over `reserved` numbers. */
export function keyAt(index: number, reserved: readonly number[]): string {
  let number = index + 1;
  for (const taken of reserved) if (taken <= number) number++;
  return String(number);
}

/** The index a key stands for, or null when it is reserved, no number or not in the list. */
export function indexOf(key: string, length: number, reserved: readonly number[]): number | null {
  const number = Number(key);
  if (!/^[1-9][0-9]{0,5}$/.test(key) || reserved.includes(number)) return null;
  let index = number - 1;
  for (const taken of reserved) if (taken < number) index--;
  return index < length ? index : null;
}

/**
 * Makes a list searchable: every word of every label, sorted once, so that a search is two binary
 * searches and not a walk over 100,000 rows on every hop.
 */
export function listOf(rows: readonly DataRow[]): List {
  const byId = new Map(rows.map((row) => [row.id, row]));
  let index: { word: string; row: number }[] | null = null;
  const entries = () =>
    (index ??= rows
      .flatMap((row, at) => labelWords(row).map((word) => ({ word, row: at })))
      .sort((a, b) => (a.word < b.word ? -1 : a.word > b.word ? 1 : a.row - b.row)));
  return {
    rows,
    row: (id) => byId.get(id),
    find: (letters) => {
      const typed = words(letters);
      if (typed.length === 0) return [];
      let found: Set<number> | null = null;
      for (const prefix of typed) {
        const hits = startingWith(entries(), prefix);
        found = found === null ? hits : hits.intersection(found);
      }
      return [...(found ?? [])].sort((a, b) => a - b).flatMap((at) => rows[at] ?? []);
    },
  };
}

function labelWords(row: DataRow): string[] {
  return [...new Set(Object.values(row.say).flatMap(words))];
}

function startingWith(entries: readonly { word: string; row: number }[], prefix: string) {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.word ?? "") < prefix) low = middle + 1;
    else high = middle;
  }
  const rows = new Set<number>();
  for (let at = low; entries[at]?.word.startsWith(prefix); at++) rows.add(entries[at]?.row ?? 0);
  return rows;
}
