/**
 * Keys as forms, programs and other menus call them, and what they are called here.
 *
 * Owns words that no slip of a finger comes to: those are `nearest`'s. Called by `shape`, `words` and
 * `read-screens`. Pure.
 */

/** By the word that people write; of several the first that is known at the place. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  answers: ["options"],
  choices: ["options"],
  condition: ["when"],
  default: ["otherwise"],
  else: ["otherwise"],
  error: ["wrong"],
  errors: ["wrong"],
  goto: ["go"],
  heading: ["title"],
  id: ["is"],
  if: ["when"],
  invalid: ["wrong"],
  items: ["options"],
  length: ["max"],
  lifecycle: ["life"],
  link: ["go"],
  lives: ["life"],
  max_length: ["max"],
  maximum: ["max"],
  message: ["say"],
  min_length: ["min"],
  minimum: ["min"],
  next: ["go", "to"],
  prompt: ["say"],
  question: ["say", "ask"],
  regex: ["pattern"],
  retention: ["keep"],
  states: ["life"],
  statuses: ["life"],
  target: ["go", "to"],
  text: ["say"],
  type: ["as"],
  value: ["is"],
};

/** The key that is meant among the known ones; null where nobody can tell. */
export function guessed(word: string, known: readonly string[]): string | null {
  return foundIn(CALLED, word)?.find((key) => known.includes(key)) ?? null;
}

/** Types of answers as forms and programs call them; of several the first that is known at the place. */
const TYPED: Readonly<Record<string, readonly string[]>> = {
  alphanumeric: ["letters", "text"],
  amount: ["money"],
  bool: ["yes_no"],
  boolean: ["yes_no"],
  currency: ["money"],
  day: ["date"],
  datetime: ["date"],
  dob: ["date"],
  id: ["national_id", "text"],
  id_number: ["national_id", "text"],
  int: ["number"],
  integer: ["number"],
  mobile: ["phone", "text"],
  msisdn: ["phone", "text"],
  name: ["text"],
  note: ["text"],
  price: ["money"],
  str: ["text"],
  string: ["text"],
  tel: ["phone", "text"],
  telephone: ["phone", "text"],
};

const NO_DECIMALS =
  "Write `text` with a `pattern` such as '[0-9]{1,3}([.][0-9])?': numbers are whole here.";
const NO_PIN =
  "Write `pin: true` on the screen that is to be kept behind it: no question asks for a PIN.";
const CHOSEN = "Write a `choose` with `options` instead of an `ask`.";
/** What is no type of an answer here, and how it is asked. */
const ASKED_OTHERWISE: Readonly<Record<string, string>> = {
  decimal: NO_DECIMALS,
  float: NO_DECIMALS,
  password: NO_PIN,
  pin: NO_PIN,
  select: CHOSEN,
  select_one: CHOSEN,
};

/** The mend of a type of answer that is none; null where nobody can tell what was meant. */
export function guessedType(word: string, known: readonly string[]): string | null {
  const type = foundIn(TYPED, word)?.find((one) => known.includes(one));
  if (type !== undefined) return `Write ${type}.`;
  // Fields and given values have fewer types, and are asked of nobody.
  const isAnswer = known.includes("national_id");
  return isAnswer ? (foundIn(ASKED_OTHERWISE, word) ?? null) : null;
}

/** However a word of several is written. */
function foundIn<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  const called = word.toLowerCase().replace(/[ -]/g, "_");
  return Object.hasOwn(table, called) ? table[called] : undefined;
}

/** What a screen may have been meant to begin with. */
const BEGUN: Readonly<Record<string, string>> = {
  form: "ask",
  info: "show",
  information: "show",
  input: "ask",
  list: "choose",
  question: "ask",
  screen: "show",
  select: "choose",
};

/** The kind that one of these keys means: a question with options is chosen from. */
export function guessedKind(keys: readonly string[], known: readonly string[]): string | null {
  const begun = keys.flatMap((key) => (Object.hasOwn(BEGUN, key) ? (BEGUN[key] ?? []) : []));
  const chosen = keys.includes("options") || keys.includes("from");
  const kinds = begun.map((kind) => (kind === "ask" && chosen ? "choose" : kind));
  return kinds.find((kind) => known.includes(kind)) ?? null;
}
