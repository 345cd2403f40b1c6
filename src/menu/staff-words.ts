/** Words of staff that go out under the county's name: in a question, or as a value of a move. */
import { septets } from "../base/gsm7.ts";

/** With its scheme, or a name with one of the endings seen in messages that were no messages. */
export const LINK = /https?:\/\/|www\.|\b(?:[a-z0-9-]+\.){1,5}(?:com|org|net|info|ke|io|me|ly)\b/i;
const PIN = /\bPIN\b/i;

/** In letters that every phone shows, and without what frauds ask for: a link, or a PIN. */
export function maySay(words: string): boolean {
  return septets(words) !== null && !/\p{C}/u.test(words) && !LINK.test(words) && !PIN.test(words);
}
