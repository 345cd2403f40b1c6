/**
 * Telling anybody about a request by its reference: whether a permit or a certificate is valid.
 *
 * Owns what is told: the words the file has for the status, and what those print. A status without words
 * is told as if nothing bore the reference. References are guessed at (one in ten numbers of 8 digits can be
 * one), so a call that asks for too many unknown ones ends. Called by `step`, `reply` and `view`.
 */
import { showReference } from "../base/reference.ts";
import { readAnswer } from "./answer.ts";
import type { Move } from "./arrive.ts";
import type { Facts, Input, Need, Outcome, Snapshot } from "./contract.ts";
import { plainBody, type Body } from "./entries.ts";
import { givenValues } from "./given.ts";
import type { CompiledScreen, Release } from "./model.ts";
import { cleared } from "./snapshot.ts";
import { say } from "./text.ts";
import { valuesOf, type Speaking } from "./values.ts";
import { shown, wrong } from "./wrong.ts";

const REFERENCE = {
  as: "reference",
  min: null,
  max: null,
  matches: null,
  optional: false,
} as const;

/**
 * Unknown references in one call; the last of them ends it, once it is told. A mistyped one is not of
 * these: its check digit gives it away.
 */
const UNKNOWN_MAX = 3;

/** True where such a screen tells what bears the reference that was typed. */
export function isTold({ about }: Snapshot, screen: CompiledScreen | undefined): boolean {
  return screen?.kind === "verify" && about !== null;
}

/** What must be looked up before the screen can be shown; null = nothing. */
export function unverified(screen: CompiledScreen, snapshot: Snapshot, facts: Facts): Need | null {
  const { about: ref } = snapshot;
  if (ref === null || facts.verified?.ref === ref) return null;
  return { verify: { ref, service: screen.of ?? "" } };
}

/** A typed reference: told about, or the reason why it cannot be one. */
export function verified(
  release: Release,
  snapshot: Snapshot,
  screen: CompiledScreen,
  text: string,
  input: Input,
): [Move, Outcome] {
  const { country } = release.channel;
  const taken = readAnswer(text, REFERENCE, { country, today: "" });
  if ("wrong" in taken) {
    const asked = { ...snapshot, about: null };
    return [wrong(release, asked, { code: taken.wrong, typed: shown(text) }), "wrong"];
  }
  const to = { ...cleared(snapshot), about: String(taken.answer) };
  const needs = unverified(screen, to, input.facts);
  if (needs !== null) return [{ needs }, "answer"];
  const known = toldOf(screen, to, input.facts) !== null;
  return [{ to: known ? to : missed(to) }, "answer"];
}

/** In all the call, not in a row: otherwise a guesser had only to type a known one in between. */
function missed(snapshot: Snapshot): Snapshot {
  const unknown = (snapshot.unknown ?? 0) + 1;
  return { ...snapshot, unknown, ended: unknown >= UNKNOWN_MAX };
}

/** The request asked about, with what the file says of one in its status; null where it says nothing. */
function toldOf(screen: CompiledScreen, { about: ref }: Snapshot, { verified: known }: Facts) {
  const request = known?.ref === ref ? known.request : null;
  const words = request === null ? undefined : screen.found.get(request.status);
  return request === null || words === undefined ? null : { request, words };
}

/** What is told; null while nothing was asked about. */
export function verifyBody(
  speaking: Speaking,
  screen: CompiledScreen,
  snapshot: Snapshot,
  facts: Facts,
): Body | null {
  const { about: ref, ended } = snapshot;
  if (ref === null) return null;
  const told = toldOf(screen, snapshot, facts);
  const { language } = speaking;
  const values = { ref: showReference(ref) };
  if (told === null) {
    const words = screen.notFound ?? new Map();
    return plainBody(() => say(words, language, valuesOf(speaking, values)), ended);
  }
  const { service, answers = {}, given = {} } = told.request;
  const about = { ...speaking, service, answers };
  const gave = givenValues(speaking.release, service, given);
  return plainBody(() => say(told.words, language, valuesOf(about, values, gave)));
}
