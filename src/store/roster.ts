/**
 * Who works on a store, and which share of the work is whose.
 *
 * Owns the list. Who is on it says so every five seconds, and is gone when nothing was heard of them for fifteen,
 * by the listener's own clock of what has passed: no two clocks are compared. Refuses nothing and locks nothing:
 * for a moment two may hold a work to be theirs, or nobody, and a claim decides. Called by `serve` and `sending`.
 */
import { and, asc, eq, sql } from "drizzle-orm";
import { monotonic as systemMonotonic } from "../base/clock.ts";
import { WHOLE, type Share } from "../base/share.ts";
import type { Place } from "./place.ts";
import { statement, type Given } from "./statement.ts";
import { write, type Store } from "./store.ts";

/** Between two beats, in milliseconds. */
export const BEAT_EVERY_MS = 5_000;
/** Milliseconds of silence after which somebody is gone: their work goes on within 30 s. */
export const GONE_MS = 15_000;
/** Milliseconds after which whoever is gone is forgotten. */
const FORGOTTEN_MS = 60_000;

interface Worker {
  kind: string;
  id: string;
}

const putBeat = statement("workers.beat", (q, t, given: Given<Worker>) =>
  q
    .insert(t.workers)
    .values({ kind: given.kind, id: given.id, beat: 1 })
    .onConflictDoUpdate({
      target: [t.workers.kind, t.workers.id],
      set: { beat: sql`${t.workers.beat} + 1` },
    }),
);

const listWorkers = statement("workers.list", (q, t, _given: Given<object>) =>
  q.select().from(t.workers).orderBy(asc(t.workers.kind), asc(t.workers.id)),
);

const dropWorker = statement("workers.leave", (q, t, given: Given<Worker>) =>
  q.delete(t.workers).where(and(eq(t.workers.kind, given.kind), eq(t.workers.id, given.id))),
);

const dropSilent = statement("workers.forget", (q, t, given: Given<Worker & { beat: number }>) =>
  q
    .delete(t.workers)
    .where(
      and(
        eq(t.workers.kind, given.kind),
        eq(t.workers.id, given.id),
        eq(t.workers.beat, given.beat),
      ),
    ),
);

export interface RosterNeeds {
  store: Store;
  /** A file has one server, which has the whole, and its senders as they always were. */
  place: Place;
  /** Of this process; fresh. */
  id: string;
  /** Kinds of work it does, and whether it can at this moment: whoever cannot leaves their share to others. */
  kinds: Readonly<Record<string, () => boolean>>;
  /** Milliseconds that have passed, whatever is done to the clock; the system's unless a test has another. */
  monotonic?: () => number;
  /** Somebody came or went. */
  onChange?: () => void;
  onFault?: (error: unknown) => void;
}

export interface Roster {
  /** Its share of a kind of work: the whole, until it has heard of others. */
  share(kind: string): Share;
  /** Says that it is there, and looks who else is. */
  beat(): Promise<void>;
  /** Beats by itself from now on. */
  start(): void;
  /** Leaves its shares to others. */
  close(): Promise<void>;
}

/** The roster of whoever works alone. */
const ALONE: Roster = {
  share: () => WHOLE,
  beat: async () => {},
  start: () => {},
  close: async () => {},
};

export function openRoster({ place, ...needs }: RosterNeeds): Roster {
  return "url" in place ? openShared(needs) : ALONE;
}

function openShared(needs: Omit<RosterNeeds, "place">): Roster {
  const { store, id, kinds, monotonic = systemMonotonic, onChange, onFault } = needs;
  /** By kind and id: their last beat, and when it was heard. */
  let heard = new Map<string, Worker & { beat: number; at: number }>();
  let shares = new Map<string, Share>();
  let beating: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let failed = false;

  function shareOf(kind: string): Share {
    const since = monotonic() - GONE_MS;
    const others = [...heard.values()].filter((each) => each.kind === kind && each.at > since);
    const all = [...new Set([id, ...others.map((each) => each.id)])].sort();
    return { at: all.indexOf(id), of: all.length };
  }

  async function listen(): Promise<void> {
    const rows = await store.read(listWorkers, {});
    const at = monotonic();
    const before = heard;
    heard = new Map(
      rows.map((row) => {
        const key = `${row.kind} ${row.id}`;
        const known = before.get(key);
        return [key, known?.beat === row.beat ? known : { ...row, at }];
      }),
    );
    const silent = [...heard.values()].filter((each) => each.at <= at - FORGOTTEN_MS);
    if (silent.length === 0) return;
    await store.commit(
      silent.map(({ kind, id: whose, beat }) =>
        write(dropSilent, { kind, id: whose, beat }, "fine"),
      ),
    );
  }

  async function beatOnce(): Promise<void> {
    const own = Object.entries(kinds).map(([kind, can]) =>
      write(can() ? putBeat : dropWorker, { kind, id }, "fine"),
    );
    await store.commit(own);
    await listen();
    const now = new Map(Object.keys(kinds).map((kind) => [kind, shareOf(kind)]));
    const changed = [...now].some(([kind, { at, of }]) => {
      const before = shares.get(kind) ?? WHOLE;
      return before.at !== at || before.of !== of;
    });
    shares = now;
    if (changed) onChange?.();
  }

  const beat = () =>
    (beating ??= beatOnce().finally(() => {
      beating = null;
    }));

  /** A fault that lasts is told once. */
  const guarded = () =>
    beat().then(
      () => {
        failed = false;
      },
      (error: unknown) => {
        if (!failed) onFault?.(error);
        failed = true;
      },
    );

  return {
    share: (kind) => shares.get(kind) ?? WHOLE,
    beat,
    start() {
      timer ??= setInterval(() => void guarded(), BEAT_EVERY_MS);
      void guarded();
    },
    async close() {
      if (timer !== null) clearInterval(timer);
      await beating?.catch(() => {});
      // Where that fails they are gone by their silence.
      await store
        .commit(Object.keys(kinds).map((kind) => write(dropWorker, { kind, id }, "fine")))
        .catch(() => {});
    },
  };
}
