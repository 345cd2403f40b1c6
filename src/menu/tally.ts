/**
 * Findings of one file, as many as anyone reads; the rest is told as a number.
 *
 * A file that is no menu at all (a picture, a database) has a fault per letter: without a limit the
 * reading of one such file took minutes and more memory than the server. Called by `yaml`,
 * `reading` and `data`.
 */
import type { Finding } from "./finding.ts";

/** Faults of one file that are told one by one. */
export const FINDINGS_MAX = 100;

export class Tally {
  readonly #findings: Finding[] = [];
  #rest = 0;

  /** Makes the finding only where it will be told: looking up its place costs. */
  add(make: () => Finding): void {
    if (this.#findings.length < FINDINGS_MAX) this.#findings.push(make());
    else this.#rest++;
  }

  get none(): boolean {
    return this.#findings.length === 0;
  }

  /** All of them; the last one says how many more there are. */
  get findings(): readonly Finding[] {
    const last = this.#findings.at(-1);
    if (last === undefined || this.#rest === 0) return this.#findings;
    const message = `${last.message}; and ${this.#rest} more faults in this file`;
    return [...this.#findings.slice(0, -1), { ...last, message, more: this.#rest }];
  }
}
