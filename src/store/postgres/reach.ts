/**
 * Whether the server is within reach: found out by what is asked of it, and once it is not, by asking each
 * second. A node that is taken out of service meanwhile is asked nothing by anybody else.
 */
import type { Pool, PoolClient } from "pg";
import { monotonic } from "../../base/clock.ts";
import type { StoreEvents } from "../store.ts";
import { madeAt } from "./pool.ts";

const ASK_EVERY_MS = 1_000;

export class Reach {
  readonly #pool: Pool;
  readonly #onReach: StoreEvents["onReach"];
  #away: NodeJS.Timeout | null = null;
  /** On the monotonic clock; before the first connection while it never was. */
  #lostAt = -1;

  constructor(pool: Pool, onReach: StoreEvents["onReach"]) {
    this.#pool = pool;
    this.#onReach = onReach;
  }

  /**
   * A connection. Those that were made before the server was lost are given up: behind a firewall that has
   * forgotten them each would keep whoever gets it waiting for seconds.
   */
  async connect(): Promise<PoolClient> {
    for (;;) {
      const client = await this.#pool.connect();
      if (madeAt(client) > this.#lostAt) return client;
      client.release(true);
    }
  }

  lost(): void {
    if (this.#away !== null) return;
    this.#lostAt = monotonic();
    this.#away = setInterval(() => {
      this.connect().then(
        (client) => {
          client.release();
          this.found();
        },
        // As before.
        () => {},
      );
    }, ASK_EVERY_MS);
    this.#away.unref();
    this.#onReach?.(false);
  }

  found(): void {
    if (this.#away === null) return;
    this.close();
    this.#onReach?.(true);
  }

  close(): void {
    clearInterval(this.#away ?? undefined);
    this.#away = null;
  }
}
