/**
 * Posts what a provider reports: receipts, messages from citizens, opt-outs.
 *
 * Owns the repeats: at once until 200, where the provider would come again every minute. Nothing
 * posted at the same time waits for each other.
 */

export type CallbackKind = "delivery" | "inbound" | "opt-out";

/** How one callback ended, after its repeats. */
export interface CallbackEnd {
  kind: CallbackKind;
  /** Of the last answer; null = nobody answered. */
  status: number | null;
}

/** Nobody took a callback; the message says why. */
export class CallbackFault extends Error {
  override readonly name = "CallbackFault";
}

const ATTEMPTS = 5;
const PATIENCE_MS = 10_000;

export interface Callbacks {
  /** @throws CallbackFault */
  post(kind: CallbackKind, form: URLSearchParams): Promise<void>;
  /** Those under way end now, untaken. */
  close(): void;
}

/** `base` is asked at each post, since a server may find its address after this was opened. */
export function openCallbacks(
  base: () => string | null,
  ended: (end: CallbackEnd) => void,
): Callbacks {
  const closing = new AbortController();

  const attempt = async (url: string, body: string): Promise<number | null> => {
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body,
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(PATIENCE_MS)]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      // Whatever it was, nobody answered, and that is what is reported.
      return null;
    }
  };

  return {
    async post(kind, form) {
      const to = base();
      if (to === null) throw new CallbackFault("no callback address is known");
      const url = `${to.replace(/\/+$/, "")}/${kind}`;
      let status: number | null = null;
      for (let n = 0; n < ATTEMPTS && status !== 200 && !closing.signal.aborted; n++) {
        status = await attempt(url, form.toString());
      }
      ended({ kind, status });
      if (status === 200) return;
      throw new CallbackFault(
        status === null ? "nobody answers at the callback address" : `it answered HTTP ${status}`,
      );
    },
    close: () => closing.abort(),
  };
}
