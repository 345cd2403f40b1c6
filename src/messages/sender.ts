/**
 * The sender: takes due messages from the outbox to the provider, and writes down what became of each.
 *
 * Owns the calls under way. Refuses to call before `sending` is on disk, and to call twice for one
 * claim. Any number of senders may work on one store. Runs in a thread or a process of its own, so that
 * a provider that is dead holds up no hop. Started by `sender-thread` and by `njia work`.
 */
import type { Clock } from "../base/clock.ts";
import type { Vault } from "../base/vault.ts";
import type { Cost, SendResult, SmsSender } from "../gateway/sms.ts";
import type { StoreFault } from "../store/fault.ts";
import type { Store } from "../store/store.ts";
import {
  beginSending,
  claim,
  DUE_MAX,
  dueMessages,
  unspend,
  type Caps,
  type Due,
} from "./claim.ts";
import { openBody } from "./outbox.ts";
import { markBlocked } from "./preferences.ts";
import { dayOf, nextAllowed, nextDay, type QuietHours } from "./quiet.ts";
import { postpone, settle, type Settled } from "./settle.ts";
import { countWaiting, sweep, SWEEP_EVERY_MS } from "./sweep.ts";

/** Calls at once: with 300 ms a call some 100 messages a second. */
const CALLS_MAX = DUE_MAX;
/** How often the outbox is looked at, in milliseconds: nobody notices a quarter of a second. */
const LOOK_EVERY_MS = 250;
/** Milliseconds nothing is sent after a result that needs mending: every message would meet it. */
const PAUSE_MS = 60_000;
/** How often the balance is asked for, in milliseconds. */
const BALANCE_EVERY_MS = 600_000;

/** What the channel says of sending; read again for every message. */
export interface SendingRules {
  quiet: QuietHours;
  caps: Caps;
  /** Units of the provider's currency below which staff are told; null = never. */
  balanceAlarm: number | null;
}

/** What a sender tells its owner: codes and counts, never a number or a text. */
export interface SenderEvents {
  settled?: (fact: { class: string; state: Settled["state"]; reason: string | null }) => void;
  /** Nothing can be sent until somebody mends it: a key, a sender id, the balance, a cap. */
  alarm?: (code: string) => void;
  balance?: (balance: Cost | null) => void;
  /** Messages in each state that is not an end. */
  waiting?: (counts: Readonly<Record<string, number>>) => void;
  fault?: (error: unknown) => void;
  /** The storage can no longer be trusted: end the process. */
  fatal?: (fault: StoreFault) => void;
}

export interface SenderNeeds {
  store: Store;
  vault: Vault;
  provider: SmsSender;
  clock: Clock;
  rules: () => SendingRules;
  on?: SenderEvents;
}

export interface Sender {
  /** Looks, sweeps and asks for the balance by itself from now on. */
  start(): void;
  /** Sends what is due, and resolves when nothing is under way any more. */
  drain(): Promise<void>;
  /** Takes over what others left. */
  sweep(): Promise<void>;
  /** Asks what is left at the provider's, and tells when that is too little. */
  askBalance(): Promise<void>;
  /** Claims nothing more, and resolves when the calls under way are settled. */
  close(): Promise<void>;
}

export function openSender(needs: SenderNeeds): Sender {
  const { store, provider, clock, rules, on = {} } = needs;
  const active = new Map<string, Promise<void>>();
  const timers: NodeJS.Timeout[] = [];
  let pausedUntil = 0;
  let closing = false;

  const guarded = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      on.fault?.(error);
    }
  };

  /** Starts what is due and not under way here; how many it started. */
  async function look(): Promise<number> {
    const at = clock();
    const limit = CALLS_MAX - active.size;
    if (closing || limit <= 0 || at < pausedUntil) return 0;
    const due = await dueMessages(store, { at, limit });
    const fresh = due.filter(({ id }) => !active.has(id));
    for (const one of fresh) {
      const work = guarded(() => deliver(one)).finally(() => active.delete(one.id));
      active.set(one.id, work);
    }
    return fresh.length;
  }

  async function deliver(due: Due): Promise<void> {
    const at = clock();
    const { quiet, caps } = rules();
    const allowed = nextAllowed(due.class, at, quiet);
    if (allowed > at) return void (await store.commit(postpone(due, null, allowed)));
    const day = dayOf(at, quiet.timeZone);
    const claimed = await store.commit(claim(due, { at, day, caps }));
    if (!claimed.done) return overCap(due, claimed, nextDay(at, quiet.timeZone));
    const body = bodyOf(due);
    if (body === null) return record(due, UNREADABLE, day);
    const begun = await store.commit(beginSending(due, clock()));
    if (!begun.done) return;
    await record(due, await provider.send(body), day);
  }

  async function overCap(
    due: Due,
    claimed: { why: "conflict" } | { why: "refused"; code: string },
    until: number,
  ): Promise<void> {
    if (claimed.why === "conflict") return;
    if (claimed.code === "day_cap") on.alarm?.(claimed.code);
    await store.commit(postpone(due, claimed.code, until));
  }

  async function record(due: Due, result: SendResult, day: string): Promise<void> {
    const at = clock();
    const { state, reason, writes } = settle(due, result, at);
    const spent = state === "accepted" || state === "ambiguous" ? [] : unspend(due, day);
    const blocked = result.is === "refused" && result.optedOut;
    const settled = await store.commit([
      ...writes,
      ...spent,
      ...(blocked ? [markBlocked(due.phoneHash, at)] : []),
    ]);
    if (!settled.done) return;
    on.settled?.({ class: due.class, state, reason });
    if (result.is !== "refused" || result.retry !== "after_mend") return;
    pausedUntil = at + PAUSE_MS;
    on.alarm?.(result.code);
  }

  function bodyOf(due: Due) {
    try {
      return openBody(needs.vault, due);
    } catch (error) {
      on.fault?.(error);
      return null;
    }
  }

  async function sweepOnce(): Promise<void> {
    await store.commit(await sweep(store, clock()));
    on.waiting?.(await countWaiting(store));
  }

  async function askBalance(): Promise<void> {
    const left = await provider.balance();
    on.balance?.(left);
    const { balanceAlarm } = rules();
    const low = left !== null && balanceAlarm !== null && left.micros < balanceAlarm * 1e6;
    if (low) on.alarm?.("balance_low");
  }

  const every = (ms: number, work: () => Promise<void>) => {
    let busy = false;
    const turn = () => {
      if (busy) return;
      busy = true;
      void guarded(work).finally(() => {
        busy = false;
      });
    };
    timers.push(setInterval(turn, ms));
    turn();
  };

  return {
    start() {
      every(LOOK_EVERY_MS, async () => void (await look()));
      every(SWEEP_EVERY_MS, sweepOnce);
      every(BALANCE_EVERY_MS, askBalance);
    },
    async drain() {
      while ((await look()) > 0 || active.size > 0) await Promise.all(active.values());
    },
    sweep: sweepOnce,
    askBalance,
    async close() {
      closing = true;
      for (const timer of timers) clearInterval(timer);
      await Promise.all(active.values());
    },
  };
}

const UNREADABLE: SendResult = {
  is: "refused",
  code: "unreadable",
  retry: "never",
  optedOut: false,
};
