/** What every body of a screen is made of: a heading, numbered entries, and what is not numbered. */
import type { SystemText } from "./format.ts";
import type { Lines } from "./layout.ts";
import type { Choice } from "./model.ts";
import { say } from "./text.ts";
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

export interface Body {
  head: Said;
  lines: Lines;
  /** Below the lines, on every page. */
  fixed?: readonly string[];
  end?: boolean;
  /** What a key stands for, on whatever page it was shown; null = not on this list. */
  item(key: string): Item | null;
  /** The keys that are there, as `1-5, 9`; null where nothing is numbered. */
  choices(): string | null;
}

const NO_LINES: Lines = { length: 0, at: () => "" };

export function plainBody(head: Said, end = false): Body {
  return { head, lines: NO_LINES, item: () => null, choices: () => null, end };
}

export interface Entry {
  item: Item;
  label: Said;
}

export function entriesBody(head: Said, entries: readonly Entry[]): Body {
  const lineAt = (index: number) => {
    const entry = entries[index];
    return entry === undefined ? "" : lineOf(entry.item.key, entry.label());
  };
  return {
    head,
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
export function commands(speaking: Speaking, texts: readonly SystemText[]): Entry[] {
  return texts.map((text, index) => ({
    item: { is: text, key: String(index + 1), choice: null },
    label: () => say(speaking.release.channel.texts[text], speaking.language, valuesOf(speaking)),
  }));
}
