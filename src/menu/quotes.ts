/**
 * Quotes that do not hold their text together, on any line and between brackets: one that is not
 * closed, one that stands inside of its text, and a `\` that means nothing in double quotes.
 *
 * Owns where such a text begins and where it was meant to end. Called by `recover`.
 */
import { Lexer } from "yaml";
import { ending, held, quoted, short, type Slip } from "./slips.ts";

/** A text in quotes, as the parser took it. */
interface Quoted {
  offset: number;
  written: string;
  /** How many brackets are open around it. */
  depth: number;
}

/** What the lexer puts before the letters of a text; they stand for none in the file. */
const MARKS: ReadonlySet<string> = new Set(["\u0002", "\u0018", "\u001f"]);

/** The text in quotes at which the parser stumbled, or behind which; null where there is none. */
export function quotedAt(text: string, offset: number): Quoted | null {
  let at = 0;
  let depth = 0;
  let found: Quoted | null = null;
  for (const token of new Lexer().lex(text)) {
    if (MARKS.has(token)) continue;
    if (at > offset) break;
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth = Math.max(0, depth - 1);
    else if (/^["']/.test(token)) found = { offset: at, written: token, depth };
    else if (/\S/.test(token)) found = null;
    at += token.length;
  }
  return found;
}

/** Whether it runs on behind the end of its line up to the quote of the next text, or to none. */
export function runsOn({ written }: Quoted): boolean {
  if (!written.includes("\n")) return false;
  const closed = written.trimEnd().endsWith(written[0] ?? "") && written.endsWith(written[0] ?? "");
  return !closed || /[:,[{-]\s*["']$/.test(written.slice(-KEY_MAX));
}

/** `"\d{8}"`: what is no letter of YAML, and was meant as it stands. */
export function escapeSlip(line: string, column: number, { written }: Quoted): Slip {
  const inner = written.replace(/^"|"$/g, "");
  const meant = inner.replace(/\\(["\\])/g, "$1");
  const onlyApostrophes = !/\\[^'"\\]/.test(inner);
  const better = onlyApostrophes
    ? `"${inner.replaceAll("\\'", "'")}"`
    : `'${meant.replaceAll("'", "''")}'`;
  const shown = better.length > SHOWN_MAX ? short(better) : better;
  return {
    mended: line.slice(0, column - 1) + better + line.slice(column - 1 + written.length),
    column,
    message: "a \\ means something else in double quotes",
    mend: onlyApostrophes ? `Leave out the \\: ${shown}.` : `Write it in single quotes: ${shown}.`,
  };
}

/** A pattern is shown whole. */
const SHOWN_MAX = 220;
/** Letters of a key and what stands around it. */
const KEY_MAX = 60;

/** `{ en: "Road, sw: "Barabara" }`, `{ en: "The "Garbage" bin" }`, `{ en: 'Garbage's bin' }` */
export function quoteInBraces(line: string, open: number): Slip | null {
  let depth = open;
  let before = open > 0 ? "," : "";
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] ?? "";
    if (letter === " ") continue;
    if (letter === "#" && line[at - 1] === " ") return null;
    if ((letter === '"' || letter === "'") && /^[{[,:]$/.test(before)) {
      // A text that is not between brackets goes to the end of its line.
      if (depth === 0) return null;
      const end = endOf(line, at, before === ":");
      if (typeof end !== "number") return end;
      at = end;
    } else if (letter === "{" || letter === "[") depth++;
    else if (letter === "}" || letter === "]") depth--;
    before = line[at] ?? "";
  }
  return null;
}

/** Where the text ends that begins at a quote, or its slip. */
function endOf(line: string, from: number, isValue: boolean): number | Slip {
  const quote = line[from] ?? "";
  let inside = 0;
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === "\\" && quote === '"') at++;
    else if (line[at] !== quote) continue;
    else if (quote === "'" && line[at + 1] === "'") at++;
    else if (matches(SEMICOLON, line, at + 1)) return semicolon(line, at + 1);
    else if (closes(line, at + 1, isValue) || (inside % 2 === 0 && anew(line, at + 1))) {
      return inside === 0 ? at : holding(line, from, at + 1);
    } else if (opens(line, from + 1, at)) break;
    else inside++;
  }
  return quote === "'" && inside > 0
    ? holding(line, from, meantEnd(line, from + 1))
    : unclosed(line, from, meantEnd(line, from + 1));
}

const CLOSED = /\s*(?:$|\s#|[}\]]|,\s*(?:$|["'{[]|[^,"'{}[\]]*(?:[,}\]:]|$)))/y;
const SEMICOLON = /\s*;\s*[A-Za-z_0-9]+:\s/y;
const COLON = /\s*:(?:\s|$)/y;
const ANEW = /\s+(?:["'{[]|[A-Za-z_]+:\s)/y;

/** What stands behind a quote that closes a text. */
function closes(line: string, at: number, isValue: boolean): boolean {
  return matches(CLOSED, line, at) || (!isValue && matches(COLON, line, at));
}

/** The next text begins, and only the comma is missing. */
function anew(line: string, at: number): boolean {
  return matches(ANEW, line, at);
}

function matches(pattern: RegExp, line: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(line);
}

/** Whether a quote begins the text of the next key: `, en: "`. */
function opens(line: string, from: number, at: number): boolean {
  return /[,}]\s*[A-Za-z_0-9]+:\s+$/.test(line.slice(Math.max(from, at - KEY_MAX), at));
}

const NEXT_KEY = /\s*,\s*(?:$|["'{[]|[A-Za-z_0-9]+:\s)/y;

/** Where a text ends that no quote closes: before the next key, or the bracket that closes its map. */
function meantEnd(line: string, from: number): number {
  let depth = 0;
  for (let at = from; at < line.length; at++) {
    const letter = line[at];
    if (letter === "{" || letter === "[") depth++;
    if (letter === "}" || letter === "]") depth--;
    const ends = depth < 0 || (depth === 0 && letter === "," && matches(NEXT_KEY, line, at));
    if (ends) return from + line.slice(from, at).trimEnd().length;
  }
  return line.trimEnd().length;
}

/** `{ en: "Road"; sw: "Barabara" }` */
function semicolon(line: string, from: number): Slip {
  const at = line.indexOf(";", from);
  return {
    mended: `${line.slice(0, at)},${line.slice(at + 1)}`,
    column: at + 1,
    message: "a ; stands between two keys",
    mend: "Write a comma for it.",
  };
}

function unclosed(line: string, from: number, end: number): Slip {
  const quote = line[from] ?? "";
  const text = line.slice(from + 1, end);
  const closed = quote === '"' ? held(text) : `'${text}'`;
  return {
    mended: line.slice(0, from) + closed + line.slice(end),
    column: from + 1,
    message: "a quote is not closed",
    mend: `Put a ${quote} at the end of the text: \`${ending(text + quote)}\`.`,
  };
}

/** A text that holds its own quotes, and ends before `end`. */
function holding(line: string, from: number, end: number): Slip {
  const double = line[from] === '"';
  const text = line.slice(from + 1, end).replace(double ? /"$/ : /'$/, "");
  const meant = double ? held(text) : quoted(text.replaceAll("''", "'"));
  return {
    mended: line.slice(0, from) + meant + line.slice(end),
    column: from + 1,
    message: double ? "a quote stands inside this text" : "an apostrophe ends this text",
    mend: double
      ? `Write \\" for a quote inside a text: ${short(meant)}.`
      : `Put it in double quotes: ${short(meant)}.`,
  };
}
