/**
 * What Njia says about itself: one typed function per event, one JSON line each but for sums.
 *
 * Owns the list of what may be said. Refuses everything else: there is no function that takes a
 * message, a body or an error as it is, so no phone, answer, key or text can slip in. Never
 * throws and never waits, wherever stdout leads. Called by `callback` and `app` for what comes in,
 * by `serve`, `publish` and `main` for the server itself.
 */
import pino from "pino";
import { systemClock } from "../base/clock.ts";
import { faultFacts, type FaultFacts } from "./fault.ts";
import { standardOutput, type Sink } from "./sink.ts";
import { openTally } from "./tally.ts";

export interface HopFact {
  gateway: string;
  /** A short keyed hash, null when the callback did not get that far. */
  session: string | null;
  service: string | null;
  outcome: string;
  repeated: boolean;
  /** Milliseconds since the callback came in, as near as that is known. */
  ms: number;
  /** The code the citizen was shown with an apology. */
  code?: string;
  /** Why a body was no callback: a code of the gateway's adapter. */
  unreadable?: string;
  /** What a hop came to in the end whose citizen was told of outcome `late` before. */
  late?: boolean;
}

/** A hop that was not taken; all values are codes of ours. */
export type AwayFact = Readonly<Record<"gateway" | "outcome" | "why" | "standing", string>>;

export interface EndFact {
  gateway: string;
  status: string;
  unreadable: string | undefined;
  /** The gateway was answered before it was done. */
  late: boolean;
}

export interface Log {
  started(fact: { url: string; release: string; gateways: readonly string[] }): void;
  stopping(fact: { signal: string }): void;
  stopped(fact: { clean: boolean }): void;
  /** A reply left, or a late hop is done. */
  hop(fact: HopFact): void;
  /** A hop was not taken; they have a line together, once in a second. `standing` is `unread` where not even its body was. */
  turnedAway(fact: AwayFact): void;
  /** A gateway reported an end. */
  sessionEnd(fact: EndFact): void;
  /** Menu files were published, or refused because of errors. */
  release(fact: { release: string | null; errors: number; warnings: number }): void;
  /** What another process decided and this one follows: a release, a rollback, a suspension. */
  decision(fact: {
    seq: number;
    what: string;
    release: string | null;
    service: string | null;
  }): void;
  /** Production serves another release than the folder holds: publish it, or bring it up to date. */
  menusDiffer(fact: { release: string; folder: string }): void;
  /** A message was handed over, or was not. */
  message(fact: { class: string; state: string; reason: string | null }): void;
  /** A gateway posted a receipt, a citizen's SMS or an opt-out; `outcome` is a code of ours. */
  smsCallback(fact: { gateway: string; kind: string; outcome: string }): void;
  /** Somebody has to mend something: a code of the sender, unless `where` says otherwise. */
  alarm(fact: {
    code: string;
    where?: "sender" | "releases" | "keys";
    release?: string;
    /** What to do, in words of ours. */
    mend?: string;
  }): void;
  /** An event was sent to a subscription's system; `state` is `pending` where it is sent again. */
  delivery(fact: { subscription: string; state: string; answer: string; attempts: number }): void;
  /** An agency's system was asked on a citizen's way; `why` is a code of ours. */
  lookUp(fact: { connector: string; outcome: string; why: string | null; ms: number | null }): void;
  /** What became of an answer that a citizen was promised an SMS for. */
  lateAnswer(fact: { connector: string; came: string }): void;
  /** Events were given up or cannot be sent until somebody mends it: a code. */
  undelivered(fact: { subscription: string; code: string }): void;
  /** What a database server says of itself, by the names of its settings. */
  database(settings: Readonly<Record<string, string>>): void;
  /** The database server went away, or is there again. */
  reach(there: boolean): void;
  /** Something failed that should not have; `code` is what the citizen was shown. */
  fault(where: string, error: unknown, code?: string): void;
  /** The same from another thread, which has sent what may be said of its error. */
  faultFacts(where: string, facts: FaultFacts): void;
  /** The process ends because of it. */
  fatal(where: string, error: unknown): void;
  /** Writes out what is buffered, as far as it is taken at once; before the process ends. */
  flush(): void;
  /** Lines lost so far because nobody took them. */
  dropped(): number;
}

/** The instant as a field of its line; the lines of one millisecond share it. */
function stamper(): () => string {
  let of = Number.NaN;
  let field = "";
  return () => {
    const now = systemClock();
    if (now !== of) field = `,"time":"${new Date((of = now)).toISOString()}"`;
    return field;
  };
}

export function openLog(level: pino.LevelWithSilent, sink: Sink = standardOutput()): Log {
  // Neither host nor process: the supervisor knows both, and a host's name may be private.
  const to = pino({ level, base: null, timestamp: stamper() }, sink);
  // Thousands in a second, of whom nothing is known: a line each would cost a tenth of a refusal.
  const away = openTally<AwayFact>((fact, hops) =>
    to.warn({ event: "turned_away", ...fact, hops }),
  );
  return {
    started: ({ url, release, gateways }) => to.info({ event: "started", url, release, gateways }),
    stopping: ({ signal }) => to.info({ event: "stopping", signal }),
    stopped: ({ clean }) => to.info({ event: "stopped", clean }),
    hop: ({ gateway, session, service, outcome, repeated, ms, code, unreadable, late }) =>
      to.info({
        event: "hop",
        gateway,
        session,
        service,
        outcome,
        repeated,
        ms: Math.round(ms * 100) / 100,
        code,
        unreadable,
        late,
      }),
    turnedAway: (fact) => away.add(fact),
    sessionEnd: ({ gateway, status, unreadable, late }) =>
      to.info({ event: "session_end", gateway, status, unreadable, late: late || undefined }),
    release: ({ release, errors, warnings }) =>
      to[errors > 0 ? "error" : "info"]({ event: "release", release, errors, warnings }),
    decision: ({ seq, what, release, service }) =>
      to.info({
        event: "decision",
        seq,
        what,
        release: release ?? undefined,
        service: service ?? undefined,
      }),
    menusDiffer: ({ release, folder }) => to.warn({ event: "menus_differ", release, folder }),
    message: ({ class: kind, state, reason }) =>
      to.info({ event: "message", class: kind, state, reason: reason ?? undefined }),
    smsCallback: ({ gateway, kind, outcome }) =>
      to.info({ event: "sms_callback", gateway, kind, outcome }),
    alarm: ({ code, where = "sender", release, mend }) =>
      to.error({ event: "alarm", where, code, release, mend }),
    delivery: ({ subscription, state, answer, attempts }) =>
      to.info({ event: "delivery", subscription, state, answer, attempts }),
    lookUp: ({ connector, outcome, why, ms }) =>
      to[outcome === "broken" ? "warn" : "info"]({
        event: "look_up",
        connector,
        outcome,
        why: why ?? undefined,
        ms: ms ?? undefined,
      }),
    lateAnswer: ({ connector, came }) => to.info({ event: "late_answer", connector, came }),
    undelivered: ({ subscription, code }) =>
      to.error({ event: "alarm", where: "deliverer", subscription, code }),
    faultFacts: (where, facts) => to.error({ event: "fault", where, ...facts }),
    database: (settings) => to.info({ event: "database", ...settings }),
    reach: (there) =>
      there ? to.info({ event: "reach", there }) : to.error({ event: "reach", there }),
    fault: (where, error, code) => to.error({ event: "fault", where, code, ...faultFacts(error) }),
    fatal: (where, error) => to.fatal({ event: "fatal", where, ...faultFacts(error) }),
    flush() {
      away.flush();
      sink.flushSync?.();
    },
    dropped: () => sink.dropped?.() ?? 0,
  };
}
