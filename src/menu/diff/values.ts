/**
 * Compares two values of a menu file, whatever they are: texts by language, lists by what names their
 * items, everything else by its keys. So a key that the format learns later is compared too. Pure.
 */
import type { Change } from "./difference.ts";

/** Keys that tell the items of a list apart; of a move, both. */
const NAMING = ["is", "to", "by", "dial", "screen", "star", "key", "when"] as const;

export interface Comparing {
  /** Codes of the channel's languages: a map of these alone is a text. */
  languages: ReadonlySet<string>;
}

export function valueChanges(
  { languages }: Comparing,
  before: unknown,
  now: unknown,
  at: readonly string[],
): Change[] {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  const each = (was: unknown, is: unknown, ...more: string[]) =>
    valueChanges({ languages }, was, is, [...at, ...more]);
  const texts = bothTexts(languages, before, now);
  if (texts !== null) {
    return [...languages].flatMap((language) =>
      each(texts[0][language], texts[1][language], language),
    );
  }
  if (isMap(before) && isMap(now)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
    return [...keys].flatMap((key) => each(before[key], now[key], key));
  }
  const lists = Array.isArray(before) && Array.isArray(now) ? itemsOf(before, now) : null;
  if (lists !== null) {
    const [was, is] = lists;
    return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) =>
      each(was.get(key), is.get(key), key),
    );
  }
  const kind = before === undefined ? "came" : now === undefined ? "went" : "changed";
  return [{ at, kind, was: printed(before), is: printed(now) }];
}

/** As a file would say it on one line; null where there is nothing. */
export function printed(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(printed).join(", ")}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{ ${entries.map(([key, one]) => `${key}: ${printed(one)}`).join(", ")} }`;
}

type Values = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Both as texts by language, where both are texts and one of them is a map; else null. */
function bothTexts(
  languages: ReadonlySet<string>,
  before: unknown,
  now: unknown,
): [Values, Values] | null {
  const isText = (value: unknown): value is Values =>
    isMap(value) &&
    Object.keys(value).length > 0 &&
    Object.keys(value).every((key) => languages.has(key));
  const spread = (text: string) => Object.fromEntries([...languages].map((is) => [is, text]));
  if (isText(before) && isText(now)) return [before, now];
  if (typeof before === "string" && isText(now)) return [spread(before), now];
  if (isText(before) && typeof now === "string") return [before, spread(now)];
  return null;
}

/** Two lists of maps by what names each item; null where something does not tell them apart. */
function itemsOf(
  before: readonly unknown[],
  now: readonly unknown[],
): [ReadonlyMap<string, unknown>, ReadonlyMap<string, unknown>] | null {
  if (![...before, ...now].every(isMap)) return null;
  const [was, is] = [before, now].map((list) => new Map(list.map((item) => [named(item), item])));
  if (was === undefined || is === undefined || was.has("") || is.has("")) return null;
  return was.size === before.length && is.size === now.length ? [was, is] : null;
}

function named(item: unknown): string {
  if (!isMap(item)) return "";
  return NAMING.flatMap((key) => {
    const value = item[key];
    return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
  }).join(" ");
}
