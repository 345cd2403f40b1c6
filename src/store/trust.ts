/** Whether the storage can be trusted: the first fatal fault is told once, and nothing is begun after it. */
import { storageFault } from "./connection.ts";
import type { StoreFault } from "./fault.ts";

export class Trust {
  readonly #onFatal: ((fault: StoreFault) => void) | undefined;
  #broken: StoreFault | null = null;

  constructor(onFatal: ((fault: StoreFault) => void) | undefined) {
    this.#onFatal = onFatal;
  }

  /** The fault after which nothing may be written; null while there was none. */
  get broken(): StoreFault | null {
    return this.#broken;
  }

  /** Notes what was thrown; gives back what the caller is told. */
  fail(error: unknown): unknown {
    const fault = storageFault(error);
    if (fault?.fatal === true) this.end(fault);
    return fault ?? error;
  }

  /** Nothing can be written any more, whatever kind of fault it is. */
  end(fault: StoreFault): void {
    if (this.#broken !== null) return;
    this.#broken = fault;
    this.#onFatal?.(fault);
  }
}
