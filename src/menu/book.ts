/**
 * Booking an appointment: the free times as a list, and what a number on it means.
 *
 * Owns that a number means the time it stood beside: the list is kept with the session as it was shown, and
 * a time that is gone by then is told and the list shown anew. That no two get the last place is the
 * commit's to decide. Called by `step`, `reply`, `own` and `view`.
 */
import type { Answers, Facts, Input, Need, RequestFact, Snapshot } from "./contract.ts";
import { instantOfSlot } from "./calendar.ts";
import { momentText } from "./dates.ts";
import { numbered, plainBody, type Body, type Said } from "./entries.ts";
import { keyAt, reservedBy } from "./list.ts";
import { OWN, type CompiledScreen, type Release } from "./model.ts";
import { freeSlots, unheld } from "./slots.ts";
import { cleared } from "./snapshot.ts";
import { say } from "./text.ts";
import { valuesOf, type Speaking } from "./values.ts";

/** A list of free times: which screen's, after which answers. */
export interface Booking {
  screen: CompiledScreen;
  answers: Answers;
  /** The request whose time is changed; null within an application. */
  request: RequestFact | null;
}

/** Null where the snapshot's screen lists no times. */
export function bookingOf(release: Release, snapshot: Snapshot, facts: Facts): Booking | null {
  const own = release.screens.get(snapshot.screen);
  if (own !== undefined) {
    return own.book === null ? null : { screen: own, answers: snapshot.answers, request: null };
  }
  if (snapshot.screen !== OWN.slot) return null;
  const [ref = "", , name = ""] = (snapshot.about ?? "").split(" ");
  const request = facts.requests?.find((one) => one.ref === ref);
  const screen = release.screens.get(`${request?.service ?? ""}/${name}`);
  if (request === undefined || screen === undefined || screen.book === null) return null;
  return { screen, answers: request.answers ?? {}, request };
}

/** How many have booked, where the list is yet to be made. */
export function unlisted(release: Release, snapshot: Snapshot, facts: Facts): Need | null {
  if (snapshot.offered !== undefined) return null;
  const booking = bookingOf(release, snapshot, facts);
  return booking === null ? null : unheld(booking.screen, booking.answers, facts);
}

/** The snapshot with the list of its screen, where it has one. */
export function listed(release: Release, snapshot: Snapshot, { facts, at }: Input): Snapshot {
  const booking = bookingOf(release, snapshot, facts);
  if (booking === null || snapshot.offered !== undefined) return snapshot;
  const { screen, answers } = booking;
  return { ...snapshot, offered: freeSlots(release.channel, screen, answers, facts, at) };
}

/** Whether a time that was picked is still free; or what must be asked first. */
export function stillFree(
  release: Release,
  { screen, answers }: Booking,
  is: string,
  { facts, at }: Input,
): { free: boolean } | { needs: Need } {
  const needs = unheld(screen, answers, facts);
  if (needs !== null) return { needs };
  const free = freeSlots(release.channel, screen, answers, facts, at).includes(is);
  return { free: free && facts.refused !== "slot_taken" };
}

/** Somebody else was quicker: the list as it is now, and all else as it was. */
export function taken(snapshot: Snapshot): Snapshot {
  return { ...cleared(snapshot), wrong: { code: TAKEN } };
}

/** A reason of line one, in the words of the screen: no channel has any. */
export const TAKEN = "taken";

export function bookBody(
  speaking: Speaking,
  screen: CompiledScreen,
  snapshot: Snapshot,
  head: Said,
): Body {
  const { release, language } = speaking;
  const { channel } = release;
  const offered = snapshot.offered ?? [];
  const none = screen.book?.none ?? new Map();
  if (offered.length === 0) return plainBody(() => say(none, language, valuesOf(speaking)));
  const reserved = reservedBy(Object.values(channel.keys));
  const entries = offered.map((is, index) => ({
    item: { is, key: keyAt(index, reserved), choice: null },
    label: () => slotText(release, language, is),
  }));
  return { head, ...numbered(entries) };
}

/** `Tue 9 Mar 9am`; the answer as it is where it is no time. */
export function slotText({ channel }: Pick<Release, "channel">, language: string, is: string) {
  const at = instantOfSlot(channel, is);
  return at === null ? is : momentText(language, channel.timeZone, at);
}
