/**
 * Slips in conditions and computed values, in words: where, and what to type.
 *
 * Owns what the faults of CEL mean to somebody who knows the answers and not the language. Called by
 * `expressions`.
 */
import type { CelFault, CelTypes } from "../cel.ts";
import { meant } from "../nearest.ts";
import { unquoted } from "./named.ts";
import { habit, type CelSlip } from "./cel-habits.ts";

/** What may be named, and what it can be. */
export interface Named {
  types: CelTypes;
  /** The answers of a question that is chosen from; null of all else. */
  answers: (name: string) => readonly string[] | null;
  /** Computed values that cannot be named here, as it computes one itself. */
  computed: readonly string[];
}

const KINDS = { string: "a text", int: "a number", bool: "true or false" } as const;

export function celSlip(expression: string, { fault, offset }: CelFault, named: Named): CelSlip {
  const known = Object.entries(named.types).map(([name, type]) => `${name} (${KINDS[type]})`);
  return (
    habit(expression, named.types) ??
    unknown(expression, fault, offset, named) ??
    compared(expression, fault, named) ??
    fraction(expression, fault) ??
    plain(fault, offset) ?? {
      message: `this expression fails: ${fault}`,
      mend: `Known: ${known.join(", ") || "nothing"}.`,
      offset,
    }
  );
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

/** Answers are whole numbers, and CEL compares no other with them. */
function fraction(expression: string, fault: string): CelSlip | null {
  const found = /(?<![\w.])-?(\d+)\.\d+/.exec(unquoted(expression));
  if (found === null || !fault.includes("double")) return null;
  const message = `answers are whole numbers, and ${found[0]} is none`;
  return { message, mend: `Write a whole number, such as ${found[1]}.`, offset: found.index };
}

/** The rest, by CEL's own words. */
function plain(fault: string, offset: number): CelSlip | null {
  const found = PLAIN.find(([part]) => fault.includes(part));
  return found === undefined ? null : { message: found[1], mend: found[2], offset };
}

const PLAIN: readonly (readonly [part: string, message: string, mend: string])[] = [
  [
    "Expected COLON",
    "a ? has no : behind it",
    "Write what it is otherwise: size == 'shop' ? 2 : 1.",
  ],
  [
    "stands inside another such",
    "one of all, exists, map and filter stands inside another",
    "Leave out one of them: ten inside ten keep a caller waiting.",
  ],
  [
    "`matches` is not allowed",
    "`matches` is not allowed here: a pattern may take for ever",
    "Use startsWith('…'), endsWith('…') or contains('…'), as in name.startsWith('A').",
  ],
  [
    "Exceeded maxDepth",
    "brackets stand in over 30 others",
    "Take away those that are not needed, or compute a part under `let`.",
  ],
  [
    "Exceeded maxAstNodes",
    "the expression has over 200 parts",
    "Compute a part of it under `let`, and name that here.",
  ],
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
