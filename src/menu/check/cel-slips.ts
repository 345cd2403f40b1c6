/**
 * Slips in conditions and computed values, in words: where, and what to type.
 *
 * Owns what the faults of CEL mean to somebody who knows the answers and not the language. Called by
 * `expressions`.
 */
import type { CelFault, CelTypes } from "../cel.ts";
import { meant } from "../nearest.ts";
import { unquoted } from "./named.ts";

export interface CelSlip {
  message: string;
  mend: string;
  /** In UTF-16 units from the start of the expression. */
  offset: number;
}

/** What may be named, and what it can be. */
export interface Named {
  types: CelTypes;
  /** The answers of a question that is chosen from; null of all else. */
  answers: (name: string) => readonly string[] | null;
  /** Computed values that cannot be named here, as it computes one itself. */
  computed: readonly string[];
}

const KINDS = { string: "a text", int: "a number", bool: "true or false" } as const;

/** Signs that people write for others, and what they mean. */
const SIGNS: readonly (readonly [sign: RegExp, meant: string])[] = [
  [/=>/, ">="],
  [/=</, "<="],
  [/<>/, "!="],
  [/(?<![=!<>])=(?!=)/, "=="],
  [/(?<!&)&(?!&)/, "&&"],
  [/(?<!\|)\|(?!\|)/, "||"],
];
const WORDS = { and: "&&", or: "||", not: "!" } as const;

export function celSlip(expression: string, { fault, offset }: CelFault, named: Named): CelSlip {
  const known = Object.entries(named.types).map(([name, type]) => `${name} (${KINDS[type]})`);
  return (
    curly(expression) ??
    wrongSign(expression, named) ??
    unknown(expression, fault, offset, named) ??
    compared(expression, fault, named) ??
    plain(fault, offset) ?? {
      message: `this expression fails: ${fault}`,
      mend: `Known: ${known.join(", ") || "nothing"}.`,
      offset,
    }
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

function wrongSign(expression: string, { types }: Named): CelSlip | null {
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

/** A name that nothing has: a slip in it, or the answer of a list without its quotes. */
function unknown(expression: string, fault: string, offset: number, named: Named): CelSlip | null {
  const { types, answers, computed } = named;
  const name = /[Uu]nknown variable:? (\w+)/.exec(fault)?.[1];
  if (name === undefined) return null;
  const tell = (mend: string): CelSlip => {
    return { message: `nothing is called \`${name}\` here`, mend, offset };
  };
  if (computed.includes(name)) {
    return tell(`Computed values cannot use each other: write here what \`${name}\` computes.`);
  }
  const [, with_ = ""] =
    new RegExp(`\\b([a-z][\\w.]*) *[!=]= *${name}\\b`).exec(expression) ??
    new RegExp(`\\b${name} *[!=]= *([a-z][\\w.]*)`).exec(expression) ??
    [];
  const chosen = answers(with_);
  if (chosen?.includes(name) === true) return tell(`Put the answer in quotes: '${name}'.`);
  if (types[with_] === "bool") return tell(`Write \`${with_}\` or \`!${with_}\`.`);
  // A field that is not there: what is known of the look-up is what stands before the dot.
  const [written = name] = new RegExp(`\\b${name}\\.\\w+`).exec(expression) ?? [];
  const near = meant(written, Object.keys(types));
  if (near !== "") return tell(near);
  if (chosen !== null) {
    const mostly = chosen.slice(0, 10).map((answer) => `'${answer}'`);
    return tell(meant(name, chosen) || `Its answers, in quotes: ${mostly.join(", ")}.`);
  }
  if (types[with_] === "string") return tell(`Put a text in quotes: '${name}'.`);
  const known = Object.entries(types).map(([one, type]) => `${one} (${KINDS[type]})`);
  return tell(`Known: ${known.join(", ") || "nothing"}.`);
}

const COMPARED =
  /([a-z][\w.]*)\s*(==|!=|<=|>=|<|>)\s*('[^']*'|"[^"]*"|-?[0-9][\d.]*|true\b|false\b)|('[^']*'|"[^"]*"|(?<![\w.])-?[0-9][\d.]*|\btrue\b|\bfalse\b)\s*(==|!=|<=|>=|<|>)\s*([a-z][\w.]*)/g;

/** Two of different kinds that are compared, such as a text and a number. */
function compared(expression: string, fault: string, { types, answers }: Named): CelSlip | null {
  const [, one, sign, two] = /^no such overload: (\w+) ([=!<>]+) (\w+)$/.exec(fault) ?? [];
  for (const [all, left, ahead, after, before, behind, right] of expression.matchAll(COMPARED)) {
    const name = left ?? right ?? "";
    const value = after ?? before ?? "";
    const type = types[name];
    const other = /^['"]/.test(value) ? "string" : /^[-0-9]/.test(value) ? "int" : "bool";
    const [first, last] = left === undefined ? [other, type] : [type, other];
    if (type === undefined || first !== one || last !== two || sign !== (ahead ?? behind)) continue;
    const bare = value.replace(/^['"]|['"]$/g, "");
    const message = `\`${name}\` is ${KINDS[type]}, and ${value} is ${KINDS[other]}`;
    const sides = (to: string) =>
      left === undefined ? `${to} ${behind} ${name}` : `${name} ${ahead} ${to}`;
    const mend = (): string => {
      if (type === "bool") return `Write \`${name}\` or \`!${name}\`.`;
      if (type === "int") {
        const number = /^-?[0-9]+$/.test(bare);
        return number ? `Write it without quotes: ${sides(bare)}.` : "Compare it with a number.";
      }
      const chosen = answers(name);
      if (chosen === null || chosen.includes(bare)) {
        return `Put it in quotes: ${sides(`'${bare}'`)}; a question for a number is \`as: number\`.`;
      }
      return `It is chosen from a list: compare with an answer, as in ${name} == '${chosen[0]}'.`;
    };
    return { message, mend: mend(), offset: expression.indexOf(all) };
  }
  return null;
}

/** The rest, by CEL's own words. */
function plain(fault: string, offset: number): CelSlip | null {
  const found = PLAIN.find(([part]) => fault.includes(part));
  return found === undefined ? null : { message: found[1], mend: found[2], offset };
}

const PLAIN: readonly (readonly [part: string, message: string, mend: string])[] = [
  ["Unterminated string", "a quote is not closed", "Quotes come in pairs: 'road'."],
  ["Expected RPAREN", "a ( is not closed", "Put a ) where it ends: brackets come in pairs."],
  ["character: ')'", "a ) is one too many", "Take it away: brackets come in pairs."],
  ["character: ','", "a comma stands where none can", "Write a number without it: 1000."],
  ["token: EOF", "the expression ends too early", "Write what comes behind the last sign."],
  [
    "requires bool operands",
    "one side of && or || neither holds nor fails",
    "Compare it with ==, < or >.",
  ],
  [
    "condition must be bool",
    "what stands before ? neither holds nor fails",
    "Compare it with ==, < or >.",
  ],
];
