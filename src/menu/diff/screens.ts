/** Compares the screens of one file: which came and went, were renamed or moved, and what they say. */
import { numbersOf } from "../numbers.ts";
import type { Parts } from "../parts.ts";
import { sayOf, type Written } from "../written.ts";
import type { Change } from "./difference.ts";
import { printed, valueChanges, type Comparing } from "./values.ts";

export interface Screens {
  parts: Parts;
  /** In the order of the file. */
  screens: readonly Written[];
}

export function screenChanges(comparing: Comparing, before: Screens, now: Screens): Change[] {
  const renamed = renames(before.screens, now.screens);
  const was = new Map(before.screens.map((screen) => [screen.name, screen]));
  const pairs = now.screens.flatMap((screen) => {
    const old = was.get(renamed.get(screen.name) ?? screen.name);
    return old === undefined ? [] : [[old, screen] as const];
  });
  const kept = new Set<Written>(pairs.flat());
  const change = (
    kind: Change["kind"],
    screen: Written,
    old: string | null,
    is: string | null,
  ) => ({
    at: [screen.name],
    kind,
    was: old,
    is,
  });
  return [
    ...before.screens
      .filter((screen) => !kept.has(screen))
      .map((screen) => change("went", screen, printed(sayingOf(screen)), null)),
    ...now.screens
      .filter((screen) => !kept.has(screen))
      .map((screen) => change("came", screen, null, printed(sayingOf(screen)))),
    ...[...renamed].map(([name, old]) => ({
      at: [old],
      kind: "renamed" as const,
      was: old,
      is: name,
    })),
    ...orderChanges(pairs, now.screens),
    ...pairs.flatMap(([old, screen]) => [
      ...optionChanges(comparing, before.parts, now.parts, old, screen),
      ...valueChanges(comparing, bare(old), bare(screen), [screen.name]),
    ]),
  ];
}

/** A screen that went while one of its kind came with the same words: its new name to its old one. */
function renames(before: readonly Written[], now: readonly Written[]): Map<string, string> {
  const names = (screens: readonly Written[]) => new Set(screens.map(({ name }) => name));
  const [old, present] = [names(before), names(now)];
  const gone = before.filter(({ name }) => !present.has(name));
  const found = new Map<string, string>();
  for (const screen of now.filter(({ name }) => !old.has(name))) {
    const like = gone.findIndex(
      (one) => one.kind === screen.kind && printed(sayingOf(one)) === printed(sayingOf(screen)),
    );
    if (like < 0) continue;
    for (const { name } of gone.splice(like, 1)) found.set(screen.name, name);
  }
  return found;
}

/** Screens that are at another place among those that stayed. */
function orderChanges(
  pairs: readonly (readonly [Written, Written])[],
  screens: readonly Written[],
): Change[] {
  const places = pairs.map(([old]) => placeOf(old));
  const steady = longestRise(places);
  return pairs.flatMap(([, screen], index): Change[] => {
    if (steady.has(index)) return [];
    const above = screens[screens.indexOf(screen) - 1];
    const is = above === undefined ? "first now" : `behind ${above.name} now`;
    return [{ at: [screen.name], kind: "order", was: null, is }];
  });
}

/** Where a screen stands, those of `aside` behind the others. */
function placeOf({ path: [section, index] }: Written): number {
  return (section === "aside" ? 1_000_000 : 0) + Number(index);
}

/** Indexes of a longest rising part of the numbers; at most a thousand screens are in a file. */
function longestRise(numbers: readonly number[]): ReadonlySet<number> {
  const best: (readonly number[])[] = [];
  for (const [index, number] of numbers.entries()) {
    const before = best
      .filter((_, at) => (numbers[at] ?? 0) < number)
      .reduce<readonly number[]>((a, b) => (b.length > a.length ? b : a), []);
    best.push([...before, index]);
  }
  return new Set(best.reduce<readonly number[]>((a, b) => (b.length > a.length ? b : a), []));
}

/** Options by what they stand for; a number that moved is told by `diff`, and here only if it is new. */
function optionChanges(
  comparing: Comparing,
  before: Parts,
  now: Parts,
  old: Written,
  screen: Written,
): Change[] {
  const had = numbersOf(before, old);
  const has = numbersOf(now, screen);
  const line = ({ number, say }: (typeof had)[number]) => `${number}. ${printed(say)}`;
  const at = (is: string) => [screen.name, `option ${is}`];
  const went = had.filter(({ is }) => !has.some((one) => one.is === is));
  const came = has.filter(({ is }) => !had.some((one) => one.is === is));
  const written = (source: Written["source"]) => [
    ...(("options" in source ? source.options : undefined) ?? []),
    ...("other" in source && source.other !== undefined ? [source.other] : []),
  ];
  const plain = (of: Written, index: number) => {
    const { key: _, ...rest } = written(of.source)[index] ?? {};
    return rest;
  };
  return [
    ...went.map((one) => ({ at: at(one.is), kind: "went" as const, was: line(one), is: null })),
    ...came.map((one) => ({ at: at(one.is), kind: "came" as const, was: null, is: line(one) })),
    ...has.flatMap(({ is }, index) => {
      const place = had.findIndex((one) => one.is === is);
      if (place < 0) return [];
      return valueChanges(comparing, plain(old, place), plain(screen, index), at(is));
    }),
  ];
}

/** A screen without its name and its options. */
function bare({ source, kind }: Written): object {
  const { [kind]: _, options: __, other: ___, ...rest } = source as Record<string, unknown>; // read as data
  return rest;
}

function sayingOf({ source }: Written): unknown {
  return sayOf(source);
}
