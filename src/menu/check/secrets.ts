/** Whether a text asks for a PIN, a password or a one-time code, or tells one. Called by `promises`. */
import { sentencesOf } from "./sayings.ts";

/** The PIN of the Kenya Revenue Authority is a number of taxpayers, and no secret. */
const SECRET =
  /\b(?:(?<!KRA )PIN(?! ya KRA)|pass(?:word|code)|nenosiri|secret (?:number|code|word)|(?:nambari|namba|neno|msimbo)(?: [ylw]ako)? [ylw]a siri)\b/i;
/** What others sent, to be given to nobody. */
const ONE_TIME = /\b(?:OTP|one[- ]time (?:PIN|password|passcode|code))\b/i;
/** In an SMS the same; a certificate may have one too, which a question asks for. */
const VERIFICATION =
  /\b(?:(?:verification|security|authentication) (?:code|number)|(?:msimbo|namba|nambari)(?: [wy]ako)? [wy]a (?:uthibitisho|uhakiki|usalama))\b/i;
const ASKS =
  /\b(?:send|reply|text|enter|type|give|share|confirm|verify|tell|tuma|tutumie|jibu|weka|andika|thibitisha|toa|taja)\b/i;
/** That something is not done, or not to be done. */
export const NOT =
  /\b(?:never|not|nobody|none|no|don't|kamwe|si|hakuna|usi\p{L}+|ha(?:tu|i|u|ku|ta|wa)\p{L}+)\b/iu;
/** Behind the secret, what it is; a reference is told to everybody, and so is the code to dial. */
const IS = /^[^.!?;,]{0,12}?(?:\b(?:is|ni)\b|:|=)\s*(?:[0-9]{3}|\{(?!\s*(?:ref|code|channel)\b))/i;

export interface Secret {
  what: "a PIN" | "a one-time code";
  tells: boolean;
  /** Where its sentence begins. */
  index: number;
}

/** A question asks whatever its words are; an SMS where it says so, or tells what the secret is. */
export function secretIn(saying: string, isQuestion: boolean): Secret | undefined {
  const kinds = isQuestion ? [SECRET, ONE_TIME] : [SECRET, ONE_TIME, VERIFICATION];
  for (const { text, index } of sentencesOf(saying)) {
    for (const kind of kinds) {
      const found = kind.exec(text);
      if (found === null) continue;
      const behind = text.slice(found.index + found[0].length);
      const clause = text.slice(0, found.index) + found[0] + (/^[^,]*/.exec(behind)?.[0] ?? "");
      // `Never send it` is no asking; `Send it now, do not delay` is.
      if (NOT.test(clause)) continue;
      const tells = !isQuestion && IS.test(behind);
      if (!isQuestion && !tells && !ASKS.test(text)) continue;
      return { what: kind === SECRET ? "a PIN" : "a one-time code", tells, index };
    }
  }
  return undefined;
}
