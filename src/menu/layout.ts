/**
 * Paging: puts a heading, numbered lines and footers on screens of a given width.
 *
 * Every line is shown exactly once over the pages, no word and no option is cut, and numbers do not
 * depend on the page. A page is found by the first piece it shows, not by its number: the same
 * question with a reason on line one holds less, and must still go on where its page ended.
 * Pure; knows nothing of menus. Called by `screen`.
 */
import { width } from "../base/gsm7.ts";

export type Letters = "gsm7" | "ucs2";

/** Lines that are only made when a page needs them: a list may have 100,000. */
export interface Lines {
  readonly length: number;
  at(index: number): string;
}

export interface Content {
  /** The reason on line one; on every page of this showing. */
  lead: string;
  head: string;
  /** True where the heading gives way to a reason: it is no text that citizens agree to or send. */
  yields: boolean;
  lines: Lines;
  /** On every page, below the lines. */
  fixed: readonly string[];
  /** The line that leads to the next page, shown only where there is one. */
  more: string;
  /** Below that, on every page. */
  foot: readonly string[];
}

export interface Page {
  text: string;
  /** The first piece of the next page; null on the last one. */
  next: number | null;
}

type Measure = (text: string) => number;

/** Stands for words that were cut off. */
const CUT = "...";
/** A word longer than this is no word: it is split so that it cannot push a page over. */
const WORD_MAX = 40;
/** Longest line that is looked for when deciding whether the heading fits on every page. */
const LINES_MEASURED_MAX = 200;
/** Room for a reason on line one: those of the example channel take at most 45 septets. */
const LEAD_ROOM = 48;
/** Lists longer than this go over several pages whatever their heading takes. */
export const LINES_ON_A_PAGE = 9;

/**
 * Lays out the page that begins at piece `from`.
 *
 * Two manners, chosen by the content without its lead so that all its pages agree. Where the
 * heading, any one line and a reason fit together, every page repeats the heading and the pieces
 * are the lines. Elsewhere the heading's words are pieces too and flow over the pages before the
 * lines, so that nobody sends what they have not read. Only a long list keeps its heading wherever
 * it can, and drops it on the page of a reason.
 *
 * A reason that would push a last page's options to one more page cuts the end of the heading
 * instead, which was read on the screen before: see `yielded`.
 */
export function layOut(content: Content, from: number, budget: number, letters: Letters): Page {
  const measure = (text: string) => width(text, letters);
  const shown = laidOut(content, from, budget, measure);
  const { lead, lines, yields } = content;
  if (!yields || lead === "" || shown.next === null) return shown;
  if (lines.length === 0 || lines.length > LINES_ON_A_PAGE) return shown;
  const before = laidOut({ ...content, lead: "" }, from, budget, measure);
  const text = before.next === null ? yielded(content, before.text, budget, measure) : null;
  return text === null ? shown : { text, next: null };
}

function laidOut(content: Content, from: number, budget: number, measure: Measure): Page {
  const whole = from === 0 ? wholeOf(content, budget, measure) : null;
  if (whole !== null) return { text: whole, next: null };
  const room = budget - below(content, true, measure);
  const repeated = isRepeated(content, room, measure);
  const head = repeated ? content.head : "";
  const pieces = repeated ? [] : words(content.head);
  return fill({ content, head, pieces, from, budget, measure });
}

/**
 * A last page with the reason above it and the end of its words cut off; null where its first option
 * is not there, or where less than half of the words would stay.
 */
function yielded(content: Content, text: string, budget: number, measure: Measure): string | null {
  const at = `\n${text}`.indexOf(`\n${content.lines.at(0)}\n`);
  if (at <= 0) return null;
  const said = text.slice(0, at).trimEnd();
  const rest = `${CUT}\n${text.slice(at)}`;
  const room = budget - measure(`${content.lead}\n${rest}`);
  const kept = clipTo(said, Math.max(0, room), measure).replace(/[\s.,;:]*\S*$/, "");
  return kept.length * 2 < said.length ? null : `${content.lead}\n${kept}${rest}`;
}

function isRepeated({ head, lines }: Content, room: number, measure: Measure): boolean {
  // Every letter takes a septet: a text of many pages is not measured again for each of them.
  if (lines.length === 0 || head.length > room) return false;
  const least = measure(head) + 1 + longest(lines, measure);
  return lines.length > LINES_ON_A_PAGE ? least <= room : least + LEAD_ROOM <= room;
}

/**
 * Everything on one page, where it fits: both manners then come to the same, and most screens of a
 * channel are such. A heading that begins with a space is left to them.
 */
function wholeOf(content: Content, budget: number, measure: Measure): string | null {
  const { lead, head, lines, fixed, foot } = content;
  if (lines.length > LINES_ON_A_PAGE || /^\s/.test(head)) return null;
  let text = lead;
  const add = (line: string) => {
    if (line !== "") text = text === "" ? line : `${text}\n${line}`;
  };
  add(head);
  for (let at = 0; at < lines.length; at++) add(lines.at(at));
  text = text.trimEnd();
  for (const line of fixed) add(line);
  for (const line of foot) add(line);
  return measure(text) <= budget ? text : null;
}

interface Filling {
  content: Content;
  head: string;
  pieces: readonly string[];
  from: number;
  budget: number;
  measure: Measure;
}

function fill(filling: Filling): Page {
  const { content, pieces } = filling;
  const total = pieces.length + content.lines.length;
  const start = Math.max(0, Math.min(filling.from, Math.max(0, total - 1)));
  const last = take(filling, start, total, false);
  if (last.next === total) return { text: page(last.text, content, false), next: null };
  const some = take(filling, start, total, true);
  return { text: page(some.text, content, true), next: some.next };
}

/**
 * Lead and heading, over a first line of `first` septets; where they leave too little room the
 * heading waits for the next page, and a lead is cut before an option is.
 */
function topOf({ content: { lead }, head, measure }: Filling, room: number, first: number): string {
  const joined = [lead, head].filter((line) => line !== "").join("\n");
  if (measure(joined) + first <= room) return joined;
  if (lead === "") return "";
  // Room for a line of a few words, or a page would show nothing and never end.
  const least = Math.max(first, Math.min(WORD_MAX + 8, Math.floor(room / 3)));
  return clipTo(lead, Math.max(0, room - least), measure);
}

/** Takes pieces from `start` while they fit; at least one, clipped if it must be. */
function take(
  filling: Filling,
  start: number,
  total: number,
  more: boolean,
): { text: string; next: number } {
  const { content, pieces, budget, measure } = filling;
  const { lines } = content;
  const all = budget - below(content, more, measure);
  const first =
    start < pieces.length || total === 0 ? 0 : measure(lines.at(start - pieces.length)) + 1;
  const top = topOf(filling, all, first);
  const room = all - measure(top);
  let text = top;
  let used = 0;
  let at = start;
  for (; at < total; at++) {
    const word = pieces[at];
    const piece = word ?? lines.at(at - pieces.length);
    const joint = text === "" || (word !== undefined && at > start) ? "" : "\n";
    const cost = measure(joint + piece);
    if (used + cost > room) {
      if (at > start) break;
      return { text: text + joint + clipTo(piece, room - measure(joint), measure), next: at + 1 };
    }
    text += joint + piece;
    used += cost;
  }
  return { text, next: at };
}

function page(text: string, content: Content, more: boolean): string {
  const footer = [...content.fixed, ...(more ? [content.more] : []), ...content.foot];
  return [text.trimEnd(), ...footer].filter((line) => line !== "").join("\n");
}

function below(content: Content, more: boolean, measure: Measure): number {
  const footer = [...content.fixed, ...(more ? [content.more] : []), ...content.foot];
  return footer.reduce((sum, line) => sum + (line === "" ? 0 : measure(line) + 1), 0);
}

const WORD_PARTS = new RegExp(`[^]{1,${WORD_MAX}}`, "gu");
/** The last text and its words: a text of many pages is taken apart once, and not for each page. */
const apart: { text: string; words: readonly string[] } = { text: "", words: [] };

/** Words with the space or line break behind them, so that joining gives the text back. */
function words(text: string): readonly string[] {
  if (apart.text !== text) {
    apart.words = (text.match(/\S+\s*/g) ?? []).flatMap((word) => word.match(WORD_PARTS) ?? []);
  }
  // Also where it is equal: the same string again is told by where it lies, another letter by letter.
  apart.text = text;
  return apart.words;
}

function longest(lines: Lines, measure: Measure): number {
  let most = 0;
  for (let at = 0; at < Math.min(lines.length, LINES_MEASURED_MAX); at++) {
    most = Math.max(most, measure(lines.at(at)));
  }
  return most;
}

/** The longest beginning of a text that fits, cut between letters; for texts the checker refuses. */
export function clipTo(text: string, room: number, measure: Measure): string {
  if (measure(text) <= room) return text;
  let kept = "";
  for (const letter of text) {
    if (measure(kept + letter) > room) break;
    kept += letter;
  }
  return kept;
}
