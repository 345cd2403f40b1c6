/**
 * Patterns of typed answers, on RE2: linear in the answer's length whatever the pattern.
 *
 * On the engine's own regular expressions one evil pattern held the process 14 s on 28 letters.
 */
import { RE2JS } from "re2js";

export type CompiledPattern = { matches: (text: string) => boolean } | { fault: string };

/** Compiles a pattern; the whole answer must match it. */
export function compilePattern(source: string): CompiledPattern {
  try {
    const pattern = RE2JS.compile(source);
    return { matches: (text) => pattern.matches(text) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
