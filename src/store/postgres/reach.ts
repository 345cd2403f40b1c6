/**
 * Whether the server is within reach: found out by what is asked of it, and once it is not, by asking each
 * second. A node that is taken out of service meanwhile is asked nothing by anybody else.
 */
import type { Pool } from "pg";
import type { StoreEvents } from "../store.ts";

const ASK_EVERY_MS = 1_000;

export class Reach {
  readonly #pool: Pool;
  readonly #onReach: StoreEvents["onReach"];
  #away: NodeJS.Timeout | null = null;

  constructor(pool: Pool, onReach: StoreEvents["onReach"]) {
    this.#pool = pool;
    this.#onReach = onReach;
  }

  lost(): void {
    if (this.#away !== null) return;
    this.#away = setInterval(() => {
      this.#pool.connect().then(
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
