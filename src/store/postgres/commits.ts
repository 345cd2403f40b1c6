/**
 * Commits on PostgreSQL: what waits shares one transaction, two round trips and one flush of the log.
 *
 * The first brings BEGIN and every statement, the second COMMIT and a look at the server's settings; nobody is
 * answered before both were. A refusal or a bug among them undoes all, and then each is run by itself, so that it
 * fails no neighbour.
 */
import { setTimeout as after } from "node:timers/promises";
import type { PoolClient, QueryResult } from "pg";
import { monotonic } from "../../base/clock.ts";
import type { Seal } from "../../base/vault.ts";
import { StoreFault } from "../fault.ts";
import type { ServerPlace } from "../place.ts";
import type { PlainValue, PlainWrite, Recorder, Text, Verdict } from "../plain.ts";
import type { Committed, Meaning, StoreEvents } from "../store.ts";
import { isAnswer, isCollision, isDuplicate, serverFault } from "./fault.ts";
import { heard, isUnanswered } from "./heard.ts";
import { Lanes, type Going } from "./lanes.ts";
import type { Reach } from "./reach.ts";

/**
 * Measured with PostgreSQL on the same two cores, a read and a commit of two statements each: at 128 at once
 * 12,000 a second, against 4,100 with sixteen lanes of one commit each and 2,500 for the bare driver. One
 * lane came to 9,300; a second one goes on while the first is being flushed or waits for a lock.
 */
export const COMMIT_LANES = 2;
const COMMITS_PER_BATCH = 64;

/**
 * Milliseconds a commit tries again for, from the moment it was asked for, while the server is away or
 * another transaction is in its way; and between two tries.
 */
const PATIENCE_MS = 2_000;
const RETRY_MS = 50;
/** Two that compute the next number at the same moment compute the same: times one such is run again. */
const SAME_NUMBER_MAX = 3;

interface Waiting extends Going {
  /** So often it was undone. */
  tries: number;
  readonly writes: readonly PlainWrite[];
  /** When it was asked for, on the monotonic clock. */
  readonly since: number;
  readonly settle: (verdict: Verdict) => void;
}

const DONE: Committed = { done: true };

/** A transaction of several that is to be run again, each by itself. */
const APART = Symbol("apart");
/** One that was in somebody's way, and is to be run again when others had their turn. */
const LATER = Symbol("later");

type Came = Verdict | typeof APART | typeof LATER;

export interface CommitsOptions {
  onBatch: StoreEvents["onBatch"];
  reach: Reach;
  place: ServerPlace;
  /** Seals what is to be sealed, just before it is written. */
  seal: Seal;
}

export class Commits implements Recorder {
  readonly #seal: Seal;
  readonly #onBatch: StoreEvents["onBatch"];
  readonly #reach: Reach;
  readonly #place: ServerPlace;
  readonly #texts = new Map<number, Text>();
  readonly #lanes: Lanes<Waiting>;
  #closing = false;

  constructor({ seal, onBatch, reach, place }: CommitsOptions) {
    this.#place = place;
    this.#seal = seal;
    this.#onBatch = onBatch;
    this.#reach = reach;
    this.#lanes = new Lanes(COMMIT_LANES, COMMITS_PER_BATCH, (batch) => this.#run(batch));
  }

  learn(number: number, text: Text): void {
    this.#texts.set(number, text);
  }

  add(writes: readonly PlainWrite[], settle: (verdict: Verdict) => void): void {
    if (this.#closing) return settle({ failed: new Error("the store is closed") });
    this.#lanes.add({ writes, since: monotonic(), tries: 0, settle });
  }

  fail(error: unknown): unknown {
    return serverFault(error) ?? error;
  }

  close(): Promise<void> {
    this.#closing = true;
    return this.#lanes.close();
  }

  /** Never rejects. */
  async #run(batch: readonly Waiting[]): Promise<void> {
    try {
      if (this.#reach.unanswered) throw new StoreFault("unanswered");
      const started = monotonic();
      const verdict = await this.#insist(batch);
      if (verdict === APART) {
        for (const one of batch) await this.#run([one]);
        return;
      }
      if (verdict === LATER) {
        for (const one of batch) void this.#lanes.addLater({ ...one, alone: true }, RETRY_MS);
        return;
      }
      this.#onBatch?.(batch.length, monotonic() - started);
      for (const { settle } of batch) settle(verdict);
    } catch (error) {
      for (const { settle } of batch) settle({ failed: this.fail(error) });
    }
  }

  /** Tries again while the server is away and the oldest has time. */
  async #insist(batch: readonly Waiting[]): Promise<Came> {
    const [first] = batch;
    const until = (first?.since ?? 0) + PATIENCE_MS;
    for (;;) {
      try {
        return await this.#attempt(batch);
      } catch (error) {
        const away = serverFault(error)?.passing === true;
        if (away) this.#reach.lost();
        // Several hold more locks than one, and are more often in somebody's way.
        if (!away && isAnswer(error) && batch.length > 1) return APART;
        if (monotonic() >= until) throw error;
        if (first !== undefined && isPassing(error, first)) return LATER;
        if (!away) throw error;
        await after(RETRY_MS);
      }
    }
  }

  /** @throws when nothing has happened; and `unanswered`, when that is not known */
  async #attempt(batch: readonly Waiting[]): Promise<Came> {
    const client = await this.#reach.connect();
    try {
      const verdict = await this.#transact(client, batch);
      client.release();
      this.#reach.found();
      return verdict;
    } catch (error) {
      if (isUnanswered(error)) void this.#reach.giveUp(client, error);
      // After an answer of the server's the transaction was undone, and the connection is as it was.
      else client.release(!isAnswer(error));
      throw error;
    }
  }

  async #transact(client: PoolClient, batch: readonly Waiting[]): Promise<Came> {
    const writes = batch.flatMap((each) => each.writes);
    const begun = client.query("BEGIN");
    const sent = writes.map((write) => this.#send(client, write));
    // The first that fails is why the others do.
    const [began, ...answers] = await Promise.allSettled([begun, ...sent]);
    if (began.status === "rejected") throw began.reason;
    let verdict: Verdict = DONE;
    for (const [place, answer] of answers.entries()) {
      const found = verdictOf(answer, this.#textOf(writes[place]));
      if (found !== DONE) {
        verdict = found;
        break;
      }
    }
    if (verdict === DONE) {
      const { command } = await heard(client, "COMMIT", this.#place);
      if (command !== "COMMIT") throw new Error(`PostgreSQL answered COMMIT with ${command}`);
      return DONE;
    }
    await client.query("ROLLBACK");
    if ("failed" in verdict) throw verdict.failed;
    return batch.length > 1 ? APART : verdict;
  }

  #textOf(write: PlainWrite | undefined): Text {
    const text = write === undefined ? undefined : this.#texts.get(write[0]);
    if (text === undefined) throw new Error(`text ${write?.[0]} was never taught`);
    return text;
  }

  #send(client: PoolClient, write: PlainWrite): Promise<QueryResult> {
    const [number, ...values] = write;
    const { name, sql: text } = this.#textOf(write);
    return client.query({
      name: preparedName(`w${number}`, name),
      text,
      values: values.map((value) => this.#stored(value)),
    });
  }

  #stored(value: PlainValue): string | number | Uint8Array | null {
    if (typeof value !== "object" || value === null) return value;
    const [table, column, row, now, plain] = value;
    return this.#seal({ at: { table, column, row }, now, plain });
  }
}

/** True when running it again may come to something else. */
function isPassing(error: unknown, one: Waiting): boolean {
  return isCollision(error) || (isDuplicate(error) && ++one.tries < SAME_NUMBER_MAX);
}

/** Names are cut at 63 bytes, and every text needs one of its own. */
export function preparedName(unique: string, name: string): string {
  return `${unique}.${name}`.slice(0, 60);
}

function verdictOf(answer: PromiseSettledResult<QueryResult>, text: Text): Verdict {
  const { untouched, duplicate } = text;
  if (answer.status === "fulfilled")
    return meant((answer.value.rowCount ?? 0) > 0 ? "fine" : untouched);
  const reason: unknown = answer.reason;
  return duplicate !== undefined && isDuplicate(reason) ? meant(duplicate) : { failed: reason };
}

function meant(meaning: Meaning): Committed {
  if (meaning === "fine") return DONE;
  if (meaning === "conflict") return { done: false, why: "conflict" };
  return { done: false, why: "refused", code: meaning.refuse };
}
