/**
 * Group commit: everything queued until the next turn of the event loop shares one transaction
 * and one fsync.
 *
 * One fsync per hop collapsed at 3,000 hops a second (p99 8 s); shared, p99 stayed at 19 ms.
 * Nobody is answered before COMMIT has returned, and one refusal never fails its neighbours. While
 * another process holds the database the queue waits, and the event loop does not. A server runs it in
 * a thread of its own (`writer`), whose event loop is meant below; a command in its only one.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type Database from "better-sqlite3";
import { monotonic } from "../base/clock.ts";
import type { Seal } from "../base/vault.ts";
import { checkpoints } from "./checkpoint.ts";
import { isDuplicate, storageFault } from "./connection.ts";
import type { StoreFault } from "./fault.ts";
import { planned } from "./plan.ts";
import type { PlainValue, PlainWrite, Recorder, Text, Verdict } from "./plain.ts";
import type { Committed, Meaning, StoreEvents } from "./store.ts";
import { Trust } from "./trust.ts";

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

interface Waiting {
  readonly writes: readonly PlainWrite[];
  /** When it was asked for, on the monotonic clock. */
  readonly since: number;
  readonly settle: (verdict: Verdict) => void;
}

const DONE: Committed = { done: true };

export interface BatchOptions extends StoreEvents {
  /** Seals what is to be sealed, just before it is written. */
  seal: Seal;
  /** Milliseconds a commit waits for another process; two seconds unless a test has less time. */
  lockMs?: number;
}

export class Batches implements Recorder {
  readonly #db: Database.Database;
  readonly #seal: Seal;
  readonly #onBatch: StoreEvents["onBatch"];
  readonly #trust: Trust;
  readonly #texts = new Map<number, Text>();
  readonly #prepared = new Map<number, Database.Statement>();
  readonly #lockMs: number;
  readonly #transaction: Record<"begin" | "commit" | "rollback", Database.Statement>;
  readonly #savepoint: Record<"set" | "release" | "undo", Database.Statement>;
  readonly #copyLog: () => void;
  #queue: Waiting[] = [];
  /** True while a run is on its way: at the next turn, or at the next try. */
  #scheduled = false;
  #retryMs = RETRY_MS.first;

  constructor(db: Database.Database, { seal, lockMs = LOCK_MS, onBatch, onFatal }: BatchOptions) {
    this.#db = db;
    this.#seal = seal;
    this.#onBatch = onBatch;
    this.#trust = new Trust(onFatal);
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
    this.#copyLog = checkpoints(db, (error) => void this.fail(error));
  }

  learn(number: number, text: Text): void {
    this.#texts.set(number, text);
  }

  /** Queues a commit for the next batch. */
  add(writes: readonly PlainWrite[], settle: (verdict: Verdict) => void): void {
    this.#queue.push({ writes, since: monotonic(), settle });
    this.#schedule(0);
  }

  fail(error: unknown): unknown {
    return this.#trust.fail(error);
  }

  /** Runs everything queued, now; the connection is whose it was. */
  async close(): Promise<void> {
    while (this.#queue.length > 0) {
      this.#runNext();
      if (this.#queue.length > 0) await nextTurn();
    }
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
      for (const { settle } of batch) settle({ failed: fault });
      return;
    }
    for (const [place, { settle }] of batch.entries()) {
      settle(verdicts[place] ?? { failed: new Error("a commit was left without a verdict") });
    }
    this.#onBatch?.(batch.length, monotonic() - started);
    this.#copyLog();
  }

  #nextBatch(): Waiting[] {
    const batch = this.#queue.splice(0, COMMITS_PER_BATCH);
    if (this.#queue.length > 0) this.#schedule(0);
    return batch;
  }

  /** Begins the transaction; false while another process writes, and then nothing has happened. */
  #begun(): boolean {
    if (this.#trust.broken !== null) throw this.#trust.broken;
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
    for (const { settle } of old) settle({ failed: fault });
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
  #recordOne(writes: readonly PlainWrite[]): Verdict {
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
      return { failed: error };
    }
    release.run();
    return DONE;
  }

  #undo(): void {
    this.#savepoint.undo.run();
    this.#savepoint.release.run();
  }

  #apply([number, ...values]: PlainWrite): Meaning {
    const text = this.#texts.get(number);
    if (text === undefined) throw new Error(`text ${number} was never taught`);
    const { untouched, duplicate } = text;
    try {
      const statement = this.#prepare(number, text);
      const { changes } = statement.run(values.map((value) => this.#stored(value)));
      return changes > 0 ? "fine" : untouched;
    } catch (error) {
      if (duplicate !== undefined && isDuplicate(error)) return duplicate;
      throw error;
    }
  }

  /** Prepared at its first use: on a damaged file even that fails, and its commit with it. */
  #prepare(number: number, { sql }: Text): Database.Statement {
    let statement = this.#prepared.get(number);
    if (statement === undefined) {
      this.#prepared.set(number, (statement = this.#db.prepare(planned(sql))));
    }
    return statement;
  }

  #stored(value: PlainValue): string | number | Uint8Array | null {
    if (typeof value !== "object" || value === null) return value;
    const [table, column, row, now, plain] = value;
    return this.#seal({ at: { table, column, row }, now, plain });
  }
}
