/**
 * What was looked up, as it lies among the answers: a marker, which is the question it answers, the fields,
 * and when the answer came.
 *
 * Owns how that is written: `business` is the marker, `business.fee` a field. An answer counts for the
 * question it was given to and for no other, so that whoever changes an input is never shown another one's
 * facts, and no release those of a system it does not ask. Where nothing was found and its citizen went on
 * all the same, `business.is` says so. Pure and total.
 */
import { fieldsOf } from "./connector-answer.ts";
import type { Answers } from "./contract.ts";
import type { CompiledScreen } from "./model.ts";

/** What is in a draft for longer is asked anew: fees change, and registers are corrected. */
export const HOLDS_MS = 24 * 3_600_000;

/** The field Njia adds: when the answer came, in epoch milliseconds. */
export const CAME_AT = "at";
/** Another: what there was instead of an answer; missing where something was found. */
export const INSTEAD = "is";

/** What there was instead: `untold` is nothing that was found behind the citizen's back. */
export type Instead = "none" | "broken" | "untold";

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

/** Two different questions never have one marker: blanks within an input are encoded. */
export function markerOf({ lookUp }: CompiledScreen, answers: Answers): string {
  const inputs = [...(lookUp?.inputs.values() ?? [])].map((answer) =>
    encodeURIComponent(String(answers[answer] ?? "").toWellFormed()),
  );
  return [lookUp?.asks, ...inputs].join(" ");
}

/** What this very question came to, as far as the answers know; null = not asked, or not with these. */
export function cameTo(screen: CompiledScreen, answers: Answers): "found" | Instead | null {
  const { name, lookUp } = screen;
  if (lookUp === null || answers[name] !== markerOf(screen, answers)) return null;
  const instead = answers[fieldKey(name, INSTEAD)];
  if (instead === "none" || instead === "broken" || instead === "untold") return instead;
  // Whatever wrote it: screens are proven with fields of these types, and no longer than these.
  const lies = (field: string) => answers[fieldKey(name, field)] ?? null;
  const read = fieldsOf(lookUp.fields, (_, field) => lies(field));
  if (read.is !== "found") return null;
  return Object.entries(read.fields).every(([field, value]) => value === lies(field))
    ? "found"
    : null;
}

/** True where it need not be asked. */
export function isLookedUp(screen: CompiledScreen, answers: Answers): boolean {
  return cameTo(screen, answers) !== null;
}

/** True while it is young enough to go on with, from a draft. */
export function stillHolds(screen: CompiledScreen, answers: Answers, at: number): boolean {
  const came = answers[fieldKey(screen.name, CAME_AT)];
  return isLookedUp(screen, answers) && typeof came === "number" && at - came <= HOLDS_MS;
}

/** The marker and the fields, of all answers. */
export function lookedUpIn({ name }: CompiledScreen, answers: Answers): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([key]) => isOf(name, key)));
}

/** The answers without them; the same object where there are none. */
export function withoutLookedUp({ name }: CompiledScreen, answers: Answers): Answers {
  const entries = Object.entries(answers);
  const rest = entries.filter(([key]) => !isOf(name, key));
  return rest.length === entries.length ? answers : Object.fromEntries(rest);
}

function isOf(name: string, key: string): boolean {
  return key === name || key.startsWith(`${name}.`);
}

/** The answers with what was found. `at`: epoch milliseconds. */
export function withLookedUp(
  screen: CompiledScreen,
  answers: Answers,
  fields: Answers,
  at: number,
): Answers {
  return inputsOf(screen, answers) === null ? answers : written(screen, answers, fields, at);
}

/** The answers with what there was instead. `at`: epoch milliseconds. */
export function withInstead(
  screen: CompiledScreen,
  answers: Answers,
  instead: Instead,
  at: number,
): Answers {
  return written(screen, answers, { [INSTEAD]: instead }, at);
}

function written(screen: CompiledScreen, answers: Answers, fields: Answers, at: number): Answers {
  const { name } = screen;
  const own = Object.entries({ ...fields, [CAME_AT]: at }).map(([field, value]) => [
    fieldKey(name, field),
    value,
  ]);
  return {
    ...withoutLookedUp(screen, answers),
    [name]: markerOf(screen, answers),
    ...(Object.fromEntries(own) as Answers), // fromEntries forgets the values
  };
}
