/** What every body of a screen is made of: a heading, numbered entries, and what is not numbered. */
import type { SystemText } from "./system-texts.ts";
import type { Lines } from "./layout.ts";
import type { Choice } from "./model.ts";
import { say, spokenIn, type Sayings } from "./text.ts";
import { valuesOf, type Speaking } from "./values.ts";

/** Something a number on a screen stands for. */
export interface Item {
  /** The answer, the target, or the command of a screen of Njia's own. */
  is: string;
  key: string;
  choice: Choice | null;
}

/** A text that is only said where it is printed: the step asks which keys lead where. */
export type Said = () => string;

/** The numbered part of a body. */
export interface Numbered {
  lines: Lines;
  /** What a key stands for, on whatever page it was shown; null = not on this list. */
  item(key: string): Item | null;
  /** The keys that are there, as `1-5, 9`; null where nothing is numbered. */
  choices(): string | null;
}

export interface Body extends Numbered {
  head: Said;
  /** Below the lines, on every page. */
  fixed?: readonly string[];
  end?: boolean;
}

const NOTHING: Numbered = {
  lines: { length: 0, at: () => "" },
  item: () => null,
  choices: () => null,
};

export function plainBody(head: Said, end = false): Body {
  return { head, ...NOTHING, end };
}

export interface Entry {
  item: Item;
  label: Said;
}

export function numbered(entries: readonly Entry[]): Numbered {
  const lineAt = (index: number) => {
    const entry = entries[index];
    return entry === undefined ? "" : lineOf(entry.item.key, entry.label());
  };
  return {
    lines: linesOf(entries.length, lineAt),
    item: (key) => entries.find((entry) => entry.item.key === key)?.item ?? null,
    choices: () => spans(entries.map(spanOf)),
  };
}

/** Each line is made once, though laying out looks at it several times. */
export function linesOf(length: number, make: (index: number) => string): Lines {
  const made: string[] = [];
  return { length, at: (index) => (made[index] ??= make(index)) };
}

export function lineOf(key: string, label: string): string {
  return `${key}. ${label}`;
}

/** Numbers that follow each other, both ends included. */
export interface Span {
  from: number;
  to: number;
}

/** Numbers as `1-5, 9`: what can be pressed, in few letters. Null when there are none. */
export function spans(numbers: readonly Span[]): string | null {
  const joined: Span[] = [];
  for (const { from, to } of [...numbers].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  if (joined.length === 0) return null;
  return joined.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
}

export function spanOf({ item }: Entry): Span {
  return { from: Number(item.key), to: Number(item.key) };
}

/** Entries whose labels are texts of the channel, counted from 1. */
export function commands(speaking: Speaking, texts: readonly SystemText[]): Numbered {
  const { release, language } = speaking;
  const choices = texts.map((text, index) => {
    const item = { is: text, key: String(index + 1), choice: null };
    return { item, say: release.channel.texts[text] };
  });
  const alike = choices.every((each) => isSame(each.say, language));
  return alike
    ? sameForAll(release, `${language} ${texts.join(" ")}`, choices, language)
    : numbered(choices.map((each) => labelled(each, speaking)));
}

/** What a number stands for, and its label in every language. */
export interface Labelled {
  item: Item;
  say: Sayings;
}

export function labelled({ item, say: label }: Labelled, speaking: Speaking): Entry {
  return { item, label: () => say(label, speaking.language, valuesOf(speaking)) };
}

const same = new WeakMap<object, Map<string, Numbered>>();

/**
 * What everybody is shown alike, made once: it is most of what is numbered, and making it at every
 * hop, for the reply and for the screen, took a tenth of the garbage. It is made of texts alone: a
 * citizen's answers must not live on with it.
 */
export function sameForAll(
  of: object,
  key: string,
  choices: readonly Labelled[],
  language: string,
): Numbered {
  let known = same.get(of);
  if (known === undefined) same.set(of, (known = new Map<string, Numbered>()));
  let made = known.get(key);
  if (made === undefined) {
    made = numbered(choices.map(({ item, say: label }) => fixed(item, say(label, language, NONE))));
    known.set(key, made);
  }
  return made;
}

const NONE = () => "";

function fixed(item: Item, label: string): Entry {
  return { item, label: () => label };
}

/** True for a text without anything to fill in. */
export function isSame(sayings: Sayings, language: string): boolean {
  return sayings.get(spokenIn(sayings, language))?.arguments.length === 0;
}
