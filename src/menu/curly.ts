/**
 * Curly quotes around a text, as word processors and telephones type them: to YAML they are letters.
 *
 * Owns which of them were meant to hold a text together; those within a text are for the rules about
 * texts. Called by `yaml`.
 */
import { Lexer } from "yaml";

export interface Curly {
  /** In UTF-16 units, of the opening quote. */
  offset: number;
  /** The text in straight quotes. */
  meant: string;
}

/** What the lexer puts before the letters of a text; they stand for none in the file. */
const MARKS: ReadonlySet<string> = new Set(["\u0002", "\u0018", "\u001f"]);
const QUOTE = /[\u201c\u201d\u201e\u2018\u2019]/;
/** A pair on one line, with nothing behind it that would belong to the same text. */
const PAIR =
  /(?:[\u201c\u201d\u201e]([^\u201c\u201d\n]*)[\u201c\u201d]|[\u2018\u2019]([^\u2018\u2019\n]*)[\u2018\u2019])(?= *(?:$|[,\]}#]|:(?: |$)))/my;

/** The text with straight quotes in their place, and as long as it was, so that places hold. */
export function straightened(text: string): { text: string; found: readonly Curly[] } {
  const found: Curly[] = [];
  if (!QUOTE.test(text)) return { text, found };
  const pieces: string[] = [];
  let done = 0;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (MARKS.has(token)) continue;
    const meant = offset >= done && QUOTE.test(token[0] ?? "") ? quotedAt(text, offset) : null;
    if (meant !== null) {
      found.push({ offset, meant });
      pieces.push(text.slice(done, offset), meant);
      done = offset + meant.length;
    }
    offset += token.length;
  }
  return { text: pieces.join("") + text.slice(done), found };
}

/** Null where no quote closes it on its line: it is no slip that can be mended. */
function quotedAt(text: string, offset: number): string | null {
  PAIR.lastIndex = offset;
  const [, double, single] = PAIR.exec(text) ?? [];
  const inner = double ?? single;
  return inner === undefined ? null : `"${inner.replace(/["\\]/g, "'")}"`;
}
