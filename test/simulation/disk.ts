/**
 * The database of a world: the real store on a real SQLite in memory, and all that can befall it.
 *
 * Owns the rows, which outlive every process, and the faults: a conflict is left to those who are at odds. Every read and
 * every commit waits for its turn in the schedule; those let through together share a transaction, as on a server.
 */
import Database from "better-sqlite3";
import { sealer } from "../../src/base/vault.ts";
import { StoreFault } from "../../src/store/fault.ts";
import { storeInMemory } from "../../src/store/sqlite.ts";
import type { Committed, Store, Write } from "../../src/store/store.ts";
import { VAULT_KEYS } from "../store/vault.ts";
import type { Life, Schedule } from "./schedule.ts";

/** How likely each is at one read or commit. */
export interface FaultRates {
  /** The database does not answer; nothing has happened. */
  away: number;
  /** It does not answer, and the commit has happened. */
  unanswered: number;
  /** SQLite's own pages are all taken. */
  full: number;
  /** The process dies, before a commit or behind it. */
  death: number;
}

export interface DiskNeeds {
  schedule: Schedule;
  rates: FaultRates;
  /** Told of every commit that is on the disk, before anybody else is. */
  onCommit: (writes: readonly Write[], committed: Committed) => void;
  kill: (life: Life) => void;
}

export class Disk {
  readonly db: Database.Database;
  readonly #needs: DiskNeeds;
  readonly #of = new Map<Life, Store>();
  readonly #left: Store[] = [];

  constructor(begins: Uint8Array, needs: DiskNeeds) {
    this.db = new Database(Buffer.from(begins));
    this.#needs = needs;
  }

  /**
   * The store as a process that has just begun has it. Most take over that of a process which died: there is nothing in it but
   * statements that are prepared, which take longer than ten calls.
   */
  open(life: Life): Store {
    const { schedule } = this.#needs;
    const left = schedule.chance(0.2) ? undefined : this.#left.pop();
    const store = left ?? storeInMemory(this.db, { seal: sealer(VAULT_KEYS) });
    this.#of.set(life, store);
    return {
      read: (statement, values) =>
        schedule.step(life, false, async () => {
          this.#mayBeAway(life, `read ${statement.name}`);
          return store.read(statement, values);
        }),
      commit: (writes) => schedule.step(life, true, () => this.#commit(life, store, writes)),
      // The rows are everybody's.
      close: () => Promise.resolve(),
    };
  }

  /** A process has died. */
  left(life: Life): void {
    const store = this.#of.get(life);
    if (store !== undefined) this.#left.push(store);
    this.#of.delete(life);
  }

  #mayBeAway({ name }: Life, what: string): void {
    const { schedule, rates } = this.#needs;
    if (!schedule.chance(rates.away)) return;
    schedule.note(`${name}: ${what}: the database is away`);
    throw new StoreFault("unreachable");
  }

  async #commit(life: Life, store: Store, writes: readonly Write[]): Promise<Committed> {
    const { schedule, rates, onCommit, kill } = this.#needs;
    const what = writes.map(({ statement }) => statement.name).join(" ");
    this.#mayBeAway(life, what);
    if (schedule.chance(rates.death)) {
      schedule.note(`${life.name} dies before ${what}`);
      kill(life);
      return { done: false, why: "conflict" };
    }
    const full = schedule.chance(rates.full);
    if (full) this.#limit(this.#pages());
    let committed: Committed;
    try {
      committed = await store.commit(writes);
    } catch (error) {
      const code = error instanceof StoreFault ? error.code : "a bug";
      schedule.note(`${life.name}: ${what}: ${code}`);
      throw error;
    } finally {
      if (full) this.#limit(1_000_000);
    }
    const came = committed.done ? "done" : committed.why;
    schedule.note(`${life.name}: ${what}: ${came}`);
    onCommit(writes, committed);
    if (schedule.chance(rates.death)) {
      schedule.note(`${life.name} dies`);
      kill(life);
    }
    if (committed.done && schedule.chance(rates.unanswered)) {
      schedule.note(`${life.name} is not answered`);
      throw new StoreFault("unanswered");
    }
    return committed;
  }

  #pages(): number {
    return Number(this.db.pragma("page_count", { simple: true }));
  }

  #limit(pages: number): void {
    this.db.pragma(`max_page_count = ${pages}`);
  }
}
