/**
 * Services whose answers are counted and belong to nobody.
 *
 * Owns what is left of such an application when it is sent: nothing. What must not be asked there is the
 * checker's (`check/anonymous`). Called by `step` and `apply`.
 */
import type { Move } from "./arrive.ts";
import type { Answer, Answers, Effect, Snapshot } from "./contract.ts";
import type { CompiledService, Release } from "./model.ts";
import type { Path } from "./path.ts";
import { cleared } from "./snapshot.ts";

export function isAnonymous(release: Release, service: string | null): boolean {
  return release.services.get(service ?? "")?.anonymous === true;
}

/** The last screen. The session, which knows the phone, forgets the answers and the way to them. */
export function counted(snapshot: Snapshot, service: CompiledService, path: Path): Move {
  const { name, keepMs } = service;
  const answers: Answers = Object.fromEntries(
    path.answered.map((screen): [string, Answer] => [
      screen.name,
      path.answers[screen.name] ?? null,
    ]),
  );
  const effects: Effect[] = [
    { do: "count", service: name, answers, keepMs },
    // Of a release in which the service was not anonymous yet.
    { do: "drop_draft", service: name, intent: null },
  ];
  const forgotten = { answers: {}, back: [], intent: null, changing: null };
  return { to: { ...cleared(snapshot), ...forgotten, ended: true }, effects };
}
