/** A few lanes: what waits goes on together, on the next one that is free. */
import { setTimeout as after } from "node:timers/promises";

/** What goes by itself when it says so. */
export interface Going {
  alone?: boolean;
}

export class Lanes<Item extends Going> {
  readonly #most: number;
  readonly #run: (batch: Item[]) => Promise<void>;
  #free: number;
  readonly #lanes: number;
  #queue: Item[] = [];
  #scheduled = false;
  /** Those that are to be queued again. */
  #later = 0;
  #closed: PromiseWithResolvers<void> | null = null;

  /** `run` takes `most` items at once, and never rejects. */
  constructor(lanes: number, most: number, run: (batch: Item[]) => Promise<void>) {
    this.#lanes = lanes;
    this.#free = lanes;
    this.#most = most;
    this.#run = run;
  }

  /** Queues it for the next turn of the event loop. */
  add(item: Item): void {
    this.#queue.push(item);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#go();
    });
  }

  /** Queues it in so many milliseconds. */
  async addLater(item: Item, ms: number): Promise<void> {
    this.#later += 1;
    await after(ms);
    this.#later -= 1;
    this.add(item);
  }

  /** Resolves when nothing waits and nothing is under way. */
  close(): Promise<void> {
    this.#closed ??= Promise.withResolvers();
    this.#go();
    return this.#closed.promise;
  }

  #go(): void {
    while (this.#free > 0 && this.#queue.length > 0) {
      this.#free -= 1;
      void this.#run(this.#next()).then(() => {
        this.#free += 1;
        this.#go();
      });
    }
    const idle = this.#free === this.#lanes && this.#later === 0 && this.#queue.length === 0;
    if (idle) this.#closed?.resolve();
  }

  #next(): Item[] {
    const alone = this.#queue.findIndex((item) => item.alone === true);
    if (alone === 0) return this.#queue.splice(0, 1);
    return this.#queue.splice(0, alone === -1 ? this.#most : Math.min(alone, this.#most));
  }
}
