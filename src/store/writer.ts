/**
 * The writer: the thread that seals and commits, as seen from the server's own.
 *
 * Owns the thread and the commits under way in it. Refuses more once the storage cannot be trusted.
 * What is written costs half of a hop, and an fsync or a checkpoint takes as long as the disk
 * pleases: neither holds up the citizens whose turn it is. Called by `sqlite` for a server.
 */
import { Worker } from "node:worker_threads";
import Database from "better-sqlite3";
import { StoreFault } from "./fault.ts";
import type { PlainWrite, Recorder, Text, Verdict } from "./plain.ts";
import type { StoreEvents } from "./store.ts";
import { Trust } from "./trust.ts";
import type { Asked, Told, ToldError, ToldVerdict, WriterData } from "./writer-thread.ts";

const DONE: Verdict = { done: true };

/** Commits that are sent on before the turn ends, so that both threads have something to do. */
const SENT_AT = 32;

export class Writer implements Recorder {
  readonly #thread: Worker;
  readonly #trust: Trust;
  readonly #onBatch: StoreEvents["onBatch"];
  #next: { texts: [number, Text][]; commits: (readonly PlainWrite[])[] } = empty();
  /** Of the commits under way, in the order in which they were asked for and are answered. */
  readonly #settles: ((verdict: Verdict) => void)[] = [];
  #scheduled = false;
  #closing = false;
  readonly #ended = Promise.withResolvers<void>();

  constructor(data: WriterData, { onBatch, onFatal }: StoreEvents) {
    this.#trust = new Trust(onFatal);
    this.#onBatch = onBatch;
    this.#thread = new Worker(new URL("writer-thread.ts", import.meta.url), { workerData: data });
    this.#thread.on("message", (told: Told) => this.#take(told));
    this.#thread.on("error", (error) => this.#gone(error));
    this.#thread.on("exit", () => this.#exit());
    // A process waits for commits under way, and not for a thread with nothing to do.
    this.#thread.unref();
  }

  learn(number: number, text: Text): void {
    this.#next.texts.push([number, text]);
  }

  add(writes: readonly PlainWrite[], settle: (verdict: Verdict) => void): void {
    if (this.#trust.broken !== null) return settle({ failed: this.#trust.broken });
    if (this.#closing) return settle({ failed: new Error("the store is closed") });
    this.#next.commits.push(writes);
    if (this.#settles.push(settle) === 1) this.#thread.ref();
    if (this.#next.commits.length >= SENT_AT) this.#send();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.#send();
      });
    }
  }

  fail(error: unknown): unknown {
    return this.#trust.fail(error);
  }

  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#send();
      this.#thread.ref();
      this.#ask("close");
    }
    await this.#ended.promise;
  }

  #send(): void {
    const { commits } = this.#next;
    if (commits.length === 0) return;
    const failed = this.#trust.broken;
    // A reader may have met a fatal fault since they were asked for.
    if (failed === null) this.#ask(this.#next);
    else for (const settle of this.#settles.splice(-commits.length)) settle({ failed });
    this.#next = empty();
  }

  #ask(asked: Asked): void {
    this.#thread.postMessage(asked);
  }

  #take(told: Told): void {
    if ("ended" in told) return this.#gone(this.#errorOf(told.ended));
    const { verdicts, batch } = told;
    for (const [place, settle] of this.#settles.splice(0, verdicts.length).entries()) {
      settle(this.#verdictOf(verdicts[place]));
    }
    if (this.#settles.length === 0 && !this.#closing) this.#thread.unref();
    if (batch !== null) this.#onBatch?.(batch.size, batch.ms);
  }

  #verdictOf(told: ToldVerdict | undefined): Verdict {
    if (told === undefined) return { failed: new Error("a commit was left without a verdict") };
    if (told === null) return DONE;
    if ("done" in told) return told;
    return { failed: this.#trust.fail(this.#errorOf(told)) };
  }

  /** A thread's errors arrive without their class. */
  #errorOf({ fault, code, message }: ToldError): Error {
    const ofSqlite = code?.startsWith("SQLITE_") === true;
    const cause = ofSqlite ? new Database.SqliteError(message, code) : new Error(message);
    return fault === undefined ? cause : new StoreFault(fault, { cause });
  }

  /** The thread cannot go on; its own fault says what to do, and any other error is a bug of ours. */
  #gone(error: unknown): void {
    const fault = error instanceof StoreFault ? error : new StoreFault("writer", { cause: error });
    this.#trust.end(fault);
    for (const settle of this.#settles.splice(0)) settle({ failed: this.#trust.broken });
  }

  #exit(): void {
    const unasked = !this.#closing || this.#settles.length > 0;
    if (unasked) this.#gone(new Error("the thread ended unasked"));
    this.#ended.resolve();
  }
}

function empty(): { texts: [number, Text][]; commits: PlainWrite[][] } {
  return { texts: [], commits: [] };
}
