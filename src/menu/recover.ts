/**
 * Reads a menu that is not quite YAML as far as it can be understood.
 *
 * Owns which syntax faults are told: of those the parser reports, most only follow from one before
 * them. Each round mends the first one in a copy of the text, or leaves its screen out, and parses
 * again. Called by `yaml`.
 */
import { parseDocument, type Document } from "yaml";
import { tooFarLeft, unaligned } from "./aligned.ts";
import { colonInBraces, noteInBraces } from "./braces.ts";
import { withoutOddSpaces, withoutTabs } from "./indents.ts";
import { escapeSlip, quotedAt, quoteInBraces, runsOn } from "./quotes.ts";
import { SCREEN_KINDS } from "./screen-format.ts";
import { slipOf, type Slip } from "./slips.ts";
import { placesIn } from "./places.ts";
import type { Place } from "./source.ts";

export interface SyntaxFault extends Place {
  message: string;
  mend: string;
}

export interface Recovered {
  document: Document;
  /** The text that `document` was parsed from: as many lines as the file has. */
  text: string;
  faults: readonly SyntaxFault[];
  /** False where something is left that could not be understood. */
  whole: boolean;
  /** 1-based lines that hold only the name of a screen which was left out. */
  lost: ReadonlySet<number>;
  /** From a place in `text` to that in the file. */
  back: (place: Place) => Place;
}

/** Letters parsed in all rounds together: a second's work. */
const LETTERS_MAX = 2_000_000;
const ROUNDS_MAX = 50;
/** Both texts of a line may hold a slip; what is not readable after them is none that is known. */
const TRIES_MAX = 3;
/** Some of the parser's messages quote the rest of the file. */
const MESSAGE_MAX = 120;

export function recover(written: string): Recovered {
  const before = written.split("\n");
  const lines = [...before];
  const faults = new Map<number, SyntaxFault>();
  const lost = new Set<number>();
  const tried = new Map<number, number>();
  const back = ({ line, column }: Place): Place => ({
    line,
    column: columnBefore(before[line - 1] ?? "", lines[line - 1] ?? "", column),
  });
  const tell = (line: number, fault: Omit<SyntaxFault, "line">) => {
    if (!faults.has(line)) faults.set(line, { line, ...fault });
  };
  withoutOddSpaces(lines, tell);
  let letters = 0;
  for (let round = 0; ; round++) {
    const text = lines.join("\n");
    const document = parse(text);
    const done = (whole: boolean): Recovered => {
      return { document, text, faults: [...faults.values()], whole, lost, back };
    };
    const [first] = document.errors;
    if (first === undefined) return done(true);
    letters += text.length;
    const more = letters + text.length <= LETTERS_MAX && round < ROUNDS_MAX;
    if (more && withoutTabs(lines, tell)) continue;
    const { line, column, slip: found } = slipIn(lines, text, first);
    const times = (tried.get(line) ?? 0) + 1;
    const slip = more && times <= TRIES_MAX ? found : null;
    tried.set(line, times);
    if (slip !== null) {
      tell(slip.line, { ...slip, column: back({ line: slip.line, column: slip.column }).column });
      lines[slip.line - 1] = slip.mended;
      continue;
    }
    tell(line, { column: back({ line, column }).column, ...wordsOf(first.message) });
    if (!more || first.message.includes("multiple documents")) return done(false);
    // That a bracket is not closed shows only where the next line begins.
    const name = leaveOut(lines, first.message.startsWith("Flow ") ? line - 2 : line - 1);
    if (name === null) return done(false);
    lost.add(name);
  }
}

/** The parser stumbles at empty lines and notes, and means what stands below them. */
function spoken(lines: readonly string[], place: Place): Place {
  const says = (line = "") => /^ *[^\s#]/.test(line);
  if (says(lines[place.line - 1])) return place;
  const index = lines.findIndex((line, at) => at >= place.line && says(line));
  return index < 0 ? place : { line: index + 1, column: 1 };
}

function parse(text: string): Document {
  // Tags are refused: what `!!binary` or `!!set` make is no data of a menu.
  // Its own search for keys that stand twice compares each with each: 50,000 of them took a minute.
  const options = { prettyErrors: false, merge: false, uniqueKeys: false, resolveKnownTags: false };
  // Every fault is an error with a trace: a megabyte of them took 37 s with, 9 s without.
  const traces = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return parseDocument(text, { ...options, schema: "core" });
  } finally {
    Error.stackTraceLimit = traces;
  }
}

/** Where a fault of the parser stands, and the slip that it follows from. */
function slipIn(
  lines: readonly string[],
  text: string,
  { pos: [offset], message }: { pos: readonly [number, number]; message: string },
): Place & { slip: (Slip & { line: number }) | null } {
  const places = placesIn(text);
  const quote = quotedAt(text, offset);
  const opened = quote === null ? null : places(quote.offset);
  const one = opened === null ? "" : (lines[opened.line - 1] ?? "");
  if (quote !== null && opened !== null && message.startsWith("Invalid escape")) {
    const slip = quote.written.includes("\n") ? null : escapeSlip(one, opened.column, quote);
    return { ...places(offset), slip: slip && { line: opened.line, ...slip } };
  }
  // That a quote is not closed shows only where the next text begins, or the next screen.
  if (quote !== null && opened !== null && runsOn(quote)) {
    const slip = quoteInBraces(one, quote.depth) ?? slipOf(one);
    return { ...opened, slip: slip && { line: opened.line, ...slip } };
  }
  const place = spoken(lines, places(offset));
  const left = message.includes("same column") ? tooFarLeft(lines, place.line - 1) : null;
  if (left !== null) {
    const [index, slip] = left;
    return { line: index + 1, column: slip.column, slip: { line: index + 1, ...slip } };
  }
  return { ...place, slip: slipAt(lines, place.line - 1) };
}

/** The slip of a line, of a note above it, or of the line below that does not line up with it. */
function slipAt(lines: readonly string[], index: number): (Slip & { line: number }) | null {
  const line = lines[index] ?? "";
  const own =
    slipOf(line) ??
    quoteInBraces(line, 0) ??
    colonInBraces(line) ??
    noteInBraces(line) ??
    unaligned(lines, index);
  if (own !== null) return { line: index + 1, ...own };
  // A bracket behind a note is missed where the next line begins.
  const above = lines.slice(0, index).findLastIndex((one) => /\S/.test(one));
  const noted = noteInBraces(lines[above] ?? "");
  if (noted !== null) return { line: above + 1, ...noted };
  const below = unaligned(lines, index + 1);
  return below === null ? null : { line: index + 2, ...below };
}

/** Leaves out the screen that a line belongs to; its new line, 1-based, or null outside of any. */
function leaveOut(lines: string[], index: number): number | null {
  const section = lines
    .slice(0, index + 1)
    .findLastIndex((line) => /^\S/.test(line) && !/^(-|#)/.test(line));
  if (section < 0 || !/^(screens|aside)\s*:\s*$/.test(lines[section] ?? "")) return null;
  const dash = (line: string) => /^ *(?=- |-$)/.exec(line)?.[0].length ?? -1;
  const indent = dash(lines.slice(section + 1).find((line) => dash(line) >= 0) ?? "");
  const start = lines.slice(0, index + 1).findLastIndex((line) => dash(line) === indent);
  if (indent < 0 || start <= section) return null;
  const length = lines
    .slice(start + 1)
    .findIndex((line) => /\S/.test(line) && (/^ */.exec(line)?.[0].length ?? 0) <= indent);
  const end = length < 0 ? lines.length : start + 1 + length;
  const [, name = ""] = NAMED.exec(lines.slice(start, end).join("\n")) ?? [];
  lines.fill("", start, end);
  lines[start] = `${" ".repeat(indent)}- ${name === "" ? "~" : name}`;
  return start + 1;
}

const NAMED = new RegExp(`\\b(?:${SCREEN_KINDS.join("|")}): *"?([a-z][a-z0-9_]{0,39})`);

/** A column of a mended line in the line that was written. */
function columnBefore(before: string, after: string, column: number): number {
  if (before === after) return column;
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  if (column - 1 <= same) return column;
  return Math.min(before.length + 1, Math.max(same + 1, before.length - (after.length - column)));
}

/** The parser's words, where they say something to an operator. */
function wordsOf(message: string): { message: string; mend: string } {
  const known = WORDS.find(([part]) => message.includes(part));
  if (known !== undefined) return { message: known[1], mend: known[2] };
  const words = (message.split(" at line ")[0] ?? message).replace(/\s+/g, " ").trim();
  const mend = "Check the indentation, the quotes and the brackets around here.";
  return { message: words.slice(0, MESSAGE_MAX), mend };
}

const WORDS: readonly (readonly [part: string, message: string, mend: string])[] = [
  ["multiple documents", "a second document begins here", "Keep one document: remove the `---`."],
  ["Tabs are not allowed", "there is a tab here", "Write spaces instead."],
  ["closing", "a quote is not closed", "Put a quote at the end of the text: quotes come in pairs."],
  ["end with a }", "a { above is not closed", "Put a } at the end of it: brackets come in pairs."],
  ["end with a ]", "a [ above is not closed", "Put a ] at the end of it: brackets come in pairs."],
  ["flow-map-end", "a } is one too many", "Take it away: brackets come in pairs."],
  ["flow-seq-end", "a ] is one too many", "Take it away: brackets come in pairs."],
  ["within flow collections", "a comma is missing in { } or [ ]", "Put a comma before this."],
  ["Missing , ", "a comma is missing in { } or [ ]", "Put a comma before this."],
  ["Unexpected scalar token", "a comma is missing in { } or [ ]", "Put a comma before this."],
  [
    "Unexpected scalar at node end",
    "this stands behind a value that has ended already",
    "Put the whole text in quotes: one that begins with { or with a quote needs them.",
  ],
  [
    "may not be used as an implicit map key",
    "this line stands too far left, or too far right",
    "Give it the same spaces in front as its neighbours: two more than the key they belong to.",
  ],
  [
    "same column",
    "this line does not line up with those it belongs to",
    "Give it the same spaces in front as those.",
  ],
  [
    "Sequence item without",
    "a dash is missing, or this line does not line up",
    "Begin it with `- `, or under the key above.",
  ],
  [
    "Implicit keys need",
    "there is no `key: value` here",
    "Write a key, a colon, a space and its value.",
  ],
];
