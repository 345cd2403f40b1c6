/**
 * Numbers that people know by heart, and that mean something else in a newer release.
 *
 * A number keeps its meaning where it leads to the same answer or target, or has the same words: a
 * screen that was only renamed moves nothing. Called by the checker, and by `diff`.
 */
import { leadsToAbsent, unreleased } from "./offered.ts";
import type { Parts } from "./parts.ts";
import type { Text } from "./text-format.ts";
import { writtenScreens, type Written } from "./written.ts";

/** A number of a screen, or a star: what it was and what it is, by name; null = nothing. */
export interface MovedNumber {
  /** Null for the channel, and for a star whose service is gone. */
  service: string | null;
  /** Null for a star. */
  screen: string | null;
  number: string;
  was: string | null;
  is: string | null;
  /** The number that `is` had before, where it had another one. */
  from: string | null;
}

/** An option as written, with the number it comes to. */
export interface Numbered {
  is: string;
  number: string;
  say: Text;
  /** False where it leads to a service that is not released, and citizens do not see it. */
  offered: boolean;
}

/** The options of a screen by what they stand for; the way out of a list last. */
export function numbersOf(parts: Parts, { id, source }: Written): Numbered[] {
  const screen = parts.release.screens.get(id);
  const absent = unreleased(parts.source);
  const options = "options" in source ? (source.options ?? []) : [];
  const other = "other" in source ? source.other : undefined;
  const numbered = options.flatMap(({ say, go }, index) => {
    const choice = screen?.choices[index];
    if (choice === undefined) return [];
    return [{ is: choice.is, number: choice.key, say, offered: !leadsToAbsent(go, absent) }];
  });
  if (other === undefined || screen?.other == null) return numbered;
  const { is, key: number } = screen.other;
  return [...numbered, { is, number, say: other.say, offered: true }];
}

/** What the officers' option of a main menu stands for: it is in no screen's file. */
export const ASSIST = "assist";

/** The numbers that people find on a screen: of a main menu, that of officers too. */
function foundOn(parts: Parts, written: Written): Numbered[] {
  const numbered = numbersOf(parts, written);
  const { assist } = parts.source.channel;
  const isStart = parts.release.channel.codes.some(({ start }) => start === written.id);
  if (assist === undefined || !isStart) return numbered;
  const { key: number, texts } = assist;
  return [...numbered, { is: ASSIST, number, say: texts.option, offered: true }];
}

/** Every option number and star that moved, was given to something else, or leads nowhere now. */
export function movedNumbers(before: Parts, now: Parts): MovedNumber[] {
  return [...movedOptions(before, now), ...movedStars(before, now)];
}

function movedOptions(before: Parts, now: Parts): MovedNumber[] {
  const old = writtenScreens(before.source);
  return [...writtenScreens(now.source).values()].flatMap((written) => {
    const was = old.get(written.id) ?? startBefore(before, now, written, old);
    if (was === undefined) return [];
    const { service, name: screen } = written;
    const had = foundOn(before, was);
    const has = foundOn(now, written);
    const moved = has.flatMap((option): MovedNumber[] => {
      const holder = had.find(({ number }) => number === option.number);
      if (holder !== undefined && isSame(holder, option)) return [];
      const itself = had.find((each) => isSame(each, option));
      if (holder === undefined && itself === undefined) return [];
      const { number, is } = option;
      return [
        { service, screen, number, was: holder?.is ?? null, is, from: itself?.number ?? null },
      ];
    });
    const hidden = service !== null && unreleased(before.source).has(service);
    const gone = hidden ? [] : goneFrom(had, has);
    const lost = gone.map(({ number, is }): MovedNumber => {
      return { service, screen, number, was: is, is: null, from: null };
    });
    return [...moved, ...lost];
  });
}

/** What citizens had and have no more, at numbers that nothing else has: of those others it is told there. */
function goneFrom(had: readonly Numbered[], has: readonly Numbered[]): Numbered[] {
  const seen = has.filter(({ offered }) => offered);
  return had.filter(
    (one) => one.offered && !seen.some((each) => each.number === one.number || isSame(each, one)),
  );
}

/** The main menu of a code under another name is still what people dial. */
function startBefore(
  before: Parts,
  now: Parts,
  { id }: Written,
  old: ReadonlyMap<string, Written>,
): Written | undefined {
  const code = now.release.channel.codes.find(({ start }) => start === id);
  const was = before.release.channel.codes.find(({ dial }) => dial === code?.dial);
  return was === undefined ? undefined : old.get(was.start);
}

function isSame(one: Numbered, other: Numbered): boolean {
  return one.is === other.is || JSON.stringify(one.say) === JSON.stringify(other.say);
}

function movedStars(before: Parts, now: Parts): MovedNumber[] {
  const services = [...now.release.services.values()];
  const [hidden, absent] = [unreleased(before.source), unreleased(now.source)];
  const isWithdrawn = (name: string) => absent.has(name) && !hidden.has(name);
  const held = new Map<string, string>();
  // Printed stars that lead nowhere now; where somebody else has one, that is told there.
  const lost = [...before.release.services.values()].flatMap(({ name, star }): MovedNumber[] => {
    if (star === null) return [];
    held.set(star, name);
    if (services.some((one) => one.star === star && !isWithdrawn(one.name))) return [];
    const isThere = now.release.services.has(name);
    if (!isThere && hidden.has(name)) return [];
    const service = isThere ? name : null;
    return [{ service, screen: null, number: star, was: name, is: null, from: null }];
  });
  const came = services.flatMap(({ name, star }): MovedNumber[] => {
    const from = before.release.services.get(name)?.star ?? null;
    if (star === null || star === from) return [];
    const was = held.get(star) ?? null;
    if (was === null && from === null) return [];
    return [{ service: name, screen: null, number: star, was, is: name, from }];
  });
  return [...lost, ...came];
}
