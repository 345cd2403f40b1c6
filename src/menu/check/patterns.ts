/** Rules about the patterns of typed answers: readable, and such that somebody can answer. */
import type { AskRules } from "../model.ts";
import type { AnswerType, ScreenSource } from "../screen-format.ts";
import { compilePattern, type CompiledPattern, type TextForm } from "../pattern.ts";
import { below, screensOf, type At, type World } from "./world.ts";

export type AskSource = Extract<ScreenSource, { ask: string }>;

/** Letters of an answer, and digits of a number, where the file sets no limit; as `answer` has them. */
const LETTERS_MAX = 160;
const NUMBER_MAX = 999_999_999_999_999;
/** Numbers that are tried one by one. */
const FEW = 1000;

export function checkPatterns(world: World): void {
  for (const { source, at } of screensOf(world)) {
    if (!("ask" in source) || source.pattern === undefined) continue;
    const place = below(at, "pattern");
    const pattern = compilePattern(source.pattern);
    if ("fault" in pattern) {
      const fault = pattern.fault.replace(/^error parsing regexp: /, "");
      world.report(place, "pattern", `this pattern is unreadable: ${fault}`, mendOfFault(fault));
    } else if (!isAnswerable(source, pattern)) {
      const message = `nothing that \`as: ${source.as}\` takes here matches this pattern`;
      const mend = IN_SLASHES.test(source.pattern) ? BARE : mendOf(source);
      world.report(place, "limits", message, mend);
    } else if (IN_SLASHES.test(source.pattern)) {
      const message = "an answer would have to begin and end with a slash";
      world.report(place, "limits", message, BARE, "warning");
    } else {
      checkCase(world, source, pattern, place);
    }
  }
}

/** What to do about a fault as RE2 words it. */
const MENDS: readonly (readonly [part: string, mend: string])[] = [
  ["missing closing ]", "Put a ] behind the signs of which one may stand there."],
  ["missing closing )", "Put a ) where the ( ends: brackets come in pairs."],
  ["unexpected )", "Take the ) away, or put a ( before it: brackets come in pairs."],
  [
    "missing argument to repetition",
    "Put before the *, + or ? what may stand there several times.",
  ],
  ["invalid nested repetition", "Leave one of the two signs: *, +, ? and {2} each stand alone."],
  ["invalid repeat count", "Repeat at most 1000 times: {1,1000}."],
  ["invalid character class range", "Put the smaller sign first: [a-z], [0-9]."],
  ["trailing backslash", "Take the \\ at the end away."],
];

function mendOfFault(fault: string): string {
  const found = MENDS.find(([part]) => fault.includes(part));
  return found?.[1] ?? "RE2 knows no look-around and no \\1: write it without.";
}

/** As programs write patterns, and menus do not. */
const IN_SLASHES = /^\/.*\/[a-z]*$/s;
const BARE = "Take the slashes around the pattern away.";

/** Most phones begin with a capital letter and go on with small ones, and people change that for nothing. */
function checkCase(
  { report }: World,
  source: AskSource,
  pattern: CompiledPattern,
  place: At,
): void {
  if (source.as !== "text" && source.as !== "letters") return;
  const takesWithout = (letters: RegExp) =>
    formsOf(source).some((form) =>
      pattern.mayMatch({ ...form, at: (at) => form.at(at).replace(letters, "") }),
    );
  const capitals = !takesWithout(/[A-Z]/g);
  const small = !takesWithout(/[a-z]/g);
  if (!capitals && !small) return;
  const coded = formsOf({ ...source, as: "code" }).some((form) => pattern.mayMatch(form));
  const code = coded
    ? "Ask it `as: code`, which keeps capitals however it is typed; or begin"
    : "Begin";
  const how =
    capitals && small
      ? "all in small letters, or all in capitals,"
      : capitals
        ? "in small letters"
        : "in capitals";
  const message = `whoever types it ${how} is refused`;
  report(place, "limits", message, `${code} the pattern with (?i), for both.`, "warning");
}

/** False where nobody can answer, or only with what is `taken` as a key; true where that is not known. */
export function isAnswerable(
  source: AskSource,
  pattern: CompiledPattern,
  taken: readonly string[] = [],
): boolean {
  if (source.as === "yes_no") return pattern.matches("true") || pattern.matches("false");
  const [min, max] = limitsOf(source);
  // Limits that exclude each other have their own finding.
  if (min > max) return true;
  if (isNumber(source) && max - min < FEW) {
    return Array.from({ length: max - min + 1 }, (_, more) => String(min + more)).some(
      (one) => pattern.matches(one) && !taken.includes(one),
    );
  }
  return formsOf(source)
    .flatMap((form) => besides(form, taken))
    .some((form) => pattern.mayMatch(form));
}

/** The texts of a form that are none of these: of as many letters as one, those that differ somewhere. */
function besides(form: TextForm, texts: readonly string[]): TextForm[] {
  const most = Math.max(0, ...texts.map(({ length }) => length));
  const short = Array.from({ length: most }, (_, less) => less + 1)
    .filter((length) => length >= form.from && length <= form.to)
    .flatMap((length) => {
      const alike = texts.filter((text) => text.length === length);
      return alike.reduce<TextForm[]>(
        (forms, text) =>
          forms.flatMap((one) => [...text].map((_, place) => without(one, text, place))),
        [{ ...form, from: length, to: length }],
      );
    });
  return form.to > most ? [...short, { ...form, from: Math.max(form.from, most + 1) }] : short;
}

function without(form: TextForm, text: string, place: number): TextForm {
  const letter = text[place] ?? "";
  return {
    ...form,
    at: (at) => (at === place ? form.at(at).replaceAll(letter, "") : form.at(at)),
  };
}

function isNumber({ as }: Pick<AskSource, "as">): boolean {
  return as === "number" || as === "money";
}

/** What a question takes, as it is written or compiled. */
type Asked = Pick<AskRules, "as"> & { [limit in "min" | "max"]?: AskRules[limit] | undefined };

/** Letters, or values of a number. */
export function limitsOf(source: Asked): [min: number, max: number] {
  const { min, max } = source;
  const [least, most] = isNumber(source) ? [0, NUMBER_MAX] : [1, LETTERS_MAX];
  return [typeof min === "number" ? min : least, typeof max === "number" ? max : most];
}

const DIGITS = "0123456789";
const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PRINTED = String.fromCodePoint(...Array.from({ length: 95 }, (_, more) => 32 + more));
const plainly = (from: number, to: number, letters: string, first = letters): TextForm => {
  return { from, to, at: (place) => (place === 0 ? first : letters), beyond: false };
};

/** True where an answer of the form may begin with these letters. */
export function takesLetters({ to, at, beyond }: TextForm, letters: string): boolean {
  const all = [...letters];
  const takes = (letter: string, place: number) =>
    at(place).includes(letter) || (beyond && letter > "\u007f");
  return all.length <= to && all.every(takes);
}

/** The forms in which an answer is compared, with its pattern or in a condition. */
export function formsOf(source: Asked): readonly TextForm[] {
  const { as } = source;
  const [min, max] = limitsOf(source);
  const forms: Readonly<Record<Exclude<AnswerType, "yes_no">, readonly TextForm[]>> = {
    text: [{ ...plainly(min, max, PRINTED), beyond: true }],
    letters: [{ ...plainly(min, max, `${CAPITALS}${CAPITALS.toLowerCase()}' .-`), beyond: true }],
    code: [plainly(min, max, `${CAPITALS}${DIGITS}/-`)],
    number: wholeNumbers(min, max),
    money: wholeNumbers(min, max),
    // 2027-03-05, whichever way it is typed.
    date: [
      { ...plainly(10, 10, DIGITS), at: (place) => (place === 4 || place === 7 ? "-" : DIGITS) },
    ],
    phone: [plainly(8, 16, DIGITS, "+")],
    national_id: [plainly(7, 8, DIGITS)],
    reference: [plainly(8, 8, DIGITS, "123456789"), plainly(10, 10, DIGITS, "123456789")],
  };
  return as === "yes_no" ? [] : forms[as];
}

/** As they are kept: without a 0 in front. */
function wholeNumbers(min: number, max: number): TextForm[] {
  const zero = min === 0 ? [plainly(1, 1, "0")] : [];
  return [...zero, plainly(`${min}`.length, `${max}`.length, DIGITS, "123456789")];
}

function mendOf(source: AskSource): string {
  const or = source.as === "text" ? "" : ", ask it `as: text`";
  const bare = isNumber(source) ? ", without a 0 in front" : "";
  return `An answer ${looksOf(source)}${bare}: let the pattern take some${or}, or leave it out.`;
}

/** What an answer looks like when it is compared, which is not always what was typed. */
export function looksOf(source: Asked): string {
  const [min, max] = limitsOf(source);
  const forms: Readonly<Record<AnswerType, string>> = {
    text: `has ${min} to ${max} letters`,
    letters: `has ${min} to ${max} letters, and no digits`,
    code: `has ${min} to ${max} capital letters and digits, / and -`,
    number: `is a number from ${min} to ${max}`,
    money: `is a number from ${min} to ${max}`,
    date: "is a day such as 2027-03-05",
    phone: "is a number such as +254711000111",
    national_id: "has 7 or 8 digits",
    reference: "has 8 or 10 digits",
    yes_no: "is true or false",
  };
  return forms[source.as];
}
