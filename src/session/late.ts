/**
 * Late answers: what a citizen was promised an SMS for is finished, once, whatever happens to whom.
 *
 * Owns when a question is asked again, and when it is given up. A row has one holder at a time, by its
 * fence and lease (`look-up-rows`), and goes in the commit that puts the answer into the draft and queues
 * the SMS. Nobody is asked for whom no draft waits, nor while the service is suspended: of that its citizen is
 * told when the answer is worth nothing any more. Only connectors that are safe to repeat are asked again. Called by `serve`, and by `look-ups` for an answer that came behind its
 * deadline.
 */
import { monotonic, type Clock } from "../base/clock.ts";
import { openDoubt } from "../base/doubt.ts";
import { newId, type Random } from "../base/ids.ts";
import { WHOLE, type Share } from "../base/share.ts";
import { VaultError, type Vault } from "../base/vault.ts";
import type { CompiledConnector } from "../menu/connector.ts";
import type { Store } from "../store/store.ts";
import type { Agency, Said } from "./agency.ts";
import {
  claimLookUp,
  dropLookUp,
  dueLookUps,
  LEASE_MS,
  passLookUp,
  releaseLookUp,
  WORTH_MS,
  type LostLookUp,
  type OpenLookUp,
} from "./look-up-rows.ts";
import { openPace, restAfter } from "./pace.ts";
import type { Releases } from "./releases.ts";
import { tellingOf, waiterOf, type Told, type Waiter, type WaiterNeeds } from "./waiter.ts";

/** How often it looks for what is due, in milliseconds. */
const LOOK_EVERY_MS = 5_000;
/** Times one look goes on while it finds rows: a hundred each. */
const ROUNDS_MAX = 10;
/** How long what is owed in a suspended service is put off, in milliseconds. */
const SUSPENDED_MS = 300_000;
/** How long what does not open here is left to others, in milliseconds. */
const FOREIGN_MS = 60_000;
/** Times a settlement is decided again because the draft was saved meanwhile. */
const TRIES_MAX = 5;
const GIVEN_UP: Said = { is: "broken", why: "given_up" };

export interface LateNeeds {
  store: Store;
  vault: Vault;
  releases: Pick<Releases, "get" | "current" | "suspended">;
  clock: Clock;
  random: Random;
  agency: Agency;
  /** Milliseconds that have passed, whatever is done to the clock; the process' own without it. */
  monotonic?: () => number;
  /** Its share of what is owed, and of the calls that a system gets; the whole where it works alone. */
  share?: () => Share;
  on?: LateEvents;
}

export interface LateEvents {
  late?: (fact: LateFact) => void;
  fault?: (error: unknown) => void;
}

/** What became of an owed answer: `again` where it is asked once more, `moved_on` where nobody waits. */
export interface LateFact {
  connector: string;
  came: Told | "again" | "moved_on";
}

export interface Late {
  /** What an answer that came late leads to, for whoever holds the row. Never rejects. */
  finish(row: OpenLookUp, said: Said): Promise<void>;
  /** Asks for what is due, and resolves when all of it is settled. */
  drain(): Promise<void>;
  /** Looks by itself from now on. */
  start(): void;
  /** Breaks off calls; what they were for is taken up when its lease is over. */
  close(): Promise<void>;
}

export function openLate(needs: LateNeeds): Late {
  const { store, vault, releases, clock, random, agency, on = {} } = needs;
  const { share = () => WHOLE } = needs;
  const waiting: WaiterNeeds = { ...needs, onUnreadable: (error) => on.fault?.(error) };
  const stopped = new AbortController();
  const look = openDoubt({ clock, monotonic: needs.monotonic ?? monotonic });
  const pace = openPace();
  const calls = new Set<Promise<void>>();
  /** Nothing is given up by a clock that has just leapt ahead. */
  let believed = true;
  let looking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const isOver = (row: { endsAt: number }, at: number) => believed && at >= row.endsAt;
  const isSuspended = ({ service }: OpenLookUp) => releases.suspended().has(service);

  async function settle(row: OpenLookUp, said: Said): Promise<void> {
    const { connector } = row.asking;
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const at = clock();
      const waiter = await waiterOf(waiting, row, at);
      if (waiter === null) {
        await store.commit([dropLookUp(row, "fine")]);
        return on.late?.({ connector, came: "moved_on" });
      }
      // The menus changed under the call: what another question came to is no answer to this one.
      const known = isAsAsked(waiter, row) ? said : GIVEN_UP;
      const mayRepeat = waiter.connector?.safe === true && !isOver(row, at);
      const shut = isSuspended(row);
      if (mayRepeat && !waiter.has && (shut || known.is === "broken" || known.is === "late")) {
        const dueAt = at + (shut ? SUSPENDED_MS : restAfter(row.tries));
        await store.commit([releaseLookUp({ ...row, dueAt, leaseUntil: 0 }, at)]);
        return on.late?.({ connector, came: "again" });
      }
      const { came, writes } = await tellingOf(waiting, waiter, { row, said: known, at });
      const committed = await store.commit([dropLookUp(row, "conflict"), ...writes]);
      if (committed.done) return on.late?.({ connector, came });
      // Either the draft was saved just now, or somebody else holds the row and has done it.
    }
  }

  async function finish(row: OpenLookUp, said: Said): Promise<void> {
    try {
      await settle(row, said);
    } catch (error) {
      // It is owed all the same: the lease runs out, and it is taken up again.
      on.fault?.(error);
    }
  }

  /** Begins what is to be done about a row that is due; a call goes on by itself. */
  async function takeUp(found: OpenLookUp | LostLookUp): Promise<void> {
    if ("error" in found) throw found.error;
    const at = clock();
    // As it would be had the clock that wrote it been right.
    const endsAt = Math.min(found.endsAt, at + WORTH_MS);
    const row = { ...found, endsAt, askedAt: Math.min(found.askedAt, at), leaseUntil: 0 };
    const putOff = (ms: number) => store.commit([releaseLookUp({ ...row, dueAt: at + ms }, at)]);
    const shut = isSuspended(row);
    if (shut && !isOver(row, at)) return void (await putOff(SUSPENDED_MS));
    const waiter = await waiterOf(waiting, row, at);
    const connector = waiter?.connector ?? null;
    // Of an unsafe one, whoever asked is gone, and perhaps was heard.
    if (
      shut ||
      waiter?.has === true ||
      connector === null ||
      isOver(row, at) ||
      (row.tries > 0 && !connector.safe)
    )
      return finish(row, GIVEN_UP);
    const rests = pace.enter(connector.name, at, share().of);
    if (rests > 0) return void (await putOff(rests));
    const { inputs, marker } = waiter?.lookUp ?? row.asking;
    const next = { fence: newId(at, random), tries: row.tries + 1, leaseUntil: at + LEASE_MS };
    const taken = { ...row, ...next, asking: { ...row.asking, inputs, marker } };
    const mine = await store.commit([claimLookUp(taken, row, at)]).catch((error: unknown) => {
      pace.leave(connector.name, { failed: false, at });
      throw error;
    });
    if (!mine.done) return pace.leave(connector.name, { failed: false, at });
    const done = call(taken, connector).finally(() => calls.delete(done));
    calls.add(done);
  }

  /**
   * What does not open here may open elsewhere, under a key that another process has. Once it is worth nothing that one tells
   * its citizen so, and has as long again for it: whoever lacked the key and came first dropped what was promised.
   */
  async function unopened(found: OpenLookUp | LostLookUp, error: VaultError): Promise<void> {
    on.fault?.(error);
    const at = clock();
    const left = error.code === "unknown_key" && !isOver({ endsAt: found.endsAt + WORTH_MS }, at);
    const next = { fresh: newId(at, random), dueAt: at + FOREIGN_MS };
    await store.commit([left ? passLookUp(found, next) : dropLookUp(found, "fine")]);
  }

  async function call(row: OpenLookUp, connector: CompiledConnector): Promise<void> {
    const how = { signal: stopped.signal, owed: true };
    const said = await agency.ask(connector, row.asking.inputs, how);
    pace.leave(connector.name, { failed: said.is === "broken", at: clock() });
    if (!stopped.signal.aborted) await finish(row, said);
  }

  async function lookOnce(): Promise<void> {
    believed = look().is === "believed";
    for (let rounds = 0; rounds < ROUNDS_MAX; rounds++) {
      const due = await dueLookUps(store, vault, { at: clock(), share: share() });
      if (due.length === 0) return;
      const done = await Promise.allSettled(
        due.map((each) =>
          takeUp(each).catch((error: unknown) => {
            if (!(error instanceof VaultError)) throw error;
            return unopened(each, error);
          }),
        ),
      );
      for (const each of done) if (each.status === "rejected") on.fault?.(each.reason);
    }
  }

  /** One look at a time; it waits for no call. */
  const lookNow = () =>
    (looking ??= lookOnce()
      .catch((error: unknown) => on.fault?.(error))
      .finally(() => {
        looking = null;
      }));

  return {
    finish,
    async drain() {
      await lookNow();
      await Promise.all(calls);
    },
    start() {
      timer ??= setInterval(() => void lookNow(), LOOK_EVERY_MS);
    },
    async close() {
      if (timer !== null) clearInterval(timer);
      stopped.abort();
      await looking;
      await Promise.all(calls);
    },
  };
}

function isAsAsked({ lookUp }: Waiter, { asking }: OpenLookUp): boolean {
  return lookUp.marker === asking.marker;
}
