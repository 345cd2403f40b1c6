/**
 * When a service takes applications: from one day to another, once or every year.
 *
 * Owns whether it is open at an instant, on the channel's clocks, and what stands in place of its questions
 * when it is not. Whoever is in the middle when it closes keeps a draft and is told: nothing is sent by
 * somebody who was faster or slower to type. What was sent, and what the service only tells, stays open.
 * Pure; called by `step`, `dial` and whatever prints.
 */
import { z } from "zod";
import { dayOf } from "./calendar.ts";
import type { Draft, Facts, Snapshot } from "./contract.ts";
import { dateText } from "./dates.ts";
import { APPLICATION_KINDS, OWN, type CompiledService, type Release } from "./model.ts";
import type { Sayings } from "./text.ts";
import { text } from "./text-format.ts";

const day = z
  .string()
  .regex(/^(\d{4}-)?\d{2}-\d{2}$/, "a day such as 2027-01-31, or 01-31 for one of every year");

export const open = z
  .strictObject({
    from: day.meta({
      description: "The first day: 2027-01-04, or 01-04 of every year.",
      examples: ["2027-01-04", "01-04"],
    }),
    to: day.meta({
      description: "The last day, which is open to its end.",
      examples: ["2027-02-28"],
    }),
    early: text.optional().meta({
      description:
        "What is told before; {opens} prints the first day. The channel's words without it.",
    }),
    over: text.optional().meta({
      description:
        "What is told after; {closes} prints the last day. The channel's words without it.",
    }),
  })
  .meta({
    description: "When applications are taken; always without it.",
    examples: [{ from: "2027-01-04", to: "2027-01-31" }],
  });
export type WindowFile = z.infer<typeof open>;

export interface Window {
  /** ISO days, `2027-01-31`, or, every year, `01-31`. */
  from: string;
  to: string;
  early: Sayings | null;
  over: Sayings | null;
}

/** ISO days: the first and the last of the window that is open, or comes, or was. */
export interface Standing {
  is: "open" | "early" | "over";
  opens: string;
  closes: string;
}

export const isYearly = (one: string): boolean => one.length === 5;

/** How a window stands on a day of the channel, as an ISO date. */
export function standingOn({ from, to }: Pick<Window, "from" | "to">, today: string): Standing {
  if (!isYearly(from)) {
    const is = today < from ? "early" : today > to ? "over" : "open";
    return { is, opens: from, closes: to };
  }
  const year = Number(today.slice(0, 4));
  // One that begins in autumn and ends in spring closes in the year after it opens.
  const over = from <= to ? 0 : 1;
  for (const each of [year - 1, year, year + 1]) {
    const closes = `${each + over}-${to}`;
    if (closes < today) continue;
    const opens = `${each}-${from}`;
    return { is: opens <= today ? "open" : "early", opens, closes };
  }
  return { is: "open", opens: today, closes: today };
}

/** Beyond the year 9000 days no longer compare as texts. */
const AT_MAX = Date.UTC(9000, 0, 1);

/** How a service stands at an instant; null where it is always open. */
export function standingOf(
  { channel, services }: Release,
  service: string | null,
  at: number | undefined,
): Standing | null {
  const { open: window } = services.get(service ?? "") ?? { open: null };
  if (window == null || at === undefined || !(at >= 0 && at < AT_MAX)) return null;
  return standingOn(window, dayOf(channel.timeZone, at));
}

/** The service whose questions a snapshot stands in although it takes none now; null = none. */
export function closedTo(
  release: Release,
  snapshot: Snapshot,
  { at }: Pick<Facts, "at">,
): string | null {
  const screen = release.screens.get(snapshot.screen);
  const asks = screen !== undefined && APPLICATION_KINDS.has(screen.kind);
  const service =
    snapshot.screen === OWN.resume ? snapshot.about : asks ? screen.service : snapshot.service;
  return isClosed(release, service, at) ? service : null;
}

export function isClosed(
  release: Release,
  service: string | null,
  at: number | undefined,
): boolean {
  const standing = standingOf(release, service, at);
  return standing !== null && standing.is !== "open";
}

/** Drafts of what can be gone on with at an instant. */
export function openDrafts<D extends Draft>(
  release: Release,
  drafts: readonly D[],
  at: number | undefined,
): D[] {
  return drafts.filter(({ service }) => !isClosed(release, service, at));
}

/** `{opens}` and `{closes}`, as texts print them; nothing where the service is always open. */
export function windowText(
  release: Release,
  service: string | null,
  language: string,
  at: number | undefined,
  which: "opens" | "closes",
): string {
  const standing = standingOf(release, service, at);
  return standing === null ? "" : dateText(language, "UTC", Date.parse(standing[which]));
}

export function windowOf(
  file: WindowFile | undefined,
  say: (words: WindowFile["from"] | NonNullable<WindowFile["early"]>) => Sayings,
): CompiledService["open"] {
  if (file === undefined) return null;
  const { from, to, early, over } = file;
  const said = (words: typeof early) => (words === undefined ? null : say(words));
  return { from, to, early: said(early), over: said(over) };
}
