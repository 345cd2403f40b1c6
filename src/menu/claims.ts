/**
 * What a request holds that no other can have: that of its kind there is one, and its appointment.
 *
 * Owns what makes two requests the same. Says it in plain words, which leave the process as a keyed hash
 * and under a seal only. Pure and total; called by whoever opens a request or moves one.
 */
import { letValue } from "./conditions.ts";
import type { Answers, ClaimRefusal } from "./contract.ts";
import type { CompiledService, Release } from "./model.ts";
import { standingOf } from "./window.ts";
import { slotOf, slotPool } from "./slots.ts";

/** One of so many places. */
export interface Claim {
  /** What it is a place of, in the clear: holds answers. */
  pool: string;
  /** Epoch milliseconds of an appointment; 0 = of no instant. */
  at: number;
  /** How many places there are. */
  places: number;
  /** Why it cannot be had once all are taken. */
  otherwise: ClaimRefusal;
}

/** All that a request with these answers, sent at an instant, holds in a status that frees nothing. */
export function claimsOf(
  release: Release,
  service: string,
  answers: Answers,
  openedAt: number,
): Claim[] {
  const compiled = release.services.get(service);
  if (compiled === undefined) return [];
  const closes = standingOf(release, service, openedAt)?.closes ?? null;
  return [...onceOf(compiled, answers, closes), ...appointmentsOf(release, compiled, answers)];
}

/** An appointment is one of the places that there are at its time. */
function appointmentsOf({ channel }: Release, { bookings }: CompiledService, answers: Answers) {
  return bookings.flatMap((screen): Claim[] => {
    const { name, book } = screen;
    const slot = book === null ? null : slotOf(channel, book, answers, answers[name]);
    if (slot === null) return [];
    const { at, places } = slot;
    return [{ pool: slotPool(screen, answers), at, places, otherwise: "slot_taken" }];
  });
}

/** True where requests of the service hold something. */
export function holds(release: Release, service: string): boolean {
  const compiled = release.services.get(service);
  return compiled !== undefined && (compiled.once !== null || compiled.bookings.length > 0);
}

/** In `once`: of one time in which the service is open, and not of another. */
export const CLOSES = "closes";

function onceOf(service: CompiledService, answers: Answers, closes: string | null): Claim[] {
  if (service.once === null) return [];
  const values = service.once.by.map((name) =>
    name === CLOSES ? closes : sameAs(valueOf(service, name, answers)),
  );
  const pool = JSON.stringify(["once", service.name, service.once.by, values]);
  return [{ pool, at: 0, places: 1, otherwise: "sent_already" }];
}

function valueOf({ lets }: CompiledService, name: string, answers: Answers) {
  const computed = lets.get(name);
  return computed === undefined
    ? (answers[name] ?? null)
    : letValue(computed.be(answers), computed.otherwise);
}

/** Capitals, accents and the spaces between words tell no two people apart. */
function sameAs(value: string | number | boolean | null) {
  if (typeof value !== "string") return value;
  return value
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
