/**
 * Texts: ICU MessageFormat with three shorthands of ours.
 *
 * `{ward}` prints a value, `{ward.office}` another column of its row, `{business.fee}` a field of what was
 * looked up, `{place:30}` at most 30 letters; the second and third may be chosen by and counted too. The shorthands are no ICU syntax, so they are swapped for plain arguments before ICU
 * reads the text. Angle brackets are letters here, not tags. Called by `compile` and the checker.
 */
import { IntlMessageFormat } from "intl-messageformat";
import { cut } from "../base/gsm7.ts";
import {
  alwaysPrinted,
  ARGUMENT,
  emptyBy,
  hasDate,
  LITERAL,
  NUMBER,
  PLURAL,
  SELECT,
  type Element,
} from "./elements.ts";
import { localesOf } from "./locales.ts";

/** One placeholder: a name, perhaps a column of its row, perhaps a greatest length in letters. */
export interface Argument {
  name: string;
  column?: string;
  max?: number;
  /** What a `select` compares it with, but for `other`. */
  branches?: readonly string[];
  /** It is counted, or printed as a number. */
  counted?: true;
  /** Printed as a share or in a currency, which changes what a number says. */
  styled?: true;
}

export type Value = string | number;
/**
 * Looks a placeholder up. Must be total: an unknown one prints as the empty text. `language` is that of
 * the text where it is not the one that was asked for.
 */
export type Values = (argument: Argument, language?: string) => Value;

export interface CompiledText {
  /** Every placeholder, in the order of appearance, each once. */
  readonly arguments: readonly Argument[];
  /** Names of those that are printed whichever branches hold. */
  readonly always: ReadonlySet<string>;
  /** The branches by which it prints nothing, as `shop and other`; null where there are none. */
  readonly emptyBy: string | null;
  format(values: Values): string;
}

/** Why a text cannot be read; `offset` counts UTF-16 units from its start. */
export interface TextFault {
  fault: string;
  offset: number;
}

const SHORTHAND = /\{\s*([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?(?::([0-9]{1,3}))?\s*(?=[},])/g;

/** Intl writes no-break spaces and curly quotes, which are not GSM-7 and would halve a screen. */
function typewriter(text: string): string {
  return text.replace(/[\u00a0\u202f\u2009]/g, " ").replace(/[\u2018\u2019]/g, "'");
}

function clip(value: Value, max: number | undefined): Value {
  if (max === undefined || typeof value === "number") return value;
  const short = cut(value, max);
  return short === value ? value : short.trimEnd();
}

/** A text is read by the compiler and by several rules, and mostly the same in the next release. */
const READ = new Map<string, CompiledText | TextFault>();
/** Some 20 services in two languages; then all are forgotten. */
const READ_MAX = 10_000;
/** In UTF-16 units: longer than any screen, and so in no release for long. */
const KEPT_MAX = 1_000;

/** Reads one text of one language. A fault is returned, never thrown. */
export function readText(source: string, language: string): CompiledText | TextFault {
  const key = `${language} ${source}`;
  const known = READ.get(key);
  if (known !== undefined) return known;
  const read = readNew(source, language);
  if (READ.size === READ_MAX) READ.clear();
  if (source.length <= KEPT_MAX) READ.set(key, read);
  return read;
}

function readNew(source: string, language: string): CompiledText | TextFault {
  const shorthands = new Map<string, Argument>();
  /** Where in `source` each swap ends, and by how much it is longer there. */
  const swaps: { end: number; longer: number }[] = [];
  const swap = (all: string, name: string, column?: string, max?: string, at = 0) => {
    if (column === undefined && max === undefined) return all;
    const key = `__${shorthands.size}`;
    swaps.push({ end: at + all.length, longer: all.length - key.length - 1 });
    shorthands.set(key, {
      name,
      ...(column === undefined ? {} : { column }),
      ...(max === undefined ? {} : { max: Number(max) }),
    });
    return `{${key}`;
  };
  const icu = source.replace(SHORTHAND, swap);
  try {
    const message = new IntlMessageFormat(icu, localesOf(language), undefined, { ignoreTag: true });
    const elements = message.getAst();
    if (hasDate(elements)) return { fault: "a date prints as it is: write {name}", offset: 0 };
    const uses = new Map<string, Use>();
    collect(elements, uses);
    const known = new Map(
      [...uses].map(([key, { branches, ...use }]) => {
        const argument: Argument = shorthands.get(key) ?? { name: key };
        return [key, { ...argument, ...use, ...(branches.length > 0 && { branches }) }];
      }),
    );
    return {
      arguments: [...known.values()],
      always: new Set([...alwaysPrinted(elements)].map((key) => known.get(key)?.name ?? key)),
      emptyBy: emptyBy(elements) || null,
      format: plainly(elements, known) ?? fully(message, known),
    };
  } catch (error) {
    const { fault, offset } = faultOf(error);
    return { fault, offset: writtenOffset(offset, swaps) };
  }
}

/** An offset in what ICU read as one in what was written. */
function writtenOffset(offset: number, swaps: readonly { end: number; longer: number }[]): number {
  let written = offset;
  for (const { end, longer } of swaps) if (written + longer >= end) written += longer;
  return written;
}

interface Use extends Pick<Argument, "counted" | "styled"> {
  branches: string[];
}

/** Every argument by its key, with the branches of each `select` on it. */
function collect(elements: readonly Element[], into: Map<string, Use>): void {
  for (const element of elements) {
    // Types above LITERAL carry the argument's name in `value`, except `#`, which has none.
    if (element.type === LITERAL || !("value" in element)) continue;
    const use = into.get(element.value) ?? { branches: [] };
    into.set(element.value, use);
    if (element.type === NUMBER || element.type === PLURAL) use.counted = true;
    if (element.type === NUMBER && element.style != null) use.styled = true;
    if (!("options" in element)) continue;
    if (element.type === SELECT) {
      use.branches.push(...Object.keys(element.options).filter((branch) => branch !== "other"));
    }
    for (const option of Object.values(element.options)) collect(option.value, into);
  }
}

/** Most texts are words and plain arguments: joined by hand, six times faster than through Intl. */
function plainly(elements: readonly Element[], known: ReadonlyMap<string, Argument>) {
  const pieces: (string | Argument)[] = [];
  for (const element of elements) {
    if (element.type === LITERAL) pieces.push(typewriter(element.value));
    else if (element.type === ARGUMENT) pieces.push(known.get(element.value) ?? { name: "" });
    else return null;
  }
  const [only] = pieces;
  if (pieces.length === 1 && typeof only === "string") return () => only;
  return (values: Values): string => {
    let text = "";
    for (const piece of pieces) {
      text += typeof piece === "string" ? piece : clip(values(piece), piece.max);
    }
    return text;
  };
}

function fully(message: IntlMessageFormat, known: ReadonlyMap<string, Argument>) {
  return (values: Values): string => {
    const given: Record<string, Value> = {};
    for (const [key, argument] of known) given[key] = clip(values(argument), argument.max);
    return typewriter(String(message.format(given)));
  };
}

function faultOf(error: unknown): TextFault {
  const message = error instanceof Error ? error.message : String(error);
  const location = (error as { location?: { start?: { offset?: number } } }).location; // its type is not exported
  return {
    fault: message.toLowerCase().replaceAll("_", " "),
    offset: location?.start?.offset ?? 0,
  };
}

/** Where a placeholder first stands in a text, in UTF-16 units; 0 where it has none of that name. */
export function offsetIn(source: string, { name, column }: Argument): number {
  const shown = column === undefined ? name : `${name}\\.${column}`;
  return Math.max(0, source.search(new RegExp(`\\{\\s*${shown}\\s*[,:}]`)));
}

/** One text in every language it has. */
export type Sayings = ReadonlyMap<string, CompiledText>;

/** Says a text in a language; what it lacks is said in the first it has, with its values in that one too. */
export function say(sayings: Sayings, language: string, values: Values): string {
  const text = sayings.get(language);
  if (text !== undefined) return text.format(values);
  const [first] = sayings;
  if (first === undefined) return "";
  const [other, said] = first;
  return said.format((argument) => values(argument, other));
}

/** The language in which a text is said to whoever asks for one. */
export function spokenIn(sayings: Sayings, language: string): string {
  return sayings.has(language) ? language : (sayings.keys().next().value ?? language);
}
