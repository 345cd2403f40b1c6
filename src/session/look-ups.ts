/**
 * Look-ups: a question to an agency's system on the way of a hop, and at most so long.
 *
 * Owns the deadline, what is remembered of answers, and how many calls of one connector are under way. A
 * question is on disk before it goes out (`look-up-rows` has the life of its row), and one that is not safe
 * to repeat goes out once: whoever comes to its row is told of an SMS. Refuses to hold a citizen: what does
 * not come in time is late, goes on by itself once the hop that told so is on disk, and is finished by
 * `late`. Called by `hop`.
 */
import { isDeepStrictEqual } from "node:util";
import { monotonic, type Clock } from "../base/clock.ts";
import { newId, type Random } from "../base/ids.ts";
import type { Vault } from "../base/vault.ts";
import type { CompiledConnector } from "../menu/connector.ts";
import type { Answers, LookedUp, LookUp } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import type { Store, Write } from "../store/store.ts";
import type { Agency, Said } from "./agency.ts";
import {
  AGAIN_MS,
  claimLookUp,
  dropLookUp,
  dropLookUps,
  LEASE_MS,
  loadLookUps,
  oweLookUp,
  releaseLookUp,
  WORTH_MS,
  type LookUpKey,
  type LostLookUp,
  type OpenLookUp,
} from "./look-up-rows.ts";
import { openMemory } from "./remembered.ts";

/** Calls of one connector under way at most: a dead system must not take the places of other citizens. */
export const UNDER_WAY_MAX = 100;
/** Times a row is claimed again because somebody else won it. */
const TRIES_MAX = 5;

export interface LookUpFact {
  connector: string;
  outcome: LookedUp["came"]["is"];
  /** A code of ours: why it is broken, or nobody was asked. */
  why: string | null;
  /** Milliseconds the citizen waited for it; null where nobody was asked. */
  ms: number | null;
}

export interface LookUpNeeds {
  store: Store;
  vault: Vault;
  clock: Clock;
  random: Random;
  agency: Agency;
  /** The clock of `Asker.until`; the system's unless a test has another. */
  hopClock?: () => number;
  /** Resolves after so many milliseconds, or when the signal says that nobody waits. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  on?: LookUpEvents;
}

export interface LookUpEvents {
  lookUp?: (fact: LookUpFact) => void;
}

/** One question of a hop, and what it came to. */
export interface Asked {
  lookedUp: LookedUp;
  of: LookUpKey;
  /** Its row, as it is held; null where there is none, or another one holds it. */
  row: OpenLookUp | null;
  /** What comes after the deadline; null where nothing does. */
  rest: Promise<Said> | null;
}

/** Who asks. */
export interface Asker {
  person: string;
  /** The code that was dialled. */
  code: string;
  /** The last digits of whoever is helped. */
  helps?: string;
  /** By when the citizen must have an answer; milliseconds of the monotonic clock. */
  until: number;
}

export interface LookUps {
  ask(release: Release, lookUp: LookUp, asker: Asker): Promise<Asked>;
  /** What the commit of the hop has to hold besides; `owed` where the citizen was told of an SMS. */
  writesOf(asked: readonly Asked[], owed: boolean): Write[];
  /** The hop is on disk: what came late goes on. */
  committed(asked: readonly Asked[], owed: boolean): void;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}

/** What to do with an answer that came late. */
export type Finish = (row: OpenLookUp, said: Said) => Promise<void>;

export function openLookUps(needs: LookUpNeeds, finish: Finish): LookUps {
  const { store, vault, clock, random, agency, wait = waited, on = {} } = needs;
  const { hopClock = monotonic } = needs;
  const remembered = openMemory(clock);
  const underWay = new Map<string, number>();
  const stopped = new AbortController();
  const finishing = new Set<Promise<void>>();

  function call(connector: CompiledConnector, inputs: Answers): Promise<Said> {
    return agency
      .ask(connector, inputs, { signal: stopped.signal, owed: false })
      .then((said) => {
        if (said.is === "found") remembered.keep(connector, inputs, said.fields);
        return said;
      })
      .finally(() => leave(connector));
  }

  /** Takes a place among the calls of a connector; false where there is none. */
  function enter({ name }: CompiledConnector): boolean {
    const under = underWay.get(name) ?? 0;
    if (under < UNDER_WAY_MAX) underWay.set(name, under + 1);
    return under < UNDER_WAY_MAX;
  }

  function leave({ name }: CompiledConnector): void {
    underWay.set(name, (underWay.get(name) ?? 1) - 1);
  }

  /** Null where nothing came in time. */
  async function inTime(work: Promise<Said>, ms: number): Promise<Said | null> {
    const answered = new AbortController();
    try {
      return await Promise.race([work, wait(ms, answered.signal).then(() => null)]);
    } finally {
      answered.abort();
    }
  }

  /**
   * Takes the question's row and a place among the calls, both or neither; or says why nobody is asked, and
   * with which row the SMS is owed then. Where there is no row, it is owed already.
   */
  async function claim(
    { digest }: Release,
    connector: CompiledConnector,
    { service, name, inputs, marker }: LookUp,
    { person, code, helps }: Asker,
  ): Promise<Claimed> {
    const key = { person, service, name };
    for (let tries = 1; ; tries++) {
      const at = clock();
      const open = await loadLookUps(store, vault, key);
      const same =
        [open.owed, open.asking].find((each) => isSame(each, connector, inputs, at)) ?? null;
      // Asked already, and perhaps heard: only what is declared safe is asked a second time.
      if (same !== null && !connector.safe)
        return { is: "asked", why: "asked", row: same.state === "owed" ? null : same };
      const question = { connector: connector.name, inputs, marker, code };
      const asking = helps === undefined ? question : { ...question, helps };
      const fresh = { state: "asking", tries: 0, askedAt: at, endsAt: at + WORTH_MS } as const;
      const held = { ...key, fence: newId(at, random), release: digest, dueAt: at, asking };
      const row: OpenLookUp = { ...fresh, ...same, ...held, leaseUntil: 0 };
      if (tries > TRIES_MAX || !enter(connector)) {
        return { is: "full", why: "full", row: same?.state === "owed" ? null : row };
      }
      try {
        const called = { ...row, tries: row.tries + 1, leaseUntil: at + LEASE_MS };
        const committed = await store.commit([claimLookUp(called, open[called.state], at)]);
        if (committed.done) return { is: "claimed", row: called };
        leave(connector);
      } catch (error) {
        leave(connector);
        throw error;
      }
    }
  }

  return {
    async ask(release, lookUp, asker) {
      const { service, name, inputs, marker } = lookUp;
      const of = { person: asker.person, service, name };
      const at = clock();
      const answered = (came: LookedUp["came"], how: Partial<Asked> & Omit<Fact, "outcome">) => {
        const { row = null, rest = null, why = null, ms = null } = how;
        on.lookUp?.({ connector: lookUp.connector, outcome: came.is, why, ms });
        return { lookedUp: { of: { service, name, marker }, came }, of, row, rest };
      };
      const connector = release.channel.connectors.get(lookUp.connector);
      if (connector === undefined) return answered({ is: "broken" }, { why: "no_connector" });
      const kept = remembered.get(connector, inputs);
      if (kept !== null) return answered({ is: "found", ...kept }, { why: "remembered" });
      const claimed = await claim(release, connector, lookUp, asker);
      if (claimed.is !== "claimed") return answered({ is: "late" }, claimed);
      const { row } = claimed;
      const work = call(connector, inputs);
      const said = await inTime(work, Math.min(connector.deadlineMs, asker.until - hopClock()));
      const ms = clock() - at;
      if (said === null) return answered({ is: "late" }, { row, ms, rest: work });
      // One that is only made up has not been asked yet.
      if (said.is === "late")
        return answered(said, { row: { ...row, tries: 0, leaseUntil: 0 }, ms });
      if (said.is === "broken") return answered({ is: "broken" }, { row, ms, why: said.why });
      return answered(said, { row, ms });
    },

    writesOf: (asked, owed) =>
      asked.flatMap(({ of, row, lookedUp: { came } }) => {
        // Before the citizen's eyes in this commit, and in the draft.
        if (came.is === "found" || came.is === "none") return [dropLookUps(of)];
        if (row === null) return [];
        if (came.is === "late") return owed ? oweLookUp(row, clock()) : [];
        // An SMS that was promised before still comes.
        return row.state === "owed"
          ? [releaseLookUp({ ...row, leaseUntil: 0, dueAt: clock() + AGAIN_MS }, clock())]
          : [dropLookUp(row, "fine")];
      }),

    committed(asked, owed) {
      for (const { row, rest } of asked) {
        if (row === null || rest === null || !owed) continue;
        const done = rest
          .then((said) =>
            stopped.signal.aborted ? undefined : finish({ ...row, state: "owed" }, said),
          )
          .finally(() => finishing.delete(done));
        finishing.add(done);
      }
    },

    async idle() {
      await Promise.all(finishing);
    },

    async close() {
      stopped.abort();
      await Promise.all(finishing);
    },
  };
}

type Fact = Pick<LookUpFact, "outcome"> & Partial<LookUpFact>;

type Claimed =
  | { is: "claimed"; row: OpenLookUp }
  | { is: "asked" | "full"; why: string; row: OpenLookUp | null };

/** True where the row is this very question, and still open. One that ends later than any can was begun by a wrong clock. */
function isSame(
  row: OpenLookUp | LostLookUp | null,
  { name }: CompiledConnector,
  inputs: Answers,
  at: number,
): row is OpenLookUp {
  if (row === null || "error" in row) return false;
  const { asking, endsAt } = row;
  const open = at < endsAt && endsAt <= at + 2 * WORTH_MS;
  return open && asking.connector === name && isDeepStrictEqual(asking.inputs, inputs);
}

function waited(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
  });
}
