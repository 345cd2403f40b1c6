/**
 * Numbers that people know by heart, and that mean something else in a newer release.
 *
 * A number keeps its meaning where it leads to the same answer or target, or has the same words: a
 * screen that was only renamed moves nothing. Called by the checker, and by `diff`.
 */
import type { Text } from "./text-format.ts";
import type { Parts } from "./parts.ts";
import { writtenScreens, type Written } from "./written.ts";

/** A number of a screen, or a star: what it was and what it is, by name; null = nothing. */
export interface MovedNumber {
  /** Null for the channel. */
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
}

/** The options of a screen by what they stand for; the way out of a list last. */
export function numbersOf({ release }: Parts, { id, source }: Written): Numbered[] {
  const screen = release.screens.get(id);
  const options = "options" in source ? (source.options ?? []) : [];
  const other = "other" in source ? source.other : undefined;
  const numbered = options.flatMap(({ say }, index) => {
    const choice = screen?.choices[index];
    return choice === undefined ? [] : [{ is: choice.is, number: choice.key, say }];
  });
  if (other === undefined || screen?.other == null) return numbered;
  return [...numbered, { is: screen.other.is, number: screen.other.key, say: other.say }];
}

/** What the officers' option of a main menu stands for: it is in no screen's file. */
export const ASSIST = "assist";

/** The numbers that people find on a screen: of a main menu, that of officers too. */
function foundOn(parts: Parts, written: Written): Numbered[] {
  const numbered = numbersOf(parts, written);
  const { assist } = parts.source.channel;
  const isStart = parts.release.channel.codes.some(({ start }) => start === written.id);
  if (assist === undefined || !isStart) return numbered;
  return [...numbered, { is: ASSIST, number: assist.key, say: assist.texts.option }];
}

/** Every option number and star that moved, or was given to something else. */
export function movedNumbers(before: Parts, now: Parts): MovedNumber[] {
  return [...movedOptions(before, now), ...movedStars(before, now)];
}

function movedOptions(before: Parts, now: Parts): MovedNumber[] {
  const old = writtenScreens(before.source);
  return [...writtenScreens(now.source).values()].flatMap((written) => {
    const was = old.get(written.id) ?? startBefore(before, now, written, old);
    if (was === undefined) return [];
    const had = foundOn(before, was);
    return foundOn(now, written).flatMap((option): MovedNumber[] => {
      const holder = had.find(({ number }) => number === option.number);
      if (holder !== undefined && isSame(holder, option)) return [];
      const itself = had.find((each) => isSame(each, option));
      if (holder === undefined && itself === undefined) return [];
      const { service, name: screen } = written;
      const { number, is } = option;
      return [
        { service, screen, number, was: holder?.is ?? null, is, from: itself?.number ?? null },
      ];
    });
  });
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
  const held = new Map(
    [...before.release.services.values()].flatMap(({ name, star }) =>
      star === null ? [] : [[star, name] as const],
    ),
  );
  return [...now.release.services.values()].flatMap(({ name, star }): MovedNumber[] => {
    const had = before.release.services.get(name)?.star ?? null;
    if (star === had) return [];
    const at = { service: name, screen: null };
    // A printed star that leads nowhere now, unless somebody else has it: that is told there.
    const gone =
      had !== null && ![...now.release.services.values()].some((one) => one.star === had);
    const lost = gone ? [{ ...at, number: had, was: name, is: null, from: null }] : [];
    if (star === null) return lost;
    const was = held.get(star) ?? null;
    const moved = was !== null || had !== null;
    return moved ? [...lost, { ...at, number: star, was, is: name, from: had }] : [];
  });
}
