/**
 * Telling anybody about a request by its reference: whether a permit or a certificate is valid.
 *
 * Owns what is told: the words the file has for the status, and what those print. A status without words
 * is told as if nothing bore the reference. Called by `step`, `reply` and `view`.
 */
import { showReference } from "../base/reference.ts";
import { readAnswer } from "./answer.ts";
import type { Move } from "./arrive.ts";
import type { Facts, Input, Need, Outcome, Snapshot } from "./contract.ts";
import { plainBody, type Body } from "./entries.ts";
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
  return [needs === null ? { to } : { needs }, "answer"];
}

/** What is told; null while nothing was asked about. */
export function verifyBody(
  speaking: Speaking,
  screen: CompiledScreen,
  snapshot: Snapshot,
  { verified: known }: Facts,
): Body | null {
  const { about: ref } = snapshot;
  if (ref === null) return null;
  const request = known?.ref === ref ? known.request : null;
  const told = request === null ? undefined : screen.found.get(request.status);
  const { release, language } = speaking;
  const values = { ref: showReference(ref) };
  if (request === null || told === undefined) {
    return plainBody(() => say(screen.notFound ?? new Map(), language, valuesOf(speaking, values)));
  }
  const { service, answers = {} } = request;
  const about = { ...speaking, release, service, answers };
  return plainBody(() => say(told, language, valuesOf(about, values)));
}
