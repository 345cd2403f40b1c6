/**
 * What people write in conditions from the habit of other languages, or of a word processor.
 *
 * Owns the signs and words that mean something there and nothing here. Called by `cel-slips`.
 */
import type { CelTypes } from "../cel.ts";
import { unquoted } from "./named.ts";

export interface CelSlip {
  message: string;
  mend: string;
  /** In UTF-16 units from the start of the expression. */
  offset: number;
}

/** Signs that people write for others, and what they mean. */
const SIGNS: readonly (readonly [sign: RegExp, meant: string])[] = [
  [/=>/, ">="],
  [/=</, "<="],
  [/<>/, "!="],
  [/(?<![=!<>])=(?!=)/, "=="],
  [/(?<!&)&(?!&)/, "&&"],
  [/(?<!\|)\|(?!\|)/, "||"],
];
const WORDS = { and: "&&", or: "||", not: "!", is: "==" } as const;

/** The first of them; null where there is none. To be asked of an expression that fails. */
export function habit(expression: string, types: CelTypes): CelSlip | null {
  return (
    curly(expression) ??
    braced(expression) ??
    withCurrency(expression, types) ??
    ifThen(expression, types) ??
    grouped(expression) ??
    wrongSign(expression, types)
  );
}

function curly(expression: string): CelSlip | null {
  const found =
    /[\u201c\u201d\u201e\u2018\u2019]([^'"\u201c\u201d\u2018\u2019]*)[\u201d\u2019\u201c\u2018'"]?/.exec(
      unquoted(expression),
    );
  if (found === null) return null;
  const message = "curly quotes do not hold a text together";
  return { message, mend: `Write straight quotes: '${found[1]}'.`, offset: found.index };
}

/** `{size} == 'big'`, as texts have it. */
function braced(expression: string): CelSlip | null {
  const found = /\{([a-z][\w.]*)\}/.exec(unquoted(expression));
  if (found === null) return null;
  const message = "a condition names an answer without brackets";
  return { message, mend: `Write ${found[1]} for it.`, offset: found.index };
}

/** `fee > 1000 KES` */
function withCurrency(expression: string, types: CelTypes): CelSlip | null {
  const found = /\b(?:([A-Z][A-Za-z]{1,2}) ?([0-9]+)|([0-9]+) ?([A-Z][A-Za-z]{1,2}))\b/.exec(
    unquoted(expression),
  );
  const [, before, after, first, behind] = found ?? [];
  if (found === null || types[before ?? behind ?? ""] !== undefined) return null;
  const message = `\`${found[0]}\` is no number`;
  return { message, mend: `Write the number alone: ${after ?? first}.`, offset: found.index };
}

function wrongSign(expression: string, types: CelTypes): CelSlip | null {
  const bare = unquoted(expression);
  for (const [word, meantBy] of Object.entries(WORDS)) {
    const index = types[word] === undefined ? bare.search(new RegExp(`\\b${word}\\b`)) : -1;
    if (index < 0) continue;
    return {
      message: `\`${word}\` is no word here`,
      mend: `Write ${meantBy} for it.`,
      offset: index,
    };
  }
  for (const [written, meantBy] of SIGNS) {
    const found = written.exec(bare);
    if (found === null) continue;
    const compares = meantBy === "==" ? "Compare with ==." : `Write ${meantBy} for it.`;
    return { message: `\`${found[0]}\` is no sign here`, mend: compares, offset: found.index };
  }
  return null;
}

function ifThen(expression: string, types: CelTypes): CelSlip | null {
  const found = /\b(if|then|else)\b/.exec(unquoted(expression));
  if (found === null || types[found[0]] !== undefined) return null;
  const mend =
    "Write what must hold and no more: size == 'shop'. A choice: size == 'shop' ? 2 : 1.";
  return { message: `\`${found[0]}\` is no word here`, mend, offset: found.index };
}

/** `3,000`. A list has commas of its own: `fee in [1,200]` has two numbers. */
function grouped(expression: string): CelSlip | null {
  const bare = unquoted(expression).replace(/\[[^[\]]*\]/g, (list) => " ".repeat(list.length));
  const found = /(?<![\w.])[0-9]{1,3}(,[0-9]{3})+(?![\w.])/.exec(bare);
  if (found === null) return null;
  const [number] = found;
  const mend = `Write it without: ${number.replaceAll(",", "")}.`;
  return { message: `${number}: a number has no commas`, mend, offset: found.index };
}
