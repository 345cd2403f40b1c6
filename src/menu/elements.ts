/**
 * What ICU makes of a text: its pieces, and what each branch of them prints.
 *
 * Each function looks at every piece once, however many branches there are. Called by `text`. Pure.
 */
import type { IntlMessageFormat } from "intl-messageformat";

export type Element = ReturnType<IntlMessageFormat["getAst"]>[number];
export const LITERAL = 0;
export const ARGUMENT = 1;
export const NUMBER = 2;
export const DATE = 3;
export const TIME = 4;
export const SELECT = 5;
export const PLURAL = 6;

/** `{x, date}` throws when `x` is a text, and every value of ours that is a date is one. */
export function hasDate(elements: readonly Element[]): boolean {
  return elements.some(
    (element) =>
      element.type === DATE ||
      element.type === TIME ||
      ("options" in element && Object.values(element.options).some(({ value }) => hasDate(value))),
  );
}

/** Keys of the arguments that are printed whichever branches hold; those that only choose are none. */
export function alwaysPrinted(elements: readonly Element[]): ReadonlySet<string> {
  const printed = new Set<string>();
  for (const element of elements) {
    if (element.type === ARGUMENT || element.type === NUMBER) printed.add(element.value);
    if (!("options" in element)) continue;
    const [first, ...rest] = Object.values(element.options).map(({ value }) =>
      alwaysPrinted(value),
    );
    for (const key of first ?? []) if (rest.every((one) => one.has(key))) printed.add(key);
  }
  return printed;
}

/** The branches by which nothing at all is printed, such as `shop` or `shop and other`; null where there are none, empty where there are no branches. */
export function emptyBy(elements: readonly Element[]): string | null {
  const by: string[] = [];
  for (const element of elements) {
    if (element.type === LITERAL && element.value.trim() === "") continue;
    if (!("options" in element)) return null;
    const empty = Object.entries(element.options).flatMap(([branch, { value }]) => {
      const inner = emptyBy(value);
      return inner === null ? [] : [inner === "" ? branch : `${branch} and ${inner}`];
    });
    const [first] = empty;
    if (first === undefined) return null;
    by.push(first);
  }
  return by.join(" and ");
}
