/** References in a journey: `{ref}` for the first request, since nobody knows its number before. Pure. */
import { readReference, showReference } from "../base/reference.ts";

/** How a journey names the request that was opened as this one, from 1. */
export function refWord(request: number): string {
  return request === 1 ? "{ref}" : `{ref${request}}`;
}

/** A text with the words for these references, which are in the order of their requests. */
export function hideRefs(refs: readonly string[], text: string): string {
  return refs.reduce((left, ref, index) => {
    const word = refWord(index + 1);
    return left.replaceAll(showReference(ref), word).replaceAll(ref, word);
  }, text);
}

/** The digits that the words stand for. `unknown` is called with a word of which there is no request. */
export function showRefs(
  refs: readonly string[],
  text: string,
  unknown: (word: string) => never,
): string {
  return text.replaceAll(/\{ref(\d*)\}/g, (word, number: string) => {
    return refs[Number(number === "" ? 1 : number) - 1] ?? unknown(word);
  });
}

/** References in a text as screens show them, in groups. */
export function refsIn(text: string): string[] {
  const grouped = text.match(/\b\d{4} \d{4}(?: \d{2})?\b/g) ?? [];
  return grouped.map(readReference).filter((ref) => ref !== null);
}
