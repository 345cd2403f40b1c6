/**
 * Counters for Prometheus, in a registry of their own.
 *
 * Owns names and labels. Refuses labels that the outside could make up: a gateway is one we serve,
 * a service one of the menus, an outcome one of ours. Called by `callback`, by `serve` for
 * the store, and by `app` when somebody looks.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { AwayFact } from "./log.ts";

/** Seconds. Fine below the goal of 20 ms, and up to the deadline of 5 s. */
const HOP_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** Seconds, up to the longest deadline of a connector. */
const LOOK_UP_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4];
/** Seconds, up to what a new call may wait in all. */
const WAIT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
/** Seconds. One fsync takes 0.1 to 10 ms. */
const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];
const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200];

/** States of a message that are not an end. */
const WAITING_STATES = ["pending", "claimed", "sending", "ambiguous"];

export interface Metrics {
  /** One reply left. `service` is null outside a service. */
  hop(fact: { gateway: string; service: string | null; outcome: string; seconds: number }): void;
  /** A hop was read that came at most `ms` milliseconds before. */
  waited(ms: number): void;
  /** A hop was not taken: counted as a reply, and not among the times of those that are. */
  turnedAway(fact: AwayFact): void;
  /** A hop is done whose citizen was sent away at the deadline. */
  lateHop(fact: { gateway: string; service: string | null; outcome: string }): void;
  /** A gateway reported the end of a session. */
  sessionEnd(status: string): void;
  /** One transaction of `size` commits took `ms` milliseconds. */
  batch(size: number, ms: number): void;
  /** A message was handed over, or was not. */
  message(fact: { class: string; state: string }): void;
  /** A gateway posted a receipt, a citizen's SMS or an opt-out. */
  smsCallback(fact: { kind: string; outcome: string }): void;
  /** Messages in each state that is not an end. */
  waiting(counts: Readonly<Record<string, number>>): void;
  /** An event was sent to an agency's system, and taken or not. */
  delivery(fact: { state: string }): void;
  /** An agency's system was asked on a citizen's way. */
  lookUp(fact: { connector: string; outcome: string; ms: number | null }): void;
  /** What became of an answer that a citizen was promised an SMS for. */
  lateAnswer(fact: { connector: string; came: string }): void;
  /** Events that wait to be sent. */
  eventsWaiting(deliveries: number): void;
  /** What is left at the provider's; null when it did not say. */
  balance(left: { currency: string; micros: number } | null): void;
  /** The exposition, and its media type. `logLines`: of the log that nobody took, so far; `underWay`: callbacks. */
  exposition(now: {
    logLines: number;
    underWay: number;
  }): Promise<{ text: string; contentType: string }>;
}

export function openMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const hops = new Counter({
    name: "njia_hops_total",
    help: "Replies to USSD callbacks",
    labelNames: ["gateway", "service", "outcome"],
    registers,
  });
  const lateHops = new Counter({
    name: "njia_late_hops_total",
    help: "What became of the hops that were answered with outcome late",
    labelNames: ["gateway", "service", "outcome"],
    registers,
  });
  const hopSeconds = new Histogram({
    name: "njia_hop_seconds",
    help: "From the arrival of a callback that is taken to its reply, the commit included",
    labelNames: ["gateway"],
    buckets: HOP_SECONDS,
    registers,
  });
  const waits = new Histogram({
    name: "njia_hop_wait_seconds",
    help: "From the callback's arrival until it was read: what the process was busy with",
    buckets: WAIT_SECONDS,
    registers,
  });
  const turnedAway = new Counter({
    name: "njia_hops_turned_away_total",
    help: "Hops not taken, by why (busy, often) and by whose they were (dial, running, near, unread)",
    labelNames: ["why", "standing"],
    registers,
  });
  const underWay = new Gauge({
    name: "njia_callbacks_under_way",
    help: "Callbacks that are being worked on",
    registers,
  });
  const ends = new Counter({
    name: "njia_session_ends_total",
    help: "Ends of sessions as gateways report them",
    labelNames: ["status"],
    registers,
  });
  const batchSize = new Histogram({
    name: "njia_commit_batch_size",
    help: "Commits that shared one transaction",
    buckets: BATCH_SIZES,
    registers,
  });
  const batchSeconds = new Histogram({
    name: "njia_commit_seconds",
    help: "One transaction, its fsync included",
    buckets: COMMIT_SECONDS,
    registers,
  });
  const logLines = new Counter({
    name: "njia_log_lines_dropped_total",
    help: "Lines of the log lost because stdout did not take them",
    registers,
  });
  const messages = new Counter({
    name: "njia_messages_total",
    help: "SMS by what became of handing them over",
    labelNames: ["class", "state"],
    registers,
  });
  const smsCallbacks = new Counter({
    name: "njia_sms_callbacks_total",
    help: "Callbacks about SMS by what they were taken for",
    labelNames: ["kind", "outcome"],
    registers,
  });
  const waiting = new Gauge({
    name: "njia_messages_waiting",
    help: "SMS in each state that is not an end; ambiguous ones wait for a receipt or for staff",
    labelNames: ["state"],
    registers,
  });
  const balance = new Gauge({
    name: "njia_provider_balance",
    help: "What is left at the provider's, in its currency",
    labelNames: ["currency"],
    registers,
  });
  const deliveries = new Counter({
    name: "njia_event_deliveries_total",
    help: "Calls of subscriptions by what became of the event; pending ones are made again",
    labelNames: ["state"],
    registers,
  });
  const lookUps = new Counter({
    name: "njia_look_ups_total",
    help: "Questions to agencies' systems by what a citizen got: found, none, broken, late",
    labelNames: ["connector", "outcome"],
    registers,
  });
  const lookUpSeconds = new Histogram({
    name: "njia_look_up_seconds",
    help: "What a citizen waited for an agency's system",
    labelNames: ["connector"],
    buckets: LOOK_UP_SECONDS,
    registers,
  });
  const lateAnswers = new Counter({
    name: "njia_late_answers_total",
    help: "Answers that an SMS was promised for, by what became of them",
    labelNames: ["connector", "came"],
    registers,
  });
  const eventsWaiting = new Gauge({
    name: "njia_events_waiting",
    help: "Events that wait to be sent, or to be sent again, to subscriptions",
    registers,
  });
  let scraped = false;
  const hopsOf = labelled((gateway: string, service: string, outcome: string) =>
    hops.labels(gateway, service, outcome),
  );
  const secondsOf = labelled((gateway: string) => hopSeconds.labels(gateway));
  const turnedAwayOf = labelled((why: string, standing: string) =>
    turnedAway.labels(why, standing),
  );
  return {
    hop({ gateway, service, outcome, seconds }) {
      hopsOf(gateway, service ?? "none", outcome).inc();
      secondsOf(gateway).observe(seconds);
    },
    waited: (ms) => waits.observe(ms / 1000),
    turnedAway({ gateway, outcome, why, standing }) {
      hopsOf(gateway, "none", outcome).inc();
      turnedAwayOf(why, standing).inc();
    },
    lateHop: ({ gateway, service, outcome }) =>
      lateHops.inc({ gateway, service: service ?? "none", outcome }),
    sessionEnd: (status) => ends.inc({ status }),
    batch(size, ms) {
      batchSize.observe(size);
      batchSeconds.observe(ms / 1000);
    },
    message: ({ class: kind, state }) => messages.inc({ class: kind, state }),
    smsCallback: ({ kind, outcome }) => smsCallbacks.inc({ kind, outcome }),
    waiting(counts) {
      for (const state of WAITING_STATES) waiting.set({ state }, counts[state] ?? 0);
    },
    delivery: ({ state }) => deliveries.inc({ state }),
    lookUp({ connector, outcome, ms }) {
      lookUps.inc({ connector, outcome });
      if (ms !== null) lookUpSeconds.observe({ connector }, ms / 1_000);
    },
    lateAnswer: ({ connector, came }) => lateAnswers.inc({ connector, came }),
    eventsWaiting: (count) => eventsWaiting.set(count),
    balance(left) {
      if (left !== null) balance.set({ currency: left.currency }, left.micros / 1e6);
    },
    async exposition(now) {
      // Counted by the log, which was there before.
      logLines.reset();
      logLines.inc(now.logLines);
      underWay.set(now.underWay);
      // The event-loop monitor wakes a hundred times a second: not before somebody looks.
      if (!scraped) collectDefaultMetrics({ register: registry });
      scraped = true;
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}

/** Finds the counter of given labels once: looking them up costs more than counting. */
function labelled<Counted, Labels extends string[]>(
  find: (...labels: Labels) => Counted,
): (...labels: Labels) => Counted {
  const found = new Map<string, Counted>();
  return (...labels) => {
    const name = labels.join(" ");
    let counted = found.get(name);
    if (counted === undefined) found.set(name, (counted = find(...labels)));
    return counted;
  };
}
