/**
 * What a journey visits: from the steps that were taken and the history of what was sent.
 *
 * Pure but for the reading of a journey's own store. Called by `trial`.
 */
import type { Snapshot } from "../../menu/contract.ts";
import type { Item } from "../../menu/entries.ts";
import { holds } from "../../menu/machine.ts";
import { OWN, type CompiledScreen, type Edge, type Release } from "../../menu/model.ts";
import { remindersOf } from "../../menu/reminders.ts";
import { viewOf } from "../../menu/view.ts";
import { standingOf } from "../../menu/window.ts";
import { pageOfMessages } from "../../messages/list.ts";
import { contactOf } from "../../people/people.ts";
import { listHistory, type SealedLine } from "../../requests/history.ts";
import { findByRef } from "../../requests/state.ts";
import { deadlineOf } from "../../menu/calendar.ts";
import type { TakenStep } from "../../session/scene.ts";
import { refsOf, type Rooms } from "./counter.ts";
import { helpSeen, helpSmsSeen } from "./helped.ts";
import {
  branchName,
  FACE,
  keyOf,
  moveName,
  oncePoint,
  OPTION,
  optionName,
  reasonName,
  reminderName,
  shutPoint,
  SMS,
  type Kind,
} from "./points.ts";

/** Keys of points, by language. */
export type Seen = Map<string, Set<string>>;

export function addAll(into: Seen, from: Seen): void {
  for (const [language, keys] of from) {
    const known = into.get(language) ?? new Set();
    into.set(language, new Set([...known, ...keys]));
  }
}

function note(seen: Seen, languages: readonly string[], key: string): void {
  for (const language of languages) {
    const known = seen.get(language);
    if (known === undefined) seen.set(language, new Set([key]));
    else known.add(key);
  }
}

type Visited = readonly [kind: Kind, screen: CompiledScreen, what: string];

/** Notes what one step visited. */
export function seeStep(seen: Seen, taken: TakenStep): void {
  const { release, before, after } = taken;
  // Whoever has not chosen a language is spoken to in all of them.
  const all = release.channel.languages.map(({ is }) => is);
  const spoken = before?.language ?? after.language;
  const languages = spoken === null ? all : [spoken];
  const shown = after.language === null ? all : [after.language];
  for (const [kind, { service, name: at }, what] of leftBy(taken)) {
    note(seen, languages, keyOf({ kind, service, at, what }));
  }
  const once = after.screen === OWN.once ? (after.service ?? before?.service ?? null) : null;
  if (once !== null) note(seen, shown, keyOf(oncePoint(once)));
  const [shut = ""] = after.screen === OWN.shut ? (after.about ?? "").split(" ") : [];
  const standing = standingOf(release, shut, taken.facts.at);
  if (standing !== null) note(seen, shown, keyOf(shutPoint(shut, standing.is)));
  for (const point of helpSeen(taken)) note(seen, shown, keyOf(point));
  for (const [kind, { service, name: at }, what] of cameTo(taken)) {
    note(seen, shown, keyOf({ kind, service, at, what }));
  }
}

/** What is shown after it. */
function cameTo({ release, after, facts, effects }: TakenStep): Visited[] {
  const screen = release.screens.get(after.screen);
  const sms = effects.flatMap((effect): Visited[] => {
    const sending = effect.do === "send_sms" ? release.screens.get(effect.screen) : undefined;
    return sending === undefined ? [] : [["sms", sending, SMS.screen]];
  });
  if (screen === undefined) return sms;
  if (after.wrong !== null) {
    return [...sms, ["reason", screen, reasonName(screen, after.wrong.code)]];
  }
  return [...sms, ["screen", screen, faceOf(screen, after, facts)]];
}

function faceOf(
  screen: CompiledScreen,
  { find, ended, about, offered }: Snapshot,
  { verified, mine }: TakenStep["facts"],
): string {
  if (screen.kind === "look_up") return about ?? FACE.first;
  if (screen.kind === "mine") {
    const status = mine?.screen === screen.id ? mine.request?.status : undefined;
    return status !== undefined && screen.found.has(status) ? status : FACE.missing;
  }
  if (screen.kind === "confirm" && ended) return FACE.sent;
  if (screen.kind === "book" && offered?.length === 0) return FACE.none;
  if (screen.kind === "verify" && about !== null) {
    const status = verified?.ref === about ? verified.request?.status : undefined;
    return status !== undefined && screen.found.has(status) ? status : FACE.missing;
  }
  return find === null ? FACE.first : FACE.narrowed;
}

/** The option that was taken, and the way it led. */
function leftBy(taken: TakenStep): Visited[] {
  const { release, before, after, text, facts } = taken;
  const screen = before === null ? undefined : release.screens.get(before.screen);
  if (before === null || screen === undefined || typeof text !== "string") return [];
  if (after.wrong !== null || after.screen === OWN.stuck) return [];
  const typed = text.trim();
  const { keys } = release.channel;
  if (before.language !== null && [keys.home, keys.back].includes(typed)) return [];
  const view = viewOf(release, before, facts);
  const skipped = view.skip && typed === keys.skip;
  const item = skipped ? null : view.item(typed);
  const narrowing = item === null && screen.list !== null;
  if (narrowing || (typed === keys.more && item === null && !skipped)) return [];
  const option = skipped ? OPTION.skip : item === null ? null : nameOf(screen, item);
  const way = wayTaken(release, screen, before, after, item);
  return [
    ...(option === null ? [] : [["option", screen, option] as const]),
    ...(way === null ? [] : [["branch", screen, way] as const]),
  ];
}

function nameOf(screen: CompiledScreen, item: Item): string {
  if (item.choice !== null) return optionName(item.choice);
  if (screen.list !== null) return OPTION.row;
  return screen.kind === "requests" ? OPTION.request : item.is;
}

/** Null where there is one way only, or none was taken. */
function wayTaken(
  release: Release,
  screen: CompiledScreen,
  before: Snapshot,
  after: Snapshot,
  item: Item | null,
): string | null {
  // Changing one answer goes on to what that opened, and no further.
  if (before.changing !== null) return null;
  const own = item?.choice?.edges ?? null;
  const edges: readonly Edge[] = own ?? screen.edges;
  if (edges.length < 2) return null;
  const answers = screen.name in after.answers ? after.answers : before.answers;
  const index = edges.findIndex(({ guards }) => holds(guards, answers));
  return index < 0 ? null : branchName(own === null ? null : (item?.choice ?? null), edges, index);
}

/** Notes which SMS of assisted mode these texts are. */
export async function seeHelpSms(
  seen: Seen,
  release: Release,
  rooms: Rooms,
  texts: readonly string[],
): Promise<void> {
  const refs = await refsOf(rooms);
  for (const { language, point } of texts.flatMap((text) => helpSmsSeen(release, refs, text))) {
    note(seen, [language], keyOf(point));
  }
}

/** Notes what became of every request of a journey, and the SMS that told of it. */
export async function seeRequests(seen: Seen, rooms: Rooms): Promise<void> {
  for (const ref of await refsOf(rooms)) await seeRequest(seen, rooms, ref);
}

async function seeRequest(seen: Seen, rooms: Rooms, ref: string): Promise<void> {
  const { store, vault, releases } = rooms;
  const request = await findByRef(store, { ref });
  const release = request === null ? null : await releases.get(request.release);
  if (request === null || release === null) return;
  const { service } = request;
  const contact = await contactOf(store, vault, request.person);
  const languages = [contact?.language ?? release.channel.languages[0]?.is ?? "en"];
  const lines = await listHistory(store, { ref });
  const { messages } = await pageOfMessages(store, { filters: { ref }, after: null, limit: 100 });
  // A message that told of a line was queued in its commit.
  const sent = new Set(
    messages.filter(({ state }) => state === "accepted").map(({ createdAt }) => createdAt),
  );
  let status = "";
  let since = 0;
  for (const line of lines) {
    const by = moverOf(line);
    const points = pointsOfLine(release, service, line, { status, since, by }, sent.has(line.at));
    for (const { kind, at, what } of points)
      note(seen, languages, keyOf({ kind, service, at, what }));
    if ((line.action === "move" || line.action === "submit") && line.to !== null) {
      status = line.to;
      since = line.at;
    }
  }
}

function moverOf({ actor }: SealedLine): string {
  if (actor === "clock") return "clock";
  return actor.startsWith("person:") ? "citizen" : "officer";
}

function pointsOfLine(
  release: Release,
  service: string,
  { action, at: instant, to }: SealedLine,
  before: { status: string; since: number; by: string },
  told: boolean,
): { kind: Kind; at: string; what: string }[] {
  const from = before.status;
  const sms = (at: string, what: string) => (told ? [{ kind: "sms" as const, at, what }] : []);
  const life = release.services.get(service)?.life;
  const words = (name: string) => life?.statuses.get(name)?.sms != null;
  switch (action) {
    case "submit":
    case "move": {
      if (to === null) return [];
      const moved =
        action === "move"
          ? [{ kind: "move" as const, at: from, what: moveName(from, to, before.by) }]
          : [];
      return [
        { kind: "status", at: to, what: "" },
        ...moved,
        ...(words(to) ? sms(to, SMS.status) : []),
      ];
    }
    case "late":
      return sms(from, SMS.late);
    case "remind": {
      const status = life?.statuses.get(from);
      if (status === undefined) return [];
      // Of an appointment that has another time by now only the order is known.
      if (status.until !== null) return sms(from, reminderName(0));
      const standing = {
        since: before.since,
        deadline: deadlineOf(release.channel, status, before.since),
      };
      const due = remindersOf(release.channel, status, standing).findLast(
        ({ at }) => at <= instant,
      );
      return due === undefined ? [] : sms(from, reminderName(due.reminder));
    }
    default:
      return [];
  }
}
