/** How snapshots are made and changed; each function gives a new one. */
import type { Snapshot } from "./contract.ts";
import { OWN } from "./model.ts";

export const FRESH: Snapshot = {
  v: 1,
  screen: OWN.stuck,
  language: null,
  service: null,
  answers: {},
  back: [],
  pages: [],
  find: null,
  strikes: 0,
  wrong: null,
  intent: null,
  changing: null,
  pending: [],
  about: null,
  recent: null,
  ended: false,
};

/** As another screen begins: its first page, not narrowed, nothing wrong yet. */
export function cleared(snapshot: Snapshot): Snapshot {
  const { blocked, offered } = snapshot;
  const kept = blocked === undefined && offered === undefined ? snapshot : unsaid(snapshot);
  return { ...kept, pages: [], find: null, wrong: null, strikes: 0, recent: null };
}

/** Apart, since a copy that leaves keys out takes 0.5 µs, ten times one of all of them. */
function unsaid(snapshot: Snapshot): Snapshot {
  const { blocked: _, offered: _offered, ...rest } = snapshot;
  return rest;
}

/** Out of the application; its answers wait in the draft. */
export function left(snapshot: Snapshot): Snapshot {
  return { ...snapshot, service: null, answers: {}, intent: null, changing: null };
}

/** The screen now shown can be gone back to. */
export function remembering(snapshot: Snapshot, next: Partial<Snapshot>): Snapshot {
  return { ...cleared(snapshot), back: [...snapshot.back, snapshot.screen], ...next };
}

/** The request that another call has made of a draft. */
export interface SentBefore {
  ref: string;
  service: string;
}

/**
 * The end of a call whose application another call of the same draft has sent. Of that service: with the draft gone, the
 * step has led out of it.
 */
export function sentBefore(snapshot: Snapshot, { ref, service }: SentBefore): Snapshot {
  return { ...cleared(snapshot), service, screen: OWN.sent, about: ref, ended: true };
}
