/**
 * `{ max: 5,000 }`, which is to YAML a max of 5 and a key `000` with nothing behind it.
 *
 * Owns how the groups of such a number are found again. Called by `surprises`.
 */
import { isScalar, Scalar, type Pair } from "yaml";

/** What stands before the comma: `5`, or `KES 5`. */
const FIRST = /^([a-z]{1,4}\.? ?)?([1-9][0-9]{0,2})$/i;
const GROUP = /^[0-9]{3}$/;

export interface Grouped {
  /** Where the first group behind a comma is. */
  group: Scalar;
  mend: string;
  /** The groups, which are no keys of their own. */
  taken: readonly Pair[];
}

/** Puts the number together that begins at an entry of a map; null where none is parted there. */
export function grouped(items: readonly Pair[], index: number): Grouped | null {
  const { value } = items[index] ?? {};
  if (!isScalar(value) || value.type !== Scalar.PLAIN) return null;
  const [, unit, first] = FIRST.exec(value.source ?? "") ?? [];
  if (first === undefined) return null;
  const groups: { pair: Pair; key: Scalar }[] = [];
  for (const pair of items.slice(index + 1)) {
    const { key } = pair;
    const isGroup = isScalar(key) && GROUP.test(key.source ?? "") && isNothing(pair.value);
    if (!isGroup) break;
    groups.push({ pair, key });
  }
  const [group] = groups;
  if (group === undefined) return null;
  const whole = `${first}${groups.map(({ key }) => key.source).join("")}`;
  value.value = Number(whole);
  value.source = whole;
  const mend =
    unit === undefined
      ? `Write the number without the comma: ${whole}.`
      : `Write the number alone: ${whole}.`;
  return { group: group.key, mend, taken: groups.map(({ pair }) => pair) };
}

function isNothing(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null);
}
