/**
 * Rules about what a text promises or asks for: that it is free, a PIN, a number to call; and about
 * texts in capitals.
 */
import { saidIn, type Said } from "./said.ts";
import { sayingsOf, sentencesOf } from "./sayings.ts";
import { secretIn } from "./secrets.ts";
import type { At, World } from "./world.ts";

export function checkPromises(world: World): void {
  for (const said of saidIn(world)) {
    const shared = typeof said.text === "object" && "word" in said.text;
    for (const { saying, at } of sayingsOf(world, said.text, said.at)) {
      // A shared word is judged where it is written, once; not what only an SMS or a question may not say.
      if (!shared) checkSaying(world, saying, at);
      checkAsking(world, said, saying, at);
    }
  }
}

function checkSaying(world: World, saying: string, at: At): void {
  const { report, source } = world;
  const free = freeIn(saying);
  if (free !== null && source.channel.paid_by !== "agency") {
    const paid = source.channel.paid_by;
    const message =
      paid === undefined
        ? "this says that it is free, and the channel does not say who pays"
        : "this says that it is free, and citizens pay for the call";
    const mend = "Leave it out; or, once the agency pays, write `paid_by: agency` in channel.yaml.";
    report({ ...at, within: free }, "free-claim", message, mend);
  }
  if (isShouted(saying)) {
    const message = "a whole text in capitals";
    report(
      at,
      "all-caps",
      message,
      "Write small letters, and capitals where they belong.",
      "warning",
    );
  }
}

function checkAsking({ report }: World, { sms, on }: Said, saying: string, at: At): void {
  const isQuestion = on?.key === "say" && "ask" in on.screen.source;
  const asked = !sms && !isQuestion ? undefined : secretIn(saying, isQuestion);
  if (asked !== undefined) {
    const message = `this ${sms ? "SMS" : "question"} ${asked.tells ? "tells" : "asks for"} ${asked.what}`;
    const mend = !sms
      ? "Leave it out: `pin: true` on a screen asks for the channel's own; one of a bank is nobody else's."
      : asked.tells
        ? "Show it on a screen, with `pin: true`: whoever holds the phone reads its SMS."
        : "Ask for it on a screen, with `pin: true`; an SMS may say that it is never asked for.";
    report({ ...at, within: asked.index }, "pin-in-sms", message, mend);
  }
  if (!sms) return;
  const number = PHONE.exec(saying);
  if (number !== null) {
    const mend = "Give the code to dial, {code}, or an office.";
    const place = { ...at, within: number.index };
    report(place, "number-in-sms", "a number to call, in an SMS", mend);
  }
}

/** `Free.` or `Bure.` by itself: about the call. `Free help` and `it is free` are about what is told. */
const FREE =
  /(?<=^|[.!?:,]\s+)(?:free(?: of charge)?|(?:ni )?bure|(?:ni )?bila malipo|no charge)(?=[.!,]|\s*$)/im;
/** In a sentence about the call or the SMS itself. */
const FREE_HERE =
  /\b(?:free(?: of charge)?(?=\s*(?:[,:)]|$|for\b|and\b))|(?:no|without) charge|(?:costs?|pay|charged) nothing|not charged|(?:ni|simu hii) bure|bila (?:malipo|gharama)|hulipi|hutozwi|ha[iu]lipi(?:wi|shwi)|ha[iu]na (?:malipo|gharama))/i;
const HERE =
  /\b(?:(?:this|the|your) (?:call|session|service code|code|sms|message)s?|calling|dialling|dialing|simu hii|kupiga|msimbo huu|(?:ujumbe|sms) h(?:uu|ii))\b/i;
/** Another number is free or not, whoever pays for this call. */
const NUMBER = /[0-9]{3}/;

/** Where it says that the call, or what it sends, costs nothing; null where it does not. */
function freeIn(saying: string): number | null {
  const alone = FREE.exec(saying);
  if (alone !== null) return alone.index;
  for (const { text, index } of sentencesOf(saying)) {
    const free = HERE.test(text) && !NUMBER.test(text) ? FREE_HERE.exec(text) : null;
    if (free !== null) return index + free.index;
  }
  return null;
}

/** Letters of a text in capitals, from which on it is no name: `M-PESA`, `MFANO PORTAL`. */
const CAPITALS_MIN = 16;

function isShouted(saying: string): boolean {
  const letters = saying.replace(/\{[^{}]*\}/g, "").match(/\p{L}/gu) ?? [];
  return letters.length >= CAPITALS_MIN && letters.every((letter) => /\p{Lu}/u.test(letter));
}

/** A mobile or a toll-free number, with or without its country; a code with stars is none. */
export const PHONE = /(?<![\d*#])(?:\+\d[\d -]{6,}\d|0\d{2,3}[ -]?\d{3}[ -]?\d{3,4})(?![\d*#])/;
