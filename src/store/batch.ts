/**
 * Group commit: everything queued until the next turn of the event loop shares one transaction
 * and one fsync.
 *
 * One fsync per hop collapsed at 3,000 hops a second (p99 8 s); shared, p99 stayed at 19 ms.
 * Nobody is answered before COMMIT has returned, and one refusal never fails its neighbours. While
 * another process holds the database the queue waits, and the event loop does not.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type Database from "better-sqlite3";
import { monotonic } from "../base/clock.ts";
import { isDuplicate, storageFault } from "./connection.ts";
import type { StoreFault } from "./fault.ts";
import type { Statement } from "./statement.ts";
import type { Committed, Meaning, StoreEvents, Write } from "./store.ts";

/**
 * Commits in one transaction at most. A hop's two rows cost 45 to 60 µs (the fsync alone 300),
 * so a full batch holds the event loop for about 14 ms, and by then the fsync is a fiftieth of
 * the cost: a larger one only adds latency.
 */
const COMMITS_PER_BATCH = 256;

/**
 * Milliseconds a commit waits for another process, from the moment it was asked for: well under the
 * five seconds of a hop. The transactions of the sender, a command or a backup take a few.
 */
const LOCK_MS = 2_000;
/**
 * Between two tries, doubled from the first to the last. A try blocks the event loop for `BUSY_MS`,
 * so under a lasting lock a sixth of it is lost, and a lock let go is noticed within the last.
 */
const RETRY_MS = { first: 10, last: 100 };

/** A statement as the engine runs it. */
export interface Runnable {
  run(values: object): { changes: number };
}

interface Waiting {
  readonly writes: readonly Write[];
  /** When it was asked for, on the monotonic clock. */
  readonly since: number;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (error: unknown) => void;
}

type Verdict = Committed | { readonly bug: unknown };

const DONE: Committed = { done: true };

export interface BatchOptions extends StoreEvents {
  /** Milliseconds a commit waits for another process; two seconds unless a test has less time. */
  lockMs?: number;
}

export class Batches {
  readonly #db: Database.Database;
  readonly #prepared: (statement: Statement<never, unknown>) => Runnable;
  readonly #events: StoreEvents;
  readonly #lockMs: number;
  readonly #transaction: Record<"begin" | "commit" | "rollback", Database.Statement>;
  readonly #savepoint: Record<"set" | "release" | "undo", Database.Statement>;
  #queue: Waiting[] = [];
  /** True while a run is on its way: at the next turn, or at the next try. */
  #scheduled = false;
  #retryMs = RETRY_MS.first;
  #fatal: StoreFault | null = null;

  constructor(
    db: Database.Database,
    prepared: (statement: Statement<never, unknown>) => Runnable,
    { lockMs = LOCK_MS, ...events }: BatchOptions,
  ) {
    this.#db = db;
    this.#prepared = prepared;
    this.#events = events;
    this.#lockMs = lockMs;
    this.#transaction = {
      begin: db.prepare("BEGIN IMMEDIATE"),
      commit: db.prepare("COMMIT"),
      rollback: db.prepare("ROLLBACK"),
    };
    // Setting and releasing one costs 1.7 µs of a commit's 45: less than the code that would
    // run a batch without them and replay it when a member is refused.
    this.#savepoint = {
      set: db.prepare("SAVEPOINT member"),
      release: db.prepare("RELEASE member"),
      undo: db.prepare("ROLLBACK TO member"),
    };
  }

  /** Queues the writes for the next batch. */
  add(writes: readonly Write[]): Promise<Committed> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ writes, since: monotonic(), resolve, reject });
      this.#schedule(0);
    });
  }

  /** Runs everything queued, now; resolves once all of it has its verdict. */
  async drain(): Promise<void> {
    while (this.#queue.length > 0) {
      this.#runNext();
      if (this.#queue.length > 0) await nextTurn();
    }
  }

  /** Notes that the storage failed: after a fatal fault nothing more is written. */
  fail(error: unknown): unknown {
    const fault = storageFault(error);
    if (fault?.fatal === true && this.#fatal === null) {
      this.#fatal = fault;
      this.#events.onFatal?.(fault);
    }
    return fault ?? error;
  }

  #schedule(ms: number): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const run = () => {
      this.#scheduled = false;
      this.#runNext();
    };
    if (ms === 0) setImmediate(run);
    else setTimeout(run, ms);
  }

  #runNext(): void {
    if (this.#queue.length === 0) return;
    const started = monotonic();
    let batch: Waiting[] = [];
    let verdicts: Verdict[];
    try {
      if (!this.#begun()) return this.#tryLater();
      batch = this.#nextBatch();
      verdicts = this.#record(batch);
    } catch (error) {
      const fault = this.fail(error);
      if (batch.length === 0) batch = this.#nextBatch();
      for (const { reject } of batch) reject(fault);
      return;
    }
    for (const [place, { resolve, reject }] of batch.entries()) {
      const verdict = verdicts[place];
      if (verdict === undefined) reject(new Error("a commit was left without a verdict"));
      else if ("bug" in verdict) reject(verdict.bug);
      else resolve(verdict);
    }
    this.#events.onBatch?.(batch.length, monotonic() - started);
  }

  #nextBatch(): Waiting[] {
    const batch = this.#queue.splice(0, COMMITS_PER_BATCH);
    if (this.#queue.length > 0) this.#schedule(0);
    return batch;
  }

  /** Begins the transaction; false while another process writes, and then nothing has happened. */
  #begun(): boolean {
    if (this.#fatal !== null) throw this.#fatal;
    try {
      this.#transaction.begin.run();
    } catch (error) {
      const fault = storageFault(error);
      if (fault?.code !== "locked") throw error;
      this.#giveUp(fault);
      return false;
    }
    this.#retryMs = RETRY_MS.first;
    return true;
  }

  /** Fails those who have waited long enough: the oldest, since the queue is in order. */
  #giveUp(fault: StoreFault): void {
    const limit = monotonic() - this.#lockMs;
    const younger = this.#queue.findIndex(({ since }) => since > limit);
    const old = this.#queue.splice(0, younger === -1 ? this.#queue.length : younger);
    for (const { reject } of old) reject(fault);
  }

  #tryLater(): void {
    if (this.#queue.length > 0) this.#schedule(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS.last);
  }

  /** The rest of the transaction; every verdict holds only when it returns. */
  #record(batch: readonly Waiting[]): Verdict[] {
    const { commit, rollback } = this.#transaction;
    try {
      const verdicts = batch.map(({ writes }) => this.#recordOne(writes));
      commit.run();
      return verdicts;
    } catch (error) {
      // A full disk and an I/O error have rolled back already; a busy COMMIT has not.
      if (this.#db.inTransaction) rollback.run();
      throw error;
    }
  }

  /** One member, all or nothing. @throws when the whole transaction is lost */
  #recordOne(writes: readonly Write[]): Verdict {
    const { set, release } = this.#savepoint;
    set.run();
    try {
      for (const write of writes) {
        const meaning = this.#apply(write);
        if (meaning !== "fine") {
          this.#undo();
          return meaning === "conflict"
            ? { done: false, why: "conflict" }
            : { done: false, why: "refused", code: meaning.refuse };
        }
      }
    } catch (error) {
      if (storageFault(error) !== null || !this.#db.inTransaction) throw error;
      this.#undo();
      return { bug: error };
    }
    release.run();
    return DONE;
  }

  #undo(): void {
    this.#savepoint.undo.run();
    this.#savepoint.release.run();
  }

  #apply({ statement, values, untouched, duplicate }: Write): Meaning {
    try {
      return this.#prepared(statement).run(values).changes > 0 ? "fine" : untouched;
    } catch (error) {
      if (duplicate !== undefined && isDuplicate(error)) return duplicate;
      throw error;
    }
  }
}
