/**
 * Keys as forms, programs and other menus call them, and what they are called here.
 *
 * Owns words that no slip of a finger comes to: those are `nearest`'s. Called by `shape` and `read-screens`. Pure.
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
  const called = word.toLowerCase().replace(/[ -]/g, "_");
  const meant = Object.hasOwn(CALLED, called) ? CALLED[called] : undefined;
  return meant?.find((key) => known.includes(key)) ?? null;
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
