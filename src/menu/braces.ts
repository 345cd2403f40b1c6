/**
 * Slips between brackets, `{ en: Road, sw: Barabara }`: a text without quotes that holds a colon or
 * behind which a note begins. Called by `slips` and `recover`.
 */
import { quoted, short, type Slip } from "./slips.ts";

/** Where brackets are open on a line, outside of quotes, and what stands there. */
interface Letter {
  at: number;
  letter: string;
}

function* insideBrackets(line: string): Generator<Letter> {
  let depth = 0;
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] ?? "";
    if (quote !== "") {
      if (letter === "\\" && quote === '"') at++;
      else if (letter === quote) quote = "";
    } else if (/["']/.test(letter) && /^[\s{[,:]?$/.test(line[at - 1] ?? "")) {
      quote = letter;
    } else if (depth > 0 || /^(?:[ -]|[a-z_0-9]+: +)*$/.test(line.slice(0, at))) {
      if (/[{[]/.test(letter)) depth++;
      if (/[}\]]/.test(letter)) depth--;
      if (depth > 0) yield { at, letter };
    }
  }
}

/** `{ en: A #1 table, sw: Meza }`: what stands behind the # is not read, its bracket neither. */
export function noteInBraces(line: string): Slip | null {
  for (const { at, letter } of insideBrackets(line)) {
    if (letter !== "#" || line[at - 1] !== " ") continue;
    const from = /[:,{[] +([^:,{[]+)$/.exec(line.slice(0, at));
    const text = from?.[1] ?? "";
    const rest = /^[^,}\]]*(?=[,}\]])/.exec(line.slice(at))?.[0];
    // Behind a comma it is a note, as it should be.
    if (text.trim() === "" || rest === undefined) return null;
    const start = at - text.length;
    const meant = quoted((text + rest).trim());
    const end = start + (text + rest).trimEnd().length;
    const message = "a # begins a note, so that the rest of this line is not read";
    const mend = `Put the text in quotes: ${short(meant)}.`;
    return {
      mended: line.slice(0, start) + meant + line.slice(end),
      column: at + 1,
      message,
      mend,
    };
  }
  return null;
}

/** `Road sw: Barabara`, where a key begins. */
const COMMA_MISSING =
  /\s([a-z]{2,3}|say|label|when|keep|from|other|options|within|then|reasons|gives|sms): /;

/** `{ en: Road: here, sw: Barabara }` */
export function colonInBraces(line: string): Slip | null {
  for (const { at, letter } of insideBrackets(line)) {
    if (letter !== ":" || line[at + 1] !== " ") continue;
    const [, lead = "", text = ""] =
      /^(: +)([^\s"'{[,}\]][^,{}[\]]*?) *[,}\]]/.exec(line.slice(at)) ?? [];
    if (!/:( |$)/.test(text) || COMMA_MISSING.test(text)) continue;
    const start = at + lead.length;
    const meant = quoted(text);
    return {
      mended: line.slice(0, start) + meant + line.slice(start + text.length),
      column: start + 1,
      message: "a colon stands in a text without quotes",
      mend: `Put it in quotes: ${short(meant)}.`,
    };
  }
  return null;
}
