/**
 * Whether the server is within reach, and answers commits: found out by what is asked of it, and once it is or does
 * not, by asking each second. A node that is taken out of service meanwhile is asked nothing by anybody else.
 */
import { setTimeout as after } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { monotonic } from "../../base/clock.ts";
import type { ServerPlace } from "../place.ts";
import type { StoreEvents } from "../store.ts";
import { serverFault } from "./fault.ts";
import { FORGOTTEN_MS } from "./forgotten.ts";
import { cancel, heard, isSilent, isUnanswered } from "./heard.ts";
import { madeAt } from "./pool.ts";

const ASK_EVERY_MS = 1_000;
/** Between two tries to tell a server that is out of reach, in milliseconds. */
const TELL_EVERY_MS = 250;
/** A commit that changes nothing, and yet is one: a row is noted as held, which goes to the standby as well. */
const COMMIT_NOTHING = 'select 1 from public."__drizzle_migrations" limit 1 for key share';

export class Reach {
  readonly #pool: Pool;
  readonly #place: ServerPlace;
  readonly #onReach: StoreEvents["onReach"];
  #away: NodeJS.Timeout | null = null;
  /** On the monotonic clock; before the first connection while it never was. */
  #lostAt = -1;
  #unanswered = false;
  #closed = false;
  /** As it was told last. */
  #there = true;

  constructor(pool: Pool, place: ServerPlace, onReach?: StoreEvents["onReach"]) {
    this.#pool = pool;
    this.#place = place;
    this.#onReach = onReach;
  }

  /** True while the server is there and answers no commit: another one would wait as long, and be in its way. */
  get unanswered(): boolean {
    return this.#unanswered;
  }

  /**
   * A connection. Those that were made before the server was lost are given up: behind a firewall that has
   * forgotten them each would keep whoever gets it waiting for seconds. Where none is to be had the server is out of
   * reach, whatever the reason: with a password that was changed every caller got an apology from a node that was ready.
   */
  async connect(): Promise<PoolClient> {
    for (;;) {
      let client: PoolClient;
      try {
        client = await this.#pool.connect();
      } catch (error) {
        this.lost();
        throw error;
      }
      if (madeAt(client) > this.#lostAt) return client;
      client.release(true);
    }
  }

  lost(): void {
    if (this.#away !== null || this.#closed) return;
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
    this.#tell();
  }

  found(): void {
    if (this.#away === null) return;
    this.#stopAsking();
    this.#tell();
  }

  /**
   * Gives up a connection whose commit was not answered, and why. It keeps its place among the pool's until the server
   * knows or is gone, so that there are no more of them at the server than here; where it cannot be told, as behind
   * something that lets nothing through without TLS, until it is forgotten and anybody ends it. Never rejects.
   */
  async giveUp(client: PoolClient, error: unknown): Promise<void> {
    const forgotten = monotonic() + FORGOTTEN_MS;
    for (;;) {
      const told = await cancel(client);
      if (told !== "taken") this.lost();
      else if (isSilent(error)) this.#waits();
      const settled = told !== "unheard" || monotonic() >= forgotten;
      if (settled || this.#closed) return client.release(true);
      await after(TELL_EVERY_MS);
    }
  }

  close(): void {
    this.#closed = true;
    this.#stopAsking();
  }

  #stopAsking(): void {
    clearInterval(this.#away ?? undefined);
    this.#away = null;
  }

  #waits(): void {
    if (this.#unanswered) return;
    this.#unanswered = true;
    this.#tell();
    void this.#askForCommits();
  }

  /** One at a time, each on a connection that is given up before the next. Never rejects. */
  async #askForCommits(): Promise<void> {
    while (this.#unanswered && !this.#closed) {
      this.#unanswered = await this.#isUnanswered();
      if (this.#unanswered) await after(ASK_EVERY_MS, undefined, { ref: false });
    }
    this.#tell();
  }

  async #isUnanswered(): Promise<boolean> {
    let client: PoolClient | null = null;
    try {
      client = await this.connect();
      await heard(client, COMMIT_NOTHING, this.#place);
      client.release();
      return false;
    } catch (error) {
      if (client !== null && isUnanswered(error)) {
        await this.giveUp(client, error);
        return true;
      }
      client?.release(true);
      const fault = serverFault(error);
      if (fault?.passing === true) this.lost();
      // One that is started anew waits as before. Of anything else whoever commits is told what it is.
      return fault?.code === "unreachable";
    }
  }

  #tell(): void {
    const there = this.#away === null && !this.#unanswered;
    if (there === this.#there) return;
    this.#there = there;
    this.#onReach?.(there);
  }
}
