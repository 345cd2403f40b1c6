/**
 * The GSM 7-bit alphabet (3GPP TS 23.038): how much room a text takes on a screen or in an SMS.
 *
 * One letter outside it turns a whole message into UCS-2 and halves its room, so everything that is
 * shown passes through here. Hot: a screen is measured several times per hop.
 */

/** The default alphabet in the order of its codes; ESC, which starts an extension, is left out. */
const DEFAULT =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** The extension table: each costs two septets, ESC and its code. */
const EXTENSION = "\f^{}\\[~]|€";

/** Septets by char code up to U+20AC, the highest letter of either table; 0 = not in them. */
const COST = new Uint8Array(0x20ad);
for (const letter of DEFAULT) COST[letter.charCodeAt(0)] = 1;
for (const letter of EXTENSION) COST[letter.charCodeAt(0)] = 2;

/** Septets a text takes, or null when a letter is not in the alphabet. */
export function septets(text: string): number | null {
  let sum = 0;
  for (let at = 0; at < text.length; at++) {
    const cost = COST[text.charCodeAt(at)] ?? 0;
    if (cost === 0) return null;
    sum += cost;
  }
  return sum;
}

/** Room a text takes: septets, or UTF-16 units in UCS-2. A foreign letter counts as one septet. */
export function width(text: string, letters: "gsm7" | "ucs2"): number {
  if (letters === "ucs2") return text.length;
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum += COST[text.charCodeAt(at)] || 1;
  return sum;
}

/** The longest beginning that takes no more septets; a foreign letter counts as one for each of its UTF-16 units. */
export function cut(text: string, most: number): string {
  if (2 * text.length <= most) return text;
  let room = most;
  let end = 0;
  for (const letter of text) {
    room -= width(letter, "gsm7");
    if (room < 0) break;
    end += letter.length;
  }
  return text.slice(0, end);
}

/** Every letter outside the alphabet, with its UTF-16 index. */
export function foreign(text: string): { letter: string; index: number }[] {
  const found: { letter: string; index: number }[] = [];
  let index = 0;
  for (const letter of text) {
    if (septets(letter) === null) found.push({ letter, index });
    index += letter.length;
  }
  return found;
}

const REPLACED: Readonly<Record<string, string>> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201a": "'",
  "\u201b": "'",
  "`": "'",
  "\u00b4": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u201e": '"',
  "\u00ab": '"',
  "\u00bb": '"',
  "\u2010": "-",
  "\u2011": "-",
  "\u2012": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u2212": "-",
  "\u2026": "...",
  "\u2022": "*",
  "\t": " ",
  // Letters of African languages that do not come apart into one and its accent.
  Ɔ: "O",
  ɔ: "o",
  Ɛ: "E",
  ɛ: "e",
  Ɨ: "I",
  ɨ: "i",
  Ʉ: "U",
  ʉ: "u",
  Ŋ: "N",
  ŋ: "n",
};

/**
 * Any text in GSM-7: typographic signs become typewriter ones, accented letters lose the accent the
 * alphabet lacks, control characters go, and what is left becomes `?`. Never longer than fourfold.
 */
export function plain(text: string): string {
  if (septets(text) !== null && !/[\r\f]/.test(text)) return text;
  let made = "";
  for (const letter of text.normalize("NFC")) made += plainLetter(letter);
  return made;
}

function plainLetter(letter: string): string {
  if (letter === "\n") return letter;
  if (/^[\p{Cc}\p{Cf}]$/u.test(letter) && letter !== "\t") return "";
  if (septets(letter) !== null) return letter;
  const replaced = REPLACED[letter];
  if (replaced !== undefined) return replaced;
  if (/^\p{Zs}$/u.test(letter)) return " ";
  // A lone accent comes apart into a space and itself.
  const base = letter.normalize("NFKD").replace(/\p{M}/gu, "").trim();
  return base !== "" && septets(base) !== null ? base : /^\p{M}$/u.test(letter) ? "" : "?";
}
