/**
 * The deliverer: takes events that are due to the systems that subscribed, and writes down what became
 * of each.
 *
 * Owns the calls under way: a few for each subscription, and one for a system that does not answer, so
 * that a dead one is in nobody's way. Any number of deliverers may work on one store; an event may arrive
 * twice, and never none at all. Runs beside the sender. Called by `sending`.
 */
import { monotonic as systemMonotonic, type Clock } from "../base/clock.ts";
import { openDoubt } from "../base/doubt.ts";
import type { Random } from "../base/ids.ts";
import { WHOLE, type Share } from "../base/share.ts";
import type { Vault } from "../base/vault.ts";
import type { Connector, Posted } from "../connector/connector.ts";
import type { Store } from "../store/store.ts";
import { claim, countWaiting, DUE_MAX, dueDeliveries, type Due } from "./claim.ts";
import { envelopeOf, eventId } from "./event.ts";
import { settle, unclaim } from "./settle.ts";
import { signatureHeaders } from "./sign.ts";
import {
  endSubscription,
  listSubscriptions,
  openTarget,
  secretsAt,
  type Subscription,
  type Target,
} from "./subscriptions.ts";
import { dropWaiting, giveUp, pullBack } from "./sweep.ts";
import { FAILURES_MAX, judge, RETRY_AFTER_MAX_MS, type DeliveryState } from "./verdict.ts";

/** How often it looks for what is due, in milliseconds; after a call it looks at once. */
const LOOK_EVERY_MS = 1_000;
/** How often what is too old is given up and what waits is counted, in milliseconds. */
const SWEEP_EVERY_MS = 60_000;
/** How often the same is told of one subscription, in milliseconds. */
const TOLD_EVERY_MS = 600_000;
/**
 * Milliseconds in which whoever has just begun gives nothing up: a clock that is wrong when a machine starts is set right by
 * then, and where nobody delivered for days all that waits has had another try.
 */
const BEGUN_MS = 3_600_000;
/** Writes of 500 deliveries in a row: 10,000 of a subscription in one sweep. */
const BITES_MAX = 20;
/** Milliseconds a stop waits for calls under way. */
const CLOSE_MS = 3_000;

/** What a deliverer tells its owner: ids of subscriptions, codes and counts. */
export interface DelivererEvents {
  /** A call was made. `state` is `pending` where it is made again. */
  delivery?: (fact: DeliveryFact) => void;
  /** Events were given up, or cannot be sent at all: a code, at most every ten minutes. */
  undelivered?: (fact: {
    subscription: string;
    code: "events_failed" | "unreadable_target";
  }) => void;
  /** Deliveries that wait, of all subscriptions. */
  eventsWaiting?: (deliveries: number) => void;
  fault?: (error: unknown) => void;
}

export interface DeliveryFact {
  subscription: string;
  state: DeliveryState;
  /** The status of the answer, or a code. */
  answer: string;
  /** Tries, with this one. */
  attempts: number;
}

export interface DelivererNeeds {
  store: Store;
  vault: Vault;
  connector: Pick<Connector, "post">;
  clock: Clock;
  /** Milliseconds that have passed, whatever is done to the clock; the system's unless a test has its own. */
  monotonic?: () => number;
  random: Random;
  /** Its share of the requests, and of what is swept the first has all; the whole where nobody else delivers. */
  share?: () => Share;
  on?: DelivererEvents;
  /** Milliseconds a stop waits for calls under way; three seconds unless a test has less time. */
  closeMs?: number;
}

export interface Deliverer {
  /** Looks and sweeps by itself from now on. */
  start(): void;
  /** Delivers what is due, and resolves when nothing is under way any more. */
  drain(): Promise<void>;
  /** Gives up what is too old, and drops or brings forward what would wait for nothing. */
  sweep(): Promise<void>;
  /** Claims nothing more, breaks off calls that take long, and resolves when all are settled. */
  close(): Promise<void>;
}

export function openDeliverer(needs: DelivererNeeds): Deliverer {
  const { store, vault, connector, clock, random, on = {}, closeMs = CLOSE_MS } = needs;
  const { share = () => WHOLE, monotonic = systemMonotonic } = needs;
  const doubt = openDoubt({ clock, monotonic });
  const begun = monotonic();
  /** Calls under way, by delivery; the subscription of each beside it. */
  const active = new Map<string, { subscription: string; work: Promise<void> }>();
  const looking = new Set<Promise<unknown>>();
  const timers: NodeJS.Timeout[] = [];
  const told = new Map<string, number>();
  const stopped = new AbortController();
  let closing = false;

  const isClosing = () => closing;

  /** The instant, and whether anything may be given up by it: not by a clock that leapt, nor by who has just begun. */
  function now(): { at: number; believed: boolean } {
    const { is, at } = doubt();
    return { at, believed: is === "believed" && monotonic() - begun >= BEGUN_MS };
  }

  async function guarded(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      on.fault?.(error);
    }
  }

  function tell(subscription: string, code: "events_failed" | "unreadable_target"): void {
    const key = `${subscription} ${code}`;
    const last = told.get(key);
    if (last !== undefined && Math.abs(clock() - last) < TOLD_EVERY_MS) return;
    told.set(key, clock());
    on.undelivered?.({ subscription, code });
  }

  /** How many more calls a subscription may have at once. */
  function room({ id, failures, pausedUntil }: Subscription, at: number): number {
    // One that ends later than any pause was begun by a clock that was wrong.
    if (pausedUntil > at && pausedUntil <= at + RETRY_AFTER_MAX_MS) return 0;
    const underWay = [...active.values()].filter(({ subscription }) => subscription === id).length;
    return (failures >= FAILURES_MAX ? 1 : DUE_MAX) - underWay;
  }

  /** Starts what is due and not under way here; how many it started. */
  async function look(): Promise<number> {
    if (closing) return 0;
    const at = clock();
    const subscriptions = (await listSubscriptions(store)).filter(
      (each) => each.endedAt === null && room(each, at) > 0,
    );
    const started = await Promise.all(subscriptions.map((each) => lookAt(each, at)));
    return started.reduce((sum, each) => sum + each, 0);
  }

  async function lookAt(subscription: Subscription, at: number): Promise<number> {
    const { id } = subscription;
    const due = await dueDeliveries(store, { subscription: id, at, share: share() });
    const target = due.length === 0 ? null : targetOf(subscription);
    if (target === null || isClosing()) return 0;
    const fresh = due.filter((each) => !active.has(keyOf(each)));
    const taken = fresh.slice(0, Math.max(0, room(subscription, at)));
    for (const each of taken) {
      const key = keyOf(each);
      const work = guarded(() => deliver(each, subscription, target)).finally(() => {
        active.delete(key);
        if (timers.length > 0) lookSoon();
      });
      active.set(key, { subscription: id, work });
    }
    return taken.length;
  }

  /** Null where it does not open under our keys: that has to be mended, and is not the events' fault. */
  function targetOf(subscription: Subscription): Target | null {
    try {
      return openTarget(vault, subscription);
    } catch {
      tell(subscription.id, "unreadable_target");
      return null;
    }
  }

  async function deliver(due: Due, subscription: Subscription, target: Target): Promise<void> {
    const since = clock();
    const claimed = await store.commit([claim(due, since)]);
    if (!claimed.done) return;
    const posted = await post(due, target, since);
    if (posted.is === "unreached" && posted.why === "stopped") {
      return void (await store.commit([unclaim(due)]));
    }
    const { failures } = subscription;
    const { at, believed } = now();
    const [byte = 0] = random(1);
    const verdict = judge(due, posted, { failures, at, believed, chance: byte / 256 });
    const ended = { at, reason: "gone" } as const;
    const committed = await store.commit([
      ...settle(due, verdict, { failures, at }),
      ...(verdict.gone ? [endSubscription(subscription, target, ended)] : []),
    ]);
    if (!committed.done) return;
    const { state, answer } = verdict;
    on.delivery?.({ subscription: due.subscription, state, answer, attempts: due.attempts + 1 });
    if (state === "failed") tell(due.subscription, "events_failed");
  }

  function post(due: Due, target: Target, at: number): Promise<Posted> {
    const body = envelopeOf(due);
    const signed = signatureHeaders(secretsAt(target, at), { id: eventId(due), body, at });
    const headers = {
      "content-type": "application/cloudevents+json",
      "user-agent": "njia",
      ...signed,
    };
    return connector.post({ url: target.url, headers, body }, stopped.signal);
  }

  async function sweep(): Promise<void> {
    const { at, believed } = now();
    let waiting = 0;
    for (const { id: subscription, endedAt } of await listSubscriptions(store)) {
      const left = await countWaiting(store, subscription);
      if (endedAt === null) waiting += left;
      if (share().at > 0) continue;
      if (endedAt === null && left > 0) await store.commit([pullBack({ subscription, at })]);
      for (let bites = 0; left > 0 && bites < BITES_MAX && !isClosing(); bites++) {
        const writes =
          endedAt !== null
            ? [dropWaiting({ subscription, at })]
            : believed
              ? await giveUp(store, { subscription, at })
              : [];
        if (writes.length === 0 || !(await store.commit(writes)).done) break;
        if (endedAt === null) tell(subscription, "events_failed");
      }
    }
    on.eventsWaiting?.(waiting);
  }

  function track(work: () => Promise<unknown>): Promise<void> {
    const running = guarded(work).finally(() => looking.delete(running));
    looking.add(running);
    return running;
  }

  /** One look for all calls that end in the same turn. */
  let soon = false;
  function lookSoon(): void {
    if (soon || closing) return;
    soon = true;
    setImmediate(() => {
      soon = false;
      void track(look);
    });
  }

  const every = (ms: number, work: () => Promise<unknown>) => {
    let busy = false;
    const turn = () => {
      if (busy) return;
      busy = true;
      void track(work).finally(() => (busy = false));
    };
    timers.push(setInterval(turn, ms));
    turn();
  };

  return {
    start() {
      every(LOOK_EVERY_MS, look);
      every(SWEEP_EVERY_MS, sweep);
    },
    async drain() {
      while ((await look()) > 0 || active.size > 0) {
        await Promise.all([...active.values()].map(({ work }) => work));
      }
    },
    sweep,
    async close() {
      closing = true;
      for (const timer of timers) clearInterval(timer);
      const breakOff = setTimeout(() => stopped.abort(), closeMs);
      // A look under way starts nothing more.
      while (looking.size > 0 || active.size > 0) {
        await Promise.all([...looking, ...[...active.values()].map(({ work }) => work)]);
      }
      clearTimeout(breakOff);
    },
  };
}

const keyOf = ({ request, seq, subscription }: Due) => `${request} ${seq} ${subscription}`;
