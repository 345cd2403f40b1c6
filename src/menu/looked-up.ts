/**
 * What was looked up, as it lies among the answers: a marker, which are the inputs it was asked with, the
 * fields, and when the answer came.
 *
 * Owns how that is written: `business` is the marker, `business.fee` a field. An answer counts for the
 * inputs it was asked with and for no others, so that whoever changes one is never shown another one's
 * facts. Pure.
 */
import type { Answers } from "./contract.ts";
import type { CompiledScreen } from "./model.ts";

/** What is in a draft for longer is asked anew: fees change, and registers are corrected. */
export const HOLDS_MS = 24 * 3_600_000;

/** The field Njia adds: when the answer came, in epoch milliseconds. */
export const CAME_AT = "at";

/** `business.fee` */
export function fieldKey(name: string, field: string): string {
  return `${name}.${field}`;
}

/** What is sent, by the connector's inputs; null while an answer is missing or was passed over. */
export function inputsOf({ lookUp }: CompiledScreen, answers: Answers): Answers | null {
  if (lookUp === null || lookUp.inputs.size === 0) return null;
  const inputs = [...lookUp.inputs].map(([input, answer]) => [input, answers[answer]] as const);
  if (inputs.some(([, value]) => value === undefined || value === null || value === ""))
    return null;
  return Object.fromEntries(inputs) as Answers; // the line above has looked
}

/** Two different sets of inputs never have one marker: blanks within an input are encoded. */
export function markerOf(inputs: Answers): string {
  return Object.values(inputs)
    .map((value) => encodeURIComponent(String(value)))
    .join(" ");
}

/** True where the answers hold what these very inputs came to, with every field there is now. */
export function isLookedUp(screen: CompiledScreen, answers: Answers): boolean {
  const inputs = inputsOf(screen, answers);
  if (inputs === null || answers[screen.name] !== markerOf(inputs)) return false;
  return [...(screen.lookUp?.fields.keys() ?? [])].every(
    (field) => answers[fieldKey(screen.name, field)] !== undefined,
  );
}

/** True while it is young enough to go on with, from a draft. */
export function stillHolds(screen: CompiledScreen, answers: Answers, at: number): boolean {
  const came = answers[fieldKey(screen.name, CAME_AT)];
  return isLookedUp(screen, answers) && typeof came === "number" && at - came <= HOLDS_MS;
}

/** The marker and the fields, of all answers. */
export function lookedUpIn({ name }: CompiledScreen, answers: Answers): Answers {
  return Object.fromEntries(
    Object.entries(answers).filter(([key]) => key === name || key.startsWith(`${name}.`)),
  );
}

/** The answers with what was found. `at`: epoch milliseconds. */
export function withLookedUp(
  screen: CompiledScreen,
  answers: Answers,
  fields: Answers,
  at: number,
): Answers {
  const inputs = inputsOf(screen, answers);
  if (inputs === null) return answers;
  const found = Object.entries(fields).map(([field, value]) => [
    fieldKey(screen.name, field),
    value,
  ]);
  const own = { [screen.name]: markerOf(inputs), [fieldKey(screen.name, CAME_AT)]: at };
  return { ...answers, ...own, ...(Object.fromEntries(found) as Answers) }; // fromEntries forgets the values
}
