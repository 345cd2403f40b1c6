/**
 * What an operator is to type where a value does not fit, in one plain sentence.
 *
 * Owns the words for types, patterns and bounds; a pattern itself is never shown. Called by `shape`.
 */
import type { z } from "zod";
import { daysIn } from "./days.ts";
import { guessedType } from "./guessed.ts";
import { meant } from "./nearest.ts";
import type { Path } from "./source.ts";
import { LIMITS, number, option, respelled } from "./respelled.ts";
import { starIn } from "./star.ts";

type Issue = z.core.$ZodIssue;

const DIGITS = 'one to three digits in quotes, such as "0"';
const DATE = "a date such as 2026-01-31, today or today-18y";
const LIMIT = `a whole number such as 80, or ${DATE}`;

/** Values with a form of their own, by the key they belong to. */
const FORMS: Readonly<Partial<Record<string, string>>> = {
  country: "two capital letters such as KE",
  currency: "three capital letters such as KES",
  budgets: "a network code of 5 or 6 digits in quotes, `other` or `ucs2`",
  from: "a list of the data folder, such as data/wards.csv",
  key: "a number from 1 to 999",

  back: DIGITS,
  home: DIGITS,
  more: DIGITS,
  skip: DIGITS,
  min: LIMIT,
  max: LIMIT,
  within: "a time such as 12 hours, 7 days or 3 working days",
  closes: 'a time in quotes such as "17:00"',
  holidays: "a day of the calendar such as 2026-12-12",
  dial: 'a code in quotes, such as "*384*99#"',
  go: 'a screen\'s name, or a list such as [{ when: "fee > 0", to: pay }, { to: check }]',
  otherwise: "a text in quotes, a whole number, true or false",
  let: "a name: small letters, digits and _, beginning with a letter",
};

/** What stands behind a key that is missing; other keys hold texts. */
const EXAMPLES: Readonly<Partial<Record<string, string>>> = {
  format: "format: 1",
  service: "service: library",
  channel: "channel: county",
  country: "country: KE",
  currency: "currency: KES",
  time_zone: "time_zone: Africa/Nairobi",
  is: "is: water",
  to: "to: check",
  go: "go: check",
  as: "as: text",
  send: "send: request",
  keep: "keep: 1y",
  by: "by: officer",
  be: "be: \"size == 'shop'\"",
  otherwise: "otherwise: 0",
  dial: 'dial: "*384*99#"',
  title: 'title: "Library"',
};
const WAYS: ReadonlySet<string> = new Set(["go", "to"]);
const SECTIONS: ReadonlySet<string> = new Set(
  "screens options texts wrong budgets codes languages".split(" "),
);

/** Maps of which people write only what is in them. */
const HELD: Readonly<Record<string, (value: string) => string>> = {
  late: (value) => `{ then: ${value} }`,
  none: (value) => `{ say: ${JSON.stringify(value)} }`,
  broken: (value) => `{ say: ${JSON.stringify(value)} }`,
  with: (value) => `{ id: ${value} }, with the name of the connector's input for \`id\``,
};

const NOBODY = /^(none|nobody|no one|no|n\/a|-|hakuna)$/i;

/** What only the agency can know: a value to copy would be a promise that nobody made. */
const ASKED: Readonly<Partial<Record<string, string>>> = {
  basis: "public-task, consent or legal-obligation, whichever is the lawful ground",
  shared_with: "the list of whoever gets the answers, [] where that is nobody",
  automated: "none, or ordering where a machine sorts what people then decide",
};

/**
 * The mend of a missing key: a line that would fill its place. `way` is where it may lead, `example` what may
 * stand there, by the schema.
 */
export function missingKey(key: string, way: string | null, example: string | null): string {
  if (WAYS.has(key) && way !== null)
    return `Add \`${key}: ${way}\` here, or the name of another screen.`;
  const asked = Object.hasOwn(ASKED, key) ? ASKED[key] : undefined;
  return asked === undefined
    ? `Add ${lineOf(key, example)} here.`
    : `Add \`${key}:\` here: ${asked}.`;
}

/** As the schema's example of any text. */
const TEXT_EXAMPLE = '"…"';

function lineOf(key: string, example: string | null): string {
  // Not above: an object with a `then` is taken for a promise.
  if (key === "then") return "`then: escalate`";
  if (example === TEXT_EXAMPLE)
    return `\`${key === "title" ? (EXAMPLES["title"] ?? "") : `${key}: "…"`}\``;
  if (SECTIONS.has(key)) return `\`${key}:\` and what belongs to it`;
  return `\`${example === null ? (EXAMPLES[key] ?? `${key}: "…"`) : `${key}: ${example}`}\``;
}

/**
 * `issues` are the faults of all forms that the value could have had; `asText` is the mend of the same value in
 * quotes, null where it fits so.
 */
export function mendOf(
  issues: readonly Issue[],
  value: unknown,
  path: Path,
  asText: () => string | null = () => null,
): string {
  return corrected(issues, value, path, asText) ?? `Write ${expected(issues, path)}.`;
}

/** The very value to type, where it can be told from the one that stands there. */
function corrected(
  issues: readonly Issue[],
  value: unknown,
  path: Path,
  asText: () => string | null,
): string | null {
  const of = formKey(path);
  const wants = (...types: string[]) =>
    issues.some(
      ({ code, ...one }) =>
        code === "invalid_type" && "expected" in one && types.includes(String(one.expected)),
    );
  const values = issues.flatMap((issue) => (issue.code === "invalid_value" ? issue.values : []));
  if (typeof value === "string") {
    const bare = values.some((one) => typeof one !== "string" && String(one) === value);
    const written = number(value);
    if (written !== null && (wants("number", "int") || LIMITS.has(of))) return written.mend;
    const digits = (wants("number", "int") || LIMITS.has(of)) && /^-?[0-9]+$/.test(value);
    const truth = wants("boolean") && /^(true|false)$/.test(value);
    // As YAML reads it: "031" would be refused for its 0.
    if (bare || truth) return `Write it without quotes: ${value}.`;
    if (digits) return `Write it without quotes: ${Number(value)}.`;
    const days = of === "working_days" ? daysIn(value) : null;
    if (days !== null) return `Write ${wants("array") ? `[${days.join(", ")}]` : days.join(", ")}.`;
    if (of === "shared_with" && NOBODY.test(value)) return "Write [], as nobody gets the answers.";
    if (wants("array")) return of === "go" ? null : `Write a list: [${JSON.stringify(value)}].`;
    const inList = typeof path.at(-1) === "number";
    if (wants("object") && inList && of === "options") return option(value);
    if (wants("object") && inList && of === "go") return `Write { to: ${value} }.`;
    if (wants("object", "record") && Object.hasOwn(HELD, of)) return `Write ${HELD[of]?.(value)}.`;
    const [, from, to] =
      /^([0-9-]{5,10}) ?(?:to|-|–|until|hadi) ?([0-9-]{5,10})$/.exec(value) ?? [];
    if (of === "open" && to !== undefined) return `Write { from: ${from}, to: ${to} }.`;
    const star = of === "star" ? starIn(value) : null;
    if (star !== null) return `Write only its last number: ${star}.`;
    const [, digitsOf] = /^[*#]*([1-9][0-9]{0,3})[*#]*$/.exec(value) ?? [];
    if (of === "star" && digitsOf !== undefined) return `Write the number alone: ${digitsOf}.`;
    const type = of === "as" ? guessedType(value, values.map(String)) : null;
    if (type !== null) return type;
    const near = meant(value, values.map(String));
    if (near !== "") return near;
    return respelled(issues, value, of);
  }
  if (Array.isArray(value) && wants("object", "record") && !wants("string", "array")) {
    if (of === "once") return `Write { by: [${value.join(", ")}], say: "…" }.`;
    return "Write `key: value` lines, without the dashes or brackets of a list.";
  }
  if (typeof value !== "number" && typeof value !== "boolean") return null;
  const quoted = () => asText() ?? `Put it in quotes: "${value}".`;
  // In quotes an option's 0 would be refused as the key that leads back.
  if (of === "key") return null;
  if (Object.hasOwn(NAVIGATION, of)) return value === 0 ? quoted() : null;
  const texts = wants("string") && !wants("number", "int", "object", "record");
  return texts && of !== "go" && !Object.hasOwn(FORMS, of) ? quoted() : null;
}

const NAVIGATION: Readonly<Record<string, true>> = {
  back: true,
  home: true,
  more: true,
  skip: true,
};

const TYPES: Readonly<Record<string, string>> = {
  string: "a text in quotes",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "`key: value` lines",
  record: "`key: value` lines",
  array: 'a list, with "- " before each entry',
};
const TEXT = 'a text or a map of languages such as { en: "Report" }';

function expected(issues: readonly Issue[], path: Path): string {
  const of = formKey(path);
  const forms = [...new Set(issues.map((issue) => formOf(issue)))];
  const bounds = issues.find(({ code }) => code === "too_small" || code === "too_big");
  const shapeless = issues.some(({ code }) => code === "invalid_format" || code === "invalid_type");
  if (Object.hasOwn(FORMS, of) && shapeless && !isText(issues)) return FORMS[of] ?? "";
  if (isText(issues)) return TEXT;
  return bounds === undefined ? forms.join(" or ") : formOf(bounds);
}

/** A text of its own, one per language, or a shared word: only texts have these three forms. */
function isText(issues: readonly Issue[]): boolean {
  const types = issues.map((issue) => (issue.code === "invalid_type" ? issue.expected : ""));
  return types.includes("record") && types.includes("object");
}

function formOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? "something else";
    case "invalid_value":
      return issue.values.map((value) => `\`${String(value)}\``).join(" or ");
    case "too_small":
      return bound(issue.origin, "at least", issue.minimum);
    case "too_big":
      return bound(issue.origin, "at most", issue.maximum);
    default:
      // Patterns carry words of their own in `format.ts`; one that does not is never shown.
      return issue.message.includes("/") && issue.message.startsWith("Invalid")
        ? "it as docs/menus.md shows it"
        : issue.message;
  }
}

function bound(origin: string, side: string, limit: number | bigint): string {
  if (origin === "string") return `${side} ${limit} ${limit === 1 ? "letter" : "letters"}`;
  if (origin === "array") return `${side} ${limit} ${limit === 1 ? "entry" : "entries"}`;
  return `a number of ${side} ${limit}`;
}

/** The key whose form a value has: quiet hours begin at a time, a service is open from a day, and all else `from` a list. */
function formKey(path: Path): string {
  const above = path.at(-2);
  return above === "quiet" ? "closes" : above === "open" ? "open" : keyOf(path);
}

/** The key that a value belongs to: of an entry of a list, that of the list. */
function keyOf(path: Path): string {
  return path.findLast((part) => typeof part === "string") ?? "";
}

export function misfit(value: unknown): string {
  if (value === null) return "nothing stands here";
  return value === "" ? "this text is empty" : `${shown(value)} does not fit here`;
}

/** Of a list that is too long: how long it is, and what to do. */
export function tooMany(
  issue: Issue,
  value: unknown,
  path: Path,
): { message: string; mend: string } | null {
  if (issue.code !== "too_big" || !Array.isArray(value)) return null;
  const { maximum } = issue;
  const of = keyOf(path);
  const screens = of === "screens" || of === "aside";
  const what = screens ? "screens" : "entries";
  const message = `there are ${value.length} ${what} under \`${of}\`: at most ${maximum} fit there`;
  const mend = screens
    ? "Split the service: move some of them into the file of another service, and lead there by `go`."
    : `Leave at most ${maximum}.`;
  return { message, mend };
}

/** A value as it is quoted in a message: short, and on one line. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map of keys";
  const scalar = typeof value === "string" ? value : JSON.stringify(value);
  return `\`${scalar.replace(/\s+/g, " ").slice(0, 40)}\``;
}
