/**
 * Look-ups: a question to an agency's system on the way of a hop, and at most so long.
 *
 * Owns the deadline, what is remembered of answers, and how many calls of one connector are under way. A
 * question is on disk before it goes out. Refuses to hold a citizen: what does not come in time is late,
 * goes on by itself once the hop that told so is on disk, and is finished by `late`. Called by `hop`.
 */
import type { Clock } from "../base/clock.ts";
import { newId, type Random } from "../base/ids.ts";
import type { Vault } from "../base/vault.ts";
import type { CompiledConnector } from "../menu/connector.ts";
import type { Answers, LookedUp, LookUp } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import type { Store, Write } from "../store/store.ts";
import type { Agency, Said } from "./agency.ts";
import { dropLookUp, LEASE_MS, loadLookUp, putLookUp, type OpenLookUp } from "./look-up-rows.ts";

/** Calls of one connector under way at most: a dead system must not take the places of other citizens. */
export const UNDER_WAY_MAX = 100;
/** What is remembered at most, of all connectors; the oldest goes first. */
const REMEMBERED_MAX = 1_000;
/** A late answer is worth something for so long; then its citizen is told that none came. */
export const WORTH_MS = 6 * 3_600_000;

export interface LookUpFact {
  connector: string;
  outcome: LookedUp["came"]["is"];
  /** A code of ours where it is broken. */
  why: string | null;
  /** Milliseconds the citizen waited for it. */
  ms: number;
}

export interface LookUpNeeds {
  store: Store;
  vault: Vault;
  clock: Clock;
  random: Random;
  agency: Agency;
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
  /** Its row; null where what was remembered was enough. */
  row: OpenLookUp | null;
  /** What comes after the deadline; null where nothing does. */
  rest: Promise<Said> | null;
}

export interface LookUps {
  ask(release: Release, lookUp: LookUp, of: { person: string; code: string }): Promise<Asked>;
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

  async function inTime(work: Promise<Said>, ms: number): Promise<Said> {
    const answered = new AbortController();
    try {
      const late = wait(ms, answered.signal).then((): Said => ({ is: "late" }));
      return await Promise.race([work, late]);
    } finally {
      answered.abort();
    }
  }

  return {
    async ask(release, lookUp, { person, code }) {
      const { service, name, inputs, marker } = lookUp;
      const of = { service, name, marker };
      const connector = release.channel.connectors.get(lookUp.connector);
      if (connector === undefined) {
        return { lookedUp: { of, came: { is: "broken" } }, row: null, rest: null };
      }
      const fields = remembered.get(connector, inputs);
      if (fields !== null)
        return { lookedUp: { of, came: { is: "found", fields } }, row: null, rest: null };
      const at = clock();
      const open = await loadLookUp(store, vault, { person, service, name });
      const same = open?.state === "owed" && open.asking.marker === marker && at < open.endsAt;
      // Asked already, and perhaps heard: only what is declared safe is asked a second time.
      if (same && !connector.safe)
        return { lookedUp: { of, came: { is: "late" } }, row: null, rest: null };
      const full = !enter(connector);
      const row: OpenLookUp = {
        person,
        service,
        name,
        fence: newId(at, random),
        state: "asking",
        release: release.digest,
        tries: full ? 0 : 1,
        dueAt: at,
        leaseUntil: full ? 0 : at + LEASE_MS,
        askedAt: at,
        endsAt: at + WORTH_MS,
        asking: { connector: connector.name, inputs, marker, code },
      };
      if (full) return { lookedUp: { of, came: { is: "late" } }, row, rest: null };
      try {
        await store.commit([putLookUp(row, at)]);
      } catch (error) {
        leave(connector);
        throw error;
      }
      const work = call(connector, inputs);
      const said = await inTime(work, connector.deadlineMs);
      const why = said.is === "broken" ? said.why : null;
      on.lookUp?.({ connector: connector.name, outcome: said.is, why, ms: clock() - at });
      const came = said.is === "broken" ? ({ is: "broken" } as const) : said;
      return { lookedUp: { of, came }, row, rest: said.is === "late" ? work : null };
    },

    writesOf: (asked, owed) =>
      asked.flatMap(({ row, lookedUp: { came } }) => {
        if (row === null) return [];
        if (came.is !== "late") return [dropLookUp(row, "fine")];
        return owed ? [putLookUp({ ...row, state: "owed" }, clock())] : [];
      }),

    committed(asked, owed) {
      for (const { row, rest } of asked) {
        if (row === null || rest === null || !owed) continue;
        const done = rest
          .then((said) => (stopped.signal.aborted ? undefined : finish(row, said)))
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

/** What was found, by connector and inputs, for as long as the connector says. In memory only. */
function openMemory(clock: Clock) {
  const known = new Map<string, { fields: Answers; until: number }>();
  // The whole of it: another address or another field is another question.
  const keyOf = ({ url, method, body, fields }: CompiledConnector, inputs: Answers) =>
    JSON.stringify([url, method, [...body], [...fields], inputs]);
  return {
    get(connector: CompiledConnector, inputs: Answers): Answers | null {
      if (connector.cacheMs === 0) return null;
      const found = known.get(keyOf(connector, inputs));
      return found !== undefined && clock() < found.until ? found.fields : null;
    },
    keep(connector: CompiledConnector, inputs: Answers, fields: Answers): void {
      if (connector.cacheMs === 0) return;
      const key = keyOf(connector, inputs);
      known.delete(key);
      known.set(key, { fields, until: clock() + connector.cacheMs });
      const [oldest] = known.keys();
      if (known.size > REMEMBERED_MAX && oldest !== undefined) known.delete(oldest);
    },
  };
}
