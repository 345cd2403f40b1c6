/** Reads on PostgreSQL: what is asked for in one turn is sent over one connection, without waiting between. */
import { setTimeout as after } from "node:timers/promises";
import type { PoolClient, QueryArrayConfig, QueryResult } from "pg";
import { monotonic } from "../../base/clock.ts";
import { isAnswer, serverFault } from "./fault.ts";
import { Lanes, type Going } from "./lanes.ts";
import type { Reach } from "./reach.ts";

export const READ_LANES = 2;
const READS_PER_BATCH = 64;

/** Milliseconds a read tries again for while the server is away; and between two tries. */
const PATIENCE_MS = 2_000;
const RETRY_MS = 50;

/** A prepared query, by its name. */
export type Asked = QueryArrayConfig;

interface Waiting extends Going {
  readonly asked: Asked;
  readonly since: number;
  readonly resolve: (rows: QueryResult) => void;
  readonly reject: (error: unknown) => void;
}

export class Reads {
  readonly #reach: Reach;
  readonly #lanes: Lanes<Waiting>;

  constructor(reach: Reach, lanes: number) {
    this.#reach = reach;
    this.#lanes = new Lanes(lanes, READS_PER_BATCH, (batch) => this.#run(batch));
  }

  add(asked: Asked): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      this.#lanes.add({ asked, since: monotonic(), resolve, reject });
    });
  }

  /** Resolves when everything asked for is answered. */
  close(): Promise<void> {
    return this.#lanes.close();
  }

  /** Never rejects. */
  async #run(batch: readonly Waiting[]): Promise<void> {
    let waiting = batch;
    for (;;) {
      const { left, error } = await this.#attempt(waiting);
      if (left.length === 0) return this.#reach.found();
      const late = monotonic() - PATIENCE_MS;
      const passes = serverFault(error)?.passing === true;
      if (passes) this.#reach.lost();
      const given = left.filter(({ since }) => !passes || since <= late);
      for (const { reject } of given) reject(serverFault(error) ?? error);
      waiting = left.filter((each) => !given.includes(each));
      if (waiting.length === 0) return;
      await after(RETRY_MS);
    }
  }

  /** Answers whom it can; the others are left, with what was in the way. */
  async #attempt(batch: readonly Waiting[]): Promise<{ left: readonly Waiting[]; error: unknown }> {
    let client: PoolClient;
    try {
      client = await this.#reach.connect();
    } catch (error) {
      return { left: batch, error };
    }
    const answers = await Promise.allSettled(batch.map(({ asked }) => client.query(asked)));
    const left: Waiting[] = [];
    let failed: unknown = null;
    for (const [place, answer] of answers.entries()) {
      const one = batch[place];
      if (one === undefined) continue;
      if (answer.status === "fulfilled") one.resolve(answer.value);
      else if (isAnswer(answer.reason)) one.reject(serverFault(answer.reason) ?? answer.reason);
      else {
        failed = answer.reason;
        left.push(one);
      }
    }
    client.release(left.length > 0);
    return { left, error: failed };
  }
}
