/**
 * Objecting by dialling: under "My requests", to a request that an officer sent for the caller.
 *
 * Owns the option, for as long as nobody has objected. Called by `own` and `request-body`.
 */
import type { Move } from "./arrive.ts";
import type { RequestFact, Snapshot } from "./contract.ts";
import type { Entry } from "./entries.ts";
import { OWN } from "./model.ts";
import { cleared } from "./snapshot.ts";
import { say } from "./text.ts";
import { valuesOf, type Speaking } from "./values.ts";

/** In the place of a status: no status can have this name. */
const OBJECTION = "~object";

/** True where what was chosen is to object. */
export function isObjection({ about }: Pick<Snapshot, "about">): boolean {
  const [, to] = (about ?? "").split(" ");
  return to === OBJECTION;
}

/** The option under a request; none where it was not sent so, or somebody has objected already. */
export function objectionEntries(
  speaking: Speaking,
  { ref, assisted }: RequestFact,
  key: string,
): Entry[] {
  const { assist } = speaking.release.channel;
  if (assist === null || assisted !== true) return [];
  const label = () => say(assist.texts.objection, speaking.language, valuesOf(speaking));
  return [{ item: { is: `${ref} ${OBJECTION}`, key, choice: null }, label }];
}

/** It was confirmed. */
export function objected(snapshot: Snapshot): Move {
  const [ref = ""] = (snapshot.about ?? "").split(" ");
  const to = { ...cleared(snapshot), screen: OWN.moved };
  return { to, effects: [{ do: "object_request", ref }] };
}

/** `open`: officers can still decide on it. */
export function notedText(speaking: Speaking, { open }: { open: boolean }): string {
  const { assist } = speaking.release.channel;
  if (assist === null) return "";
  const words = open ? assist.texts.noted : assist.texts.noted_decided;
  return say(words, speaking.language, valuesOf(speaking));
}
