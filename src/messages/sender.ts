/**
 * The sender: finds due messages in the outbox, and has each delivered.
 *
 * Owns the calls under way and the timers. Refuses to begin more than the provider's health allows, and
 * anything once it closes. Any number of senders may work on one store. Runs in a thread or a process of its own, so that
 * a provider that is dead holds up no hop. Started by `sender-thread` and by `njia work`.
 */
import { monotonic as systemMonotonic, type Clock } from "../base/clock.ts";
import { openDoubt } from "../base/doubt.ts";
import { WHOLE, type Share } from "../base/share.ts";
import type { Vault } from "../base/vault.ts";
import type { Cost, SmsSender } from "../gateway/sms.ts";
import type { StoreFault } from "../store/fault.ts";
import type { Store } from "../store/store.ts";
import { DUE_MAX, dueMessages, type Due } from "./claim.ts";
import { openDelivery, type Delivered } from "./deliver.ts";
import { openHealth } from "./health.ts";
import type { QuietHours } from "./quiet.ts";
import { KEPT_MS, PLACING_MS } from "./receipts.ts";
import type { Caps } from "./spending.ts";
import { countWaiting, freeClaims, sweep, SWEEP_EVERY_MS, sweepWaiting } from "./sweep.ts";

/** Calls at once: with 300 ms a call some 100 messages a second. */
const CALLS_MAX = DUE_MAX;
/**
 * How often the outbox is looked at, in milliseconds: nobody notices a quarter of a second. While more is
 * due than can be called for at once, it is looked at whenever half of the calls have ended.
 */
const LOOK_EVERY_MS = 250;
/** Bites of one kind in a sweep, of 500 messages each: half a second of work between the hops. */
const BITES_MAX = 80;
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
  settled?: (fact: Delivered) => void;
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
  /** Its share of the phones, and of what is swept the first has all; the whole where nobody else sends. */
  share?: () => Share;
  on?: SenderEvents;
  /** How it waits between two tries to write down what became of a message; by the system's unless a test has others. */
  wait?: (ms: number) => Promise<unknown>;
  /** Milliseconds a stop waits for calls under way; three seconds unless a test has less time. */
  closeMs?: number;
}

export interface Sender {
  /** Looks, sweeps and asks for the balance by itself from now on. */
  start(): void;
  /** Sends what is due, and resolves when nothing is under way any more. */
  drain(): Promise<void>;
  /** False while nothing can be handed over: others may do better. */
  isFit(): boolean;
  /** Takes over what others left. */
  sweep(): Promise<void>;
  /** Asks what is left at the provider's, and tells when that is too little. */
  askBalance(): Promise<void>;
  /** Claims nothing more, breaks off calls that take long, and resolves when all are settled. */
  close(): Promise<void>;
}

export function openSender(needs: SenderNeeds): Sender {
  const { store, provider, clock, rules, share = () => WHOLE, on = {}, closeMs = CLOSE_MS } = needs;
  const health = openHealth(clock, (code) => on.alarm?.(code));
  const deliver = openDelivery({ ...needs, on, health });
  const doubt = openDoubt({ clock, monotonic: needs.monotonic ?? systemMonotonic });
  /** What is under way here, by phone: a second message to it would only be refused its claim. */
  const active = new Map<string, Promise<void>>();
  const timers: NodeJS.Timeout[] = [];
  /** Turns of the timers under way. */
  const looking = new Set<Promise<void>>();
  /** When receipts were last looked at, epoch milliseconds; null before the first sweep. */
  let sweptAt: number | null = null;
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
    const due = await dueMessages(store, { at, limit, share: share() });
    if (isClosing()) return 0;
    more = due.length === limit;
    let begun = 0;
    for (const one of due) {
      if (active.has(one.phoneHash)) continue;
      active.set(
        one.phoneHash,
        guarded(() => deliver(one, stopped.signal)).then(() => ended(one)),
      );
      begun++;
    }
    return begun;
  }

  function ended({ phoneHash }: Due): void {
    active.delete(phoneHash);
    if (more && active.size <= CALLS_MAX / 2) lookNow();
  }

  async function takeOver(at: number, believed: boolean): Promise<void> {
    for (const writes of await freeClaims(store, at, rules().quiet.timeZone)) {
      await store.commit(writes);
    }
    // One that came while nobody swept is not too old: its message may have become known since.
    const since = sweptAt === null ? at - KEPT_MS : Math.min(at, sweptAt) - PLACING_MS;
    await store.commit(await sweep(store, { at, since, believed }));
    sweptAt = at;
    for (const bite of believed ? sweepWaiting : []) {
      for (let bites = 0; bites < BITES_MAX && !isClosing(); bites++) {
        if (!(await store.commit([bite(at)])).done) break;
      }
    }
  }

  async function sweepOnce(): Promise<void> {
    const { is, at } = doubt();
    if (is === "leapt") health.alarm("clock_leapt");
    const believed = is === "believed";
    const { at: place, of } = share();
    // By a clock that is hours ahead every lease is over. Where there are others they look, by theirs.
    if (place === 0 && (believed || of === 1)) await takeOver(at, believed);
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
    isFit: () => health.allowed(1, clock()) > 0,
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
