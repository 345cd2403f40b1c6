/**
 * Patterns of typed answers, on RE2: linear in the answer's length whatever the pattern.
 *
 * On the engine's own regular expressions one evil pattern held the process 14 s on 28 letters.
 * Called by `compile` and the checker.
 */
import { RE2JS } from "re2js";

export interface CompiledPattern {
  matches: (text: string) => boolean;
  /** False where no text of such a form matches; of some forms that are narrower than they say, true. */
  mayMatch: (form: TextForm) => boolean;
}

/** Texts of `from` to `to` letters. */
export interface TextForm {
  from: number;
  to: number;
  /** The letters below U+0080 that may stand at a place, counted from 0. */
  at: (place: number) => string;
  /** Whether any letter above may stand anywhere. */
  beyond: boolean;
}

/** Compiles a pattern; the whole answer must match it. */
export function compilePattern(source: string): CompiledPattern | { fault: string } {
  try {
    const pattern = RE2JS.compile(source);
    return {
      matches: (text) => pattern.matches(text),
      mayMatch: (form) => reaches(pattern.re2().prog as Program, form), // its types leave it open
    };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** What RE2 makes of a pattern: steps, each of which leads to others or reads one letter. */
interface Program {
  start: number;
  inst: readonly {
    op: number;
    out: number;
    arg: number;
    runes: ArrayLike<number>;
    matchRune: (rune: number) => boolean;
  }[];
}

const [ALT, ALT_MATCH, CAPTURE, EMPTY_WIDTH, MATCH, NOP] = [1, 2, 3, 4, 6, 7] as const;
const [RUNE, RUNE1, ANY, ANY_BUT_LINE] = [8, 9, 10, 11] as const;
const LEADING: ReadonlySet<number> = new Set([ALT, ALT_MATCH, CAPTURE, NOP]);
/** What stands between letters: `^` and `$`, of the lines of a text and of words. */
const [BEGIN_TEXT, END_TEXT] = [4, 8] as const;
const ONE_LETTER: ReadonlySet<number> = new Set([RUNE, RUNE1, ANY, ANY_BUT_LINE]);
const BEYOND = 0x80;

/** Walks all texts of the form at once: which steps can be reached after so many letters. */
function reaches({ start, inst }: Program, { from, to, at, beyond }: TextForm): boolean {
  const known = new Map<string, Set<number>>();
  const reads = (letters: string, step: number): boolean => {
    const read = known.get(letters) ?? new Set();
    if (!known.has(letters)) {
      known.set(letters, read);
      for (const [index, one] of inst.entries()) if (takes(one, letters, beyond)) read.add(index);
    }
    return read.has(step);
  };
  let reached = new Set([start]);
  for (let place = 0; place <= to && reached.size > 0; place++) {
    // Behind a `$`, where no letter is read any more.
    const ended = new Set<number>();
    const lead = (steps: Set<number>): boolean => {
      // What is added while it is walked is walked too.
      for (const step of steps) {
        const { op, out, arg } = inst[step] ?? { op: 0, out: 0, arg: 0 };
        if (LEADING.has(op)) steps.add(out);
        if (op === ALT || op === ALT_MATCH) steps.add(arg);
        if (op === EMPTY_WIDTH && !((arg & BEGIN_TEXT) !== 0 && place > 0)) {
          ((arg & END_TEXT) !== 0 ? ended : steps).add(out);
        }
        if (op === MATCH && place >= from) return true;
      }
      return false;
    };
    if (lead(reached) || lead(ended)) return true;
    const next = [...reached].filter((step) => reads(at(place), step));
    reached = new Set(next.map((step) => inst[step]?.out ?? 0));
  }
  return false;
}

function takes(one: Program["inst"][number], letters: string, beyond: boolean): boolean {
  if (!ONE_LETTER.has(one.op)) return false;
  if (one.op === ANY || one.op === ANY_BUT_LINE) return true;
  if (beyond && (one.runes[one.runes.length - 1] ?? 0) >= BEYOND) return true;
  return [...letters].some((letter) => one.matchRune(letter.codePointAt(0) ?? 0));
}
