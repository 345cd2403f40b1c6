/**
 * Rule: no answer is what a key means on every screen. Whoever types it is led back, or past the question,
 * and never learns that it was no answer.
 */
import type { Keys } from "../model.ts";
import { compilePattern, type CompiledPattern, type TextForm } from "../pattern.ts";
import { formsOf, isAnswerable, limitsOf, type AskSource } from "./patterns.ts";
import { below, screensOf, type At, type World } from "./world.ts";

/** A key that is one on this screen, and what it does there. */
type Taken = readonly [key: string, way: keyof Keys];

export function checkKeyAnswers(world: World): void {
  const { back, home, skip } = world.release.channel.keys;
  for (const { source, at } of screensOf(world)) {
    if (!("ask" in source)) continue;
    const always: Taken[] = [
      [back, "back"],
      [home, "home"],
    ];
    const taken: Taken[] = source.optional === true ? [...always, [skip, "skip"]] : always;
    const pattern = source.pattern === undefined ? null : compilePattern(source.pattern);
    // Of one that cannot be read its own finding tells.
    if (pattern !== null && "fault" in pattern) continue;
    if (pattern !== null && checkAll(world, source, at, pattern, taken)) continue;
    if (source.as === "number" || source.as === "money")
      checkNumber(world, source, at, pattern, taken);
    else if (pattern !== null) checkCode(world, source, at, pattern, taken);
  }
}

/** True where nothing but keys would be an answer, which was told. */
function checkAll(
  { report }: World,
  source: AskSource,
  at: At,
  pattern: CompiledPattern,
  taken: readonly Taken[],
): boolean {
  const keys = taken.map(([key]) => key);
  // That nothing matches at all has its own finding.
  if (isAnswerable(source, pattern, keys) || !isAnswerable(source, pattern)) return false;
  const matching = taken.filter(([key]) => pattern.matches(key));
  const message = `all that this pattern takes is a key: ${waysOf(matching)}`;
  const mend = "Let it take something else too, or offer the answers as options of a `choose`.";
  report(below(at, "pattern"), "key-is-answer", message, mend);
  return true;
}

function checkNumber(
  { report }: World,
  source: AskSource,
  at: At,
  pattern: CompiledPattern | null,
  taken: readonly Taken[],
): void {
  if (typeof source.min === "string" || typeof source.max === "string") return;
  const [min, max] = limitsOf(source);
  for (const [key, way] of taken) {
    const value = Number(key);
    // Whoever types 00 may mean 0, which is told.
    if (key !== String(value) || value < min || value > max) continue;
    if (pattern?.matches(key) === false) continue;
    const message = `${key} is the key for \`${way}\` and would also be an answer`;
    const mend = `Set \`min\` above ${key}, or ask another way.`;
    report(below(at, "as"), "key-is-answer", message, mend);
  }
}

/** A code of digits may be any of them; where letters may stand too, hardly one is a key. */
function checkCode(
  { report }: World,
  source: AskSource,
  at: At,
  pattern: CompiledPattern,
  taken: readonly Taken[],
): void {
  const [min, max] = limitsOf(source);
  const matching = taken.filter(
    ([key]) => key.length >= min && key.length <= max && pattern.matches(key),
  );
  if (matching.length === 0 || takesLetters(source, pattern)) return;
  const longest = Math.max(...matching.map(([key]) => key.length));
  const message = `answers that this pattern takes are keys: ${waysOf(matching)}`;
  const optional = matching.some(([, way]) => way === "skip") ? ", leave `optional` out" : "";
  const mend = `Ask for ${longest + 1} digits or more by \`min\`${optional}, or let the pattern leave them out.`;
  report(below(at, "pattern"), "key-is-answer", message, mend, "warning");
}

const waysOf = (taken: readonly Taken[]) =>
  taken.map(([key, way]) => `${key} for \`${way}\``).join(", ");

/** Places of an answer at which a letter is looked for. */
const PLACES = 12;

function takesLetters(source: AskSource, pattern: CompiledPattern): boolean {
  return formsOf(source).some((form) =>
    Array.from({ length: PLACES }, (_, place) => wordedAt(form, place)).some((one) =>
      pattern.mayMatch(one),
    ),
  );
}

/** Texts with a letter at a place. */
function wordedAt(form: TextForm, place: number): TextForm {
  return {
    ...form,
    from: Math.max(form.from, place + 1),
    at: (at) => (at === place ? form.at(at).replace(/[0-9]/g, "") : form.at(at)),
  };
}
