/**
 * The sender: takes due messages from the outbox to the provider, and writes down what became of each.
 *
 * Owns the calls under way. Refuses to call before `sending` is on disk, and to call twice for one
 * claim. Any number of senders may work on one store. Runs in a thread or a process of its own, so that
 * a provider that is dead holds up no hop. Started by `sender-thread` and by `njia work`.
 */
import { setTimeout as wait } from "node:timers/promises";
import { monotonic as systemMonotonic, type Clock } from "../base/clock.ts";
import { openDoubt } from "../base/doubt.ts";
import type { Phone } from "../base/phone.ts";
import { VaultError, type Vault } from "../base/vault.ts";
import type { Cost, SendResult, Sms, SmsSender } from "../gateway/sms.ts";
import { StoreFault } from "../store/fault.ts";
import type { Store } from "../store/store.ts";
import { beginSending, claim, DUE_MAX, dueMessages, type Addressed, type Due } from "./claim.ts";
import { openHealth } from "./health.ts";
import { openBody } from "./outbox.ts";
import { markBlocked } from "./preferences.ts";
import { dayOf, nextAllowed, nextDay, type QuietHours } from "./quiet.ts";
import { postpone, settle, type Settled } from "./settle.ts";
import { respend, type Caps } from "./spending.ts";
import { countWaiting, freeClaims, sweep, SWEEP_EVERY_MS } from "./sweep.ts";

/** Calls at once: with 300 ms a call some 100 messages a second. */
const CALLS_MAX = DUE_MAX;
/**
 * How often the outbox is looked at, in milliseconds: nobody notices a quarter of a second. While more is
 * due than can be called for at once, it is looked at whenever half of the calls have ended.
 */
const LOOK_EVERY_MS = 250;
/** Tries to write down what became of a message, and the milliseconds between two of them. */
const SETTLES_MAX = 60;
const SETTLE_EVERY_MS = 1_000;
/** Milliseconds a stop waits for calls under way; main gives a whole stop 10 s. */
const CLOSE_MS = 3_000;
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
  /** Milliseconds that have passed, whatever is done to the clock; the system's unless a test has another. */
  monotonic?: () => number;
  rules: () => SendingRules;
  on?: SenderEvents;
  /** Milliseconds a stop waits for calls under way; three seconds unless a test has less time. */
  closeMs?: number;
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
  /** Claims nothing more, breaks off calls that take long, and resolves when all are settled. */
  close(): Promise<void>;
}

export function openSender(needs: SenderNeeds): Sender {
  const { store, vault, provider, clock, rules, on = {}, closeMs = CLOSE_MS } = needs;
  const health = openHealth(clock, (code) => on.alarm?.(code));
  const doubt = openDoubt({ clock, monotonic: needs.monotonic ?? systemMonotonic });
  /** What is under way here, by phone: a second message to it would only be refused its claim. */
  const active = new Map<string, Promise<void>>();
  const timers: NodeJS.Timeout[] = [];
  /** Turns of the timers under way. */
  const looking = new Set<Promise<void>>();
  let closing = false;
  /** The last look found as much as it could begin. */
  let more = false;
  let lookNow = () => {};
  const stopped = new AbortController();

  const guarded = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      on.fault?.(error);
    }
  };

  /** Asked anew after every wait, in which it may have changed. */
  const isClosing = () => closing;

  /** Starts what is due and not under way here; how many it started. */
  async function look(): Promise<number> {
    const at = clock();
    const limit = health.allowed(CALLS_MAX, at) - active.size;
    if (closing || limit <= 0) return 0;
    const due = await dueMessages(store, { at, limit });
    if (isClosing()) return 0;
    more = due.length === limit;
    let begun = 0;
    for (const one of due) {
      if (active.has(one.phoneHash)) continue;
      active.set(
        one.phoneHash,
        guarded(() => deliver(one)).then(() => ended(one)),
      );
      begun++;
    }
    return begun;
  }

  function ended({ phoneHash }: Due): void {
    active.delete(phoneHash);
    if (more && active.size <= CALLS_MAX / 2) lookNow();
  }

  async function deliver(due: Due): Promise<void> {
    const at = clock();
    const { quiet, caps } = rules();
    const allowed = nextAllowed(due.class, at, quiet);
    if (allowed > at) return void (await store.commit(postpone(due, null, allowed)));
    const day = dayOf(at, quiet.timeZone);
    const body = bodyOf(due);
    const known = "is" in body ? [] : vault.lookups("phone", body.to);
    // Several only while look-up keys are being rotated: a phone is one, by whichever hash it is met.
    const addressed = { ...due, hashes: [...new Set([due.phoneHash, ...known])] };
    const claimed = await store.commit(claim(addressed, { at, day, caps }));
    if (!claimed.done) return notClaimed(addressed, claimed, at);
    if ("is" in body) return record(addressed, body, day, null);
    const begun = await store.commit(beginSending(addressed, clock()));
    if (!begun.done) return;
    await record(addressed, await provider.send(body, stopped.signal), day, body.to);
  }

  async function notClaimed(
    due: Addressed,
    claimed: { why: "conflict" } | { why: "refused"; code: string },
    at: number,
  ): Promise<void> {
    if (claimed.why === "refused") {
      health.alarm(claimed.code);
      const until = nextDay(at, rules().quiet.timeZone);
      return void (await store.commit(postpone(due, claimed.code, until)));
    }
    // Its phone may be taken under a hash that the search for due ones does not know.
    if (due.hashes.length > 1) await store.commit(postpone(due, null, at + SWEEP_EVERY_MS));
  }

  async function record(
    due: Addressed,
    result: SendResult,
    day: string,
    to: Phone | null,
  ): Promise<void> {
    const at = clock();
    const { state, reason, parts, writes } = settle(due, result, at);
    const spent = respend({ ...due, parts: parts - due.parts }, day);
    const blocked = result.is === "refused" && result.optedOut;
    const marks = blocked && to !== null ? markBlocked(vault, to, at) : [];
    const settled = await persistently(() => store.commit([...writes, ...spent, ...marks]));
    if (!settled.done) return;
    on.settled?.({ class: due.class, state, reason });
    health.learn(result);
  }

  /** What is known of a message must not be lost to a database that is held for a while. */
  async function persistently<T>(write: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await write();
      } catch (error) {
        const passes = error instanceof StoreFault && !error.fatal;
        if (!passes || tries === SETTLES_MAX) throw error;
        await wait(SETTLE_EVERY_MS);
      }
    }
  }

  function bodyOf(due: Due): Sms | SendResult {
    try {
      return openBody(vault, due);
    } catch (error) {
      on.fault?.(error);
      // Under keys of another process it may open: that has to be mended, and is not the message's fault.
      const foreign = error instanceof VaultError && error.code === "unknown_key";
      return foreign ? FOREIGN_KEY : UNREADABLE;
    }
  }

  async function sweepOnce(): Promise<void> {
    const { is, at } = doubt();
    if (is === "leapt") health.alarm("clock_leapt");
    for (const writes of await freeClaims(store, at, rules().quiet.timeZone)) {
      await store.commit(writes);
    }
    await store.commit(await sweep(store, { at, believed: is === "believed" }));
    on.waiting?.(await countWaiting(store));
  }

  async function askBalance(): Promise<void> {
    const left = await provider.balance();
    on.balance?.(left);
    const { balanceAlarm } = rules();
    const low = left !== null && balanceAlarm !== null && left.micros < balanceAlarm * 1e6;
    if (low) health.alarm("balance_low");
  }

  /** Does it now and from now on; what it gives does it at once, unless it is under way. */
  const every = (ms: number, work: () => Promise<void>): (() => void) => {
    let busy = false;
    const turn = () => {
      if (busy) return;
      busy = true;
      const running = guarded(work).finally(() => {
        busy = false;
        looking.delete(running);
      });
      looking.add(running);
    };
    timers.push(setInterval(turn, ms));
    turn();
    return turn;
  };

  return {
    start() {
      lookNow = every(LOOK_EVERY_MS, async () => void (await look()));
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
      const breakOff = setTimeout(() => stopped.abort(), closeMs);
      // A look under way starts nothing more.
      while (looking.size > 0 || active.size > 0) {
        await Promise.all([...looking, ...active.values()]);
      }
      clearTimeout(breakOff);
    },
  };
}

const FOREIGN_KEY: SendResult = {
  is: "refused",
  code: "unknown_key",
  retry: "after_mend",
  optedOut: false,
};

const UNREADABLE: SendResult = {
  is: "refused",
  code: "unreadable",
  retry: "never",
  optedOut: false,
};
