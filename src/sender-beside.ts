/**
 * The sender beside a server: its thread, as seen from the server's own.
 *
 * Owns the thread, and begins another one when it dies: hops are served meanwhile, and what it was
 * sending is settled by the next one as the outbox says. Called by `serve`.
 */
import { Worker } from "node:worker_threads";
import type { Log } from "./insight/log.ts";
import type { Metrics } from "./insight/metrics.ts";
import { StoreFault } from "./store/fault.ts";
import type { SendingRules } from "./messages/sender.ts";
import type { FromSender, SenderThreadData, ToSender } from "./sender-thread.ts";

/** Milliseconds until a thread that died is begun anew: a lasting fault must not fill the log. */
const AGAIN_MS = 5_000;

export interface SenderBeside {
  /** From the next message on. */
  setRules(rules: SendingRules): void;
  /** Resolves when the calls under way are settled. */
  close(): Promise<void>;
}

export interface SenderBesideNeeds {
  log: Log;
  metrics: Metrics;
  /** Its storage can no longer be trusted, and it is the server's too. */
  onFatal: (fault: StoreFault) => void;
  /** Milliseconds until a thread that died is begun anew; five seconds unless a test has less time. */
  againMs?: number;
  /** Called with each thread that is begun, the first one too. */
  onBegun?: (thread: Worker) => void;
}

export function startSender(
  data: SenderThreadData,
  { log, metrics, onFatal, againMs = AGAIN_MS, onBegun }: SenderBesideNeeds,
): SenderBeside {
  let { rules } = data;
  let closing = false;
  let again: NodeJS.Timeout | undefined;
  let thread = begin();
  const ended = Promise.withResolvers<void>();

  function begin(): Worker {
    const worker = new Worker(new URL("sender-thread.ts", import.meta.url), {
      workerData: { ...data, rules } satisfies SenderThreadData,
    });
    worker.on("message", hear);
    worker.on("error", (error) => log.fault("sender", error));
    worker.on("exit", () => {
      if (closing) return ended.resolve();
      again = setTimeout(() => (thread = begin()), againMs);
    });
    onBegun?.(worker);
    return worker;
  }

  function hear(event: FromSender): void {
    switch (event[0]) {
      case "settled":
        metrics.message(event[1]);
        return log.message(event[1]);
      case "alarm":
        return log.alarm({ code: event[1] });
      case "balance":
        return metrics.balance(event[1]);
      case "waiting":
        return metrics.waiting(event[1]);
      case "delivery":
        metrics.delivery(event[1]);
        return log.delivery(event[1]);
      case "undelivered":
        return log.undelivered(event[1]);
      case "eventsWaiting":
        return metrics.eventsWaiting(event[1]);
      case "fault":
        return log.faultFacts("sender", event[1]);
      case "fatal":
        return onFatal(new StoreFault(event[1]));
    }
  }

  const tell = (told: ToSender) => thread.postMessage(told);
  return {
    setRules(next) {
      rules = next;
      tell({ rules });
    },
    async close() {
      closing = true;
      clearTimeout(again);
      tell("close");
      // A thread that is gone already says nothing more.
      if (thread.threadId === -1) return;
      await ended.promise;
    },
  };
}
