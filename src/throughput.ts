/**
 * How many were done of late: a count that forgets, in constant memory. Pure; called by `admission`.
 */

/** Milliseconds that are looked back at, and of each part in which they are forgotten. */
export const SPAN_MS = 800;
const PART_MS = 100;
const PARTS = SPAN_MS / PART_MS;

export class Throughput {
  readonly #parts = new Uint32Array(PARTS);
  #sum = 0;
  /** Number of the newest part, counted from the clock's beginning. */
  #newest = 0;

  /** One more; `now` in milliseconds that only grow. */
  add(now: number): void {
    this.#forget(now);
    const at = this.#newest % PARTS;
    this.#parts[at] = (this.#parts[at] ?? 0) + 1;
    this.#sum++;
  }

  /** Per millisecond, over the whole span; in its newest part less than a part is counted, so never too many. */
  perMs(now: number): number {
    this.#forget(now);
    return this.#sum / SPAN_MS;
  }

  #forget(now: number): void {
    const newest = Math.floor(now / PART_MS);
    const from = Math.max(this.#newest + 1, newest - PARTS + 1);
    for (let part = from; part <= newest; part++) {
      const at = part % PARTS;
      this.#sum -= this.#parts[at] ?? 0;
      this.#parts[at] = 0;
    }
    if (newest > this.#newest) this.#newest = newest;
  }
}
