/**
 * Typed answers: what a citizen may type for each answer type, and how it is stored.
 *
 * Pure and total: a reply becomes an answer or the reason it cannot be one. Called by `step`.
 */
import { plain, width } from "../base/gsm7.ts";
import { typedPhone } from "../base/phone.ts";
import { hasReferenceDigits, readReference } from "../base/reference.ts";
import type { Answer } from "./contract.ts";
import type { AnswerType } from "./screen-format.ts";
import type { WrongCode } from "./system-texts.ts";
import type { AskRules } from "./model.ts";
import { typedKey } from "./typed-key.ts";

export type Taken =
  | { answer: Exclude<Answer, null> }
  | { wrong: WrongCode; values?: Readonly<Record<string, string | number>> };

/** What reading may depend on besides the reply. */
export interface Circumstances {
  country: string;
  /** ISO date of the citizen's day, for `today` in limits. */
  today: string;
}

/** Letters an answer of these types may have when the file sets no limit; a screen holds 160. */
const LETTERS_MAX = 160;
/** Fifteen digits are exact in a JavaScript number, and more shillings than there are. */
const DIGITS_MAX = 15;

/** Reads a reply by the rules of its question. */
export function readAnswer(reply: string, rules: AskRules, world: Circumstances): Taken {
  // Phones write curly apostrophes of their own accord: Ng'endo is the same name with either.
  const typed = reply
    .trim()
    .replace(/\s+/g, " ")
    .replace(/[\u2018\u2019\u02bc]/g, "'");
  if (typed === "") return { wrong: "empty" };
  const taken = readers[rules.as](typed, rules, world);
  if ("wrong" in taken || rules.matches === null) return taken;
  return rules.matches(String(taken.answer)) ? taken : { wrong: "not_like_that" };
}

/**
 * Whether a stored answer is one that its question would take today: the rules may have changed since it
 * was given.
 */
export function isAnswerTo(answer: Answer, rules: AskRules, world: Circumstances): boolean {
  if (answer === null) return rules.optional;
  if (rules.as === "yes_no") return typeof answer === "boolean";
  if (typeof answer === "boolean") return false;
  // Read as it would be typed: 2027-03-05 is typed 05/03/2027.
  const typed = rules.as === "date" ? String(answer).split("-").reverse().join("/") : `${answer}`;
  const taken = readAnswer(typed, rules, world);
  return "answer" in taken && taken.answer === answer;
}

type Reader = (typed: string, rules: AskRules, world: Circumstances) => Taken;

const readers: Record<AnswerType, Reader> = {
  text: (typed, rules) => ofLength(typed, rules),
  letters: (typed, rules) =>
    /^[\p{L}\p{M}' .-]+$/u.test(typed) && /\p{L}/u.test(typed)
      ? ofLength(typed, rules)
      : { wrong: "not_letters" },
  code: (typed, rules) => {
    const code = typed.replaceAll(" ", "").toUpperCase();
    return /^[A-Z0-9/-]+$/.test(code) ? ofLength(code, rules) : { wrong: "not_alphanumeric" };
  },
  number: (typed, rules) => wholeNumber(typed, rules),
  // People write sh18500, KES 18,500, 18 500/- and 18500.00 for the same amount.
  money: (typed, rules) =>
    wholeNumber(
      typed.replace(/^(kes|ksh|sh|kshs)\.?\s*/i, "").replace(/(\.00|\/[-=])$/, ""),
      rules,
    ),
  date: (typed, rules, world) => readDate(typed, rules, world),
  phone: (typed, _rules, world) => {
    const phone = typedPhone(typed, world.country);
    return phone === null ? { wrong: "not_a_phone" } : { answer: phone };
  },
  // Kenyan national IDs have 7 or 8 digits; no check digit exists to test.
  national_id: (typed) => {
    const digits = typed.replace(/[ .-]/g, "");
    return /^[0-9]{7,8}$/.test(digits) ? { answer: digits } : { wrong: "not_an_id" };
  },
  reference: (typed) => {
    const reference = readReference(typed);
    if (reference !== null) return { answer: reference };
    return { wrong: hasReferenceDigits(typed) ? "mistyped_reference" : "not_a_reference" };
  },
  yes_no: (typed) => {
    const key = typedKey(typed);
    if (key === "1") return { answer: true };
    return key === "2" ? { answer: false } : { wrong: "not_yes_or_no" };
  },
};

function ofLength(typed: string, { min, max }: AskRules): Taken {
  const letters = [...typed].length;
  const least = typeof min === "number" ? min : 1;
  const most = typeof max === "number" ? max : LETTERS_MAX;
  if (letters < least) return { wrong: "too_short", values: { min: least, max: most } };
  // As it prints: `[` takes the room of two letters, and the screens are proven with so many of one.
  if (width(plain(typed), "gsm7") > most)
    return { wrong: "too_long", values: { min: least, max: most } };
  return { answer: typed };
}

function wholeNumber(typed: string, { min, max }: AskRules): Taken {
  const digits = typed.replace(/[ ,](?=[0-9]{3}(?:[^0-9]|$))/g, "");
  if (!new RegExp(`^[0-9]{1,${DIGITS_MAX}}$`).test(digits)) return { wrong: "not_a_number" };
  const number = Number(digits);
  const limits = { min: Number(min ?? 0), max: Number(max ?? 10 ** DIGITS_MAX - 1) };
  if (number < limits.min) return { wrong: "too_small", values: limits };
  if (number > limits.max) return { wrong: "too_big", values: limits };
  return { answer: number };
}

/** Day, month, year as 05032027, 5/3/2027, 5-3-2027 or 5.3.2027; stored as 2027-03-05. */
function readDate(typed: string, { min, max }: AskRules, world: Circumstances): Taken {
  const parts =
    /^([0-9]{2})([0-9]{2})([0-9]{4})$/.exec(typed) ??
    /^([0-9]{1,2})[ ./-]([0-9]{1,2})[ ./-]([0-9]{4})$/.exec(typed);
  if (parts === null) return { wrong: "not_a_date" };
  const [day, month, year] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const at = new Date(Date.UTC(year, month - 1, day));
  // Date rolls 31 February over into March: such a day does not exist.
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return { wrong: "not_a_date" };
  const date = isoDate(at.getTime());
  const limits = { min: dateLimit(min, world.today), max: dateLimit(max, world.today) };
  if (limits.min !== null && date < limits.min)
    return { wrong: "too_early", values: shown(limits) };
  if (limits.max !== null && date > limits.max) return { wrong: "too_late", values: shown(limits) };
  return { answer: date };
}

function shown(limits: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(limits).map(([key, iso]) => [key, (iso ?? "").split("-").reverse().join("/")]),
  );
}

function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** `2026-01-31`, `today` or `today-30d`, `today+6m`, `today-18y` as an ISO date. */
export function dateLimit(limit: number | string | null, today: string): string | null {
  if (limit === null || typeof limit === "number") return null;
  const relative = /^today(?:([+-][0-9]+)([dmy]))?$/.exec(limit);
  if (relative === null) return limit;
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number);
  const by = (unit: string) => (relative[2] === unit ? Number(relative[1]) : 0);
  return isoDate(Date.UTC(year + by("y"), month - 1 + by("m"), day + by("d")));
}
