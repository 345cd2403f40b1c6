/**
 * What a screen holds for this citizen: heading, numbered items, footers and where they lead.
 *
 * The one place that says which keys mean what on a screen: `screen` prints a view and `step` reads
 * the reply by the same view, so that what is shown and what is accepted cannot differ.
 */
import { showReference } from "../base/reference.ts";
import { assistLead } from "./assist.ts";
import { bodyOf } from "./body.ts";
import { bookingOf, TAKEN } from "./book.ts";
import type { Facts, RequestFact, Snapshot } from "./contract.ts";
import { clockText } from "./dates.ts";
import type { Item, Said } from "./entries.ts";
import type { WrongCode } from "./system-texts.ts";
import type { Letters, Lines } from "./layout.ts";
import { OWN, type CompiledScreen, type Release } from "./model.ts";
import { ownBody } from "./own-body.ts";
import { pinLead } from "./pin.ts";
import { say, type Sayings } from "./text.ts";
import { titleOf, valuesOf, type Speaking } from "./values.ts";
import { typedKey } from "./typed-key.ts";
import { isTold } from "./verify.ts";

export interface View {
  /** Line one, or nothing. Functions: the step asks which keys lead where, and never what is said. */
  lead: Said;
  head: Said;
  lines: Lines;
  /** True where a reason may cut the end of what is said: it was read before, and is neither agreed to nor sent. */
  yields: boolean;
  fixed: readonly string[];
  letters: Letters;
  end: boolean;
  /** What a key stands for, on whatever page it was shown; null = not on this list. */
  item(key: string): Item | null;
  /** The keys that are there, as `1-5, 9`; null where nothing is numbered. */
  choices(): string | null;
  /** True where `0` leads back rather than to the main menu. */
  back: boolean;
  /** True where the key of the main menu is printed too: on the way out. */
  home: boolean;
  /** True where a question may be passed over. */
  skip: boolean;
}

/** Values of texts that every screen of an application may print. */
export function speakingOf(
  release: Release,
  snapshot: Snapshot,
  facts: Facts,
  screen: CompiledScreen | undefined,
): Speaking {
  const language = languageOf(release, snapshot);
  const service = snapshot.service ?? screen?.service ?? null;
  return {
    release,
    language,
    service,
    answers: snapshot.answers,
    code: facts.code.dial,
    at: facts.at,
  };
}

/** The language a citizen is spoken to in; before the first choice, the channel's first. */
export function languageOf(release: Release, snapshot: Pick<Snapshot, "language">): string {
  return snapshot.language ?? release.channel.languages[0]?.is ?? "en";
}

/** Makes the view of a snapshot's screen. Total: an unknown screen has an empty view. */
export function viewOf(release: Release, snapshot: Snapshot, facts: Facts): View {
  const screen = release.screens.get(snapshot.screen);
  const speaking = speakingOf(release, snapshot, facts, screen);
  const body =
    screen === undefined
      ? ownBody(speaking, snapshot, facts)
      : bodyOf(speaking, screen, snapshot, facts);
  return {
    // Not by `get`: an object made with two of them takes 0.8 µs, ten times one with functions.
    lead: () => {
      const asked = screen ?? bookingOf(release, snapshot, facts)?.screen;
      const own = assistLead(speaking, snapshot, screen, facts);
      return own ?? leadOf(speaking, asked, snapshot);
    },
    head: () => body.head(),
    lines: body.lines,
    yields: snapshot.wrong !== null && screen?.kind !== "confirm" && !isConsent(speaking, screen),
    fixed: body.fixed ?? [],
    letters: screen?.letters ?? "gsm7",
    end: body.end ?? false,
    item: (key) =>
      body.item(key) ?? (isLiteral(release, snapshot, key) ? null : body.item(typedKey(key))),
    choices: () => body.choices(),
    skip: screen?.ask?.optional === true,
    back:
      snapshot.back.length > 0 ||
      snapshot.pages.length > 0 ||
      snapshot.find !== null ||
      snapshot.changing !== null ||
      snapshot.screen === OWN.stuck ||
      isTold(snapshot, screen),
    home: snapshot.screen === OWN.stuck,
  };
}

/**
 * True for what means something else than the number it looks like: a key such as `09`; or, at the way out,
 * an answer to the question before it, which is taken there as well.
 */
function isLiteral(
  { channel, screens }: Release,
  { screen, about }: Snapshot,
  typed: string,
): boolean {
  if (Object.values(channel.keys).includes(typed)) return true;
  return screen === OWN.stuck && screens.get(about ?? "")?.ask != null;
}

/** What is agreed to stands whole beside both answers. */
function isConsent({ release, service }: Speaking, screen: CompiledScreen | undefined): boolean {
  return screen?.kind === "notice" && release.services.get(service ?? "")?.basis === "consent";
}

/**
 * Line one: the reason, in the question's own words or the channel's; at the first hop, what was
 * sent in a call that dropped perhaps before its last screen, or that our SMS are blocked.
 */
function leadOf(
  speaking: Speaking,
  screen: CompiledScreen | undefined,
  snapshot: Snapshot,
): string {
  const { release, language } = speaking;
  const { wrong, recent, blocked } = snapshot;
  if (snapshot.screen === OWN.pin) return pinLead(speaking, snapshot);
  if (wrong === null) {
    const told = blocked === true ? release.channel.sms?.blocked : null;
    if (told) return say(told, language, valuesOf(speaking));
    const text = release.channel.texts.recent;
    return recent === null ? "" : say(text, language, recentValues(speaking, recent));
  }
  if (wrong.code === TAKEN)
    return say(screen?.book?.taken ?? new Map(), language, valuesOf(speaking));
  const code = wrong.code as WrongCode; // written by `step`, which only knows these codes
  const sayings: Sayings | undefined = screen?.wrong.get(code) ?? release.channel.wrong[code];
  if (sayings === undefined) return "";
  const values = { typed: wrong.typed ?? "", ...wrong.values };
  return say(sayings, language, valuesOf(speaking, values));
}

function recentValues(speaking: Speaking, { service, ref, openedAt }: RequestFact) {
  const { release } = speaking;
  return valuesOf(
    speaking,
    { ref: showReference(ref) },
    {
      service: (language) => titleOf(release, service, language),
      at: (language) => clockText(language, release.channel.timeZone, openedAt),
    },
  );
}
