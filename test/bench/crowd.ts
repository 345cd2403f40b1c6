/**
 * The crowd: citizens who call whether or not the server keeps up. A process of its own, started by `overload`.
 *
 * Open: calls are due by chance, so many a second on the average, and each is counted from the instant it was due. Every
 * second one is new, the others are the next answer of whoever has thought for long enough; who is sent away hangs up. A call takes a
 * connection that is free, or a new one while there are not too many, or waits for one: that waiting counts too.
 */
import { seededRandom } from "../../src/base/ids.ts";
import { Caller } from "./caller.ts";
import { bodyOf, dialogueOf, phoneNumber } from "./dialogues.ts";
import { Expected, WrongReply } from "./expect.ts";
import { isAway, standingAt, type Standing } from "./away.ts";
import { Queue } from "./queue.ts";
import { USSD_PATH } from "./settings.ts";
import { quantile } from "./table.ts";

/** Milliseconds that a citizen thinks, at the least: few, so that their sessions are at hand. */
const THINK_MS = 400;
/** Milliseconds after which a gateway gives up. */
const PATIENCE_MS = 15_000;
/** Open connections at most; whoever is due beyond them waits for one. */
const CONNECTIONS_MAX = 4_000;
/** Milliseconds between two looks at what is due. */
const TICK_MS = 1;

export interface Phase {
  /** Calls a second, and for how many milliseconds. */
  rate: number;
  ms: number;
  /** Beside them so many phones that dial and do nothing else, so often in a second together. */
  flood?: { phones: number; rate: number };
  /** Milliseconds of each part of which the p99 is told. */
  slice: number;
}

export interface Summary {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

export interface Heard {
  taken: Record<Standing, Summary>;
  away: Record<Standing, Summary>;
  /** Of everybody who was taken, and of the flood. */
  all: Summary;
  flood: { taken: number; away: number };
  /** How late this process was to begin with: figures count where it was not. */
  lag: Summary;
  /** How many of those who were sent away could be told in one language, and were. */
  own: number;
  /** Apologies, replies that nobody waited for any more, connections that broke. */
  sorry: number;
  given: number;
  broken: number;
  /** p99 of those who were taken, by when they were due; NaN where nobody was. */
  slices: number[];
}
export type Ask = Phase | "stop";

const STANDINGS: readonly Standing[] = ["dial", "running", "near"];
/** The first number of the phones that flood: no session is so high. */
const FLOOD_FIRST = 9_000_000;

interface Due {
  at: number;
  session: number;
  hop: number;
  /** The phone that floods, or null. */
  flood: string | null;
}

interface Tally {
  phase: Phase;
  began: number;
  taken: Record<Standing, number[]>;
  away: Record<Standing, number[]>;
  slices: number[][];
  flood: { taken: number; away: number };
  lag: number[];
  own: number;
  sorry: number;
  given: number;
  broken: number;
}

const lists = () => ({ dial: [], running: [], near: [] });

class Crowd {
  readonly #port: number;
  readonly #keep: boolean;
  readonly #chance = seededRandom(1);
  readonly #expected = new Expected();
  readonly #idle: Caller[] = [];
  readonly #waiting = new Queue<Due>();
  /** Sessions that go on, in the order in which they are ready. */
  readonly #thinking = new Queue<{ session: number; hop: number; ready: number }>();
  readonly #out = new Map<Caller, Due>();
  #connections = 0;
  #next: number;
  #floods = 0;
  #tally: Tally | null = null;
  #failure: WrongReply | null = null;

  /** Without `keep` each call has a connection of its own. Sessions are numbered from `first` on. */
  constructor(port: number, keep: boolean, first: number) {
    this.#port = port;
    this.#keep = keep;
    this.#next = first;
  }

  /** @throws WrongReply */
  async phase(phase: Phase): Promise<Heard> {
    const began = performance.now();
    const tally: Tally = {
      phase,
      began,
      taken: lists(),
      away: lists(),
      slices: Array.from({ length: Math.ceil(phase.ms / phase.slice) }, () => []),
      flood: { taken: 0, away: 0 },
      lag: [],
      own: 0,
      sorry: 0,
      given: 0,
      broken: 0,
    };
    this.#tally = tally;
    let due = began + this.#gap(phase.rate);
    let flood = phase.flood === undefined ? Infinity : began + this.#gap(phase.flood.rate);
    const end = began + phase.ms;
    while (this.#failure === null) {
      const now = performance.now();
      for (; due <= now && due < end; due += this.#gap(phase.rate)) this.#call(this.#whose(due));
      for (; flood <= now && flood < end; flood += this.#gap(phase.flood?.rate ?? 0)) {
        const phone = phoneNumber(FLOOD_FIRST + (this.#floods++ % (phase.flood?.phones ?? 1)));
        this.#call({ at: flood, session: this.#next++, hop: 0, flood: phone });
      }
      this.#giveUp(now);
      if (now >= end) break;
      await after(TICK_MS);
    }
    // Of those who were due in this phase, all are heard of.
    while (this.#failure === null && this.#out.size + this.#waiting.size > 0) {
      this.#giveUp(performance.now());
      await after(TICK_MS);
    }
    if (this.#failure !== null) throw this.#failure;
    return summed(tally);
  }

  close(): number {
    for (const caller of [...this.#idle, ...this.#out.keys()]) caller.close();
    return this.#expected.finished;
  }

  /** Milliseconds until the next one: by chance, so that bursts are among them. */
  #gap(rate: number): number {
    const [a = 0, b = 0, c = 0] = this.#chance(3);
    const even = (a * 65_536 + b * 256 + c + 0.5) / 16_777_216;
    return (-Math.log(even) * 1000) / rate;
  }

  #whose(at: number): Due {
    const ready = this.#thinking.next;
    const [dials = 0] = this.#chance(1);
    if (dials % 2 === 0 || ready === undefined || ready.ready > at) {
      return { at, session: this.#next++, hop: 0, flood: null };
    }
    this.#thinking.shift();
    return { at, session: ready.session, hop: ready.hop, flood: null };
  }

  #call(due: Due): void {
    this.#tally?.lag.push(performance.now() - due.at);
    const caller = this.#idle.pop();
    if (caller !== undefined) return this.#send(caller, due);
    this.#waiting.push(due);
    if (this.#connections < CONNECTIONS_MAX) this.#open();
  }

  #open(): void {
    this.#connections++;
    Caller.open(
      this.#port,
      USSD_PATH,
      (from, reply) => this.#replied(from, reply),
      (error, from) => this.#failed(error, from),
    ).then(
      (opened) => this.#free(opened),
      () => {
        this.#connections--;
        if (this.#tally !== null) this.#tally.broken++;
        this.#waiting.shift();
      },
    );
  }

  #send(caller: Caller, due: Due): void {
    this.#out.set(caller, due);
    caller.send(bodyOf(due.session, due.hop, due.flood ?? undefined));
  }

  #answered(caller: Caller): void {
    if (this.#keep) return this.#free(caller);
    caller.close();
    this.#connections--;
    if (this.#waiting.size > 0) this.#open();
  }

  #free(caller: Caller): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(caller);
    else this.#send(caller, next);
  }

  #replied(caller: Caller, reply: string): void {
    const due = this.#out.get(caller);
    this.#out.delete(caller);
    if (due !== undefined) this.#note(due, reply, performance.now());
    this.#answered(caller);
  }

  /** @throws WrongReply */
  #note(due: Due, reply: string, now: number): void {
    const tally = this.#tally;
    if (tally === null) return;
    const { session, hop, flood } = due;
    const away = isAway(session, hop, reply);
    if (flood !== null) {
      if (away === null && !reply.startsWith("CON ")) {
        throw new WrongReply(`to a phone that floods: ${reply}`);
      }
      tally.flood[away === null ? "taken" : "away"]++;
      return;
    }
    const standing = standingAt(session, hop);
    if (away === "sorry") {
      tally.sorry++;
      return;
    }
    if (away === "often") throw new WrongReply(`to a phone that calls once: ${reply}`);
    if (away !== null) {
      tally.away[standing].push(now - due.at);
      if (away === "own") tally.own++;
      return;
    }
    this.#expected.check(session, hop, reply);
    tally.taken[standing].push(now - due.at);
    tally.slices[Math.floor((due.at - tally.began) / tally.phase.slice)]?.push(now - due.at);
    if (hop + 1 < dialogueOf(session).turns.length) {
      this.#thinking.push({ session, hop: hop + 1, ready: now + THINK_MS });
    }
  }

  #giveUp(now: number): void {
    const late = now - PATIENCE_MS;
    for (const [caller, due] of this.#out) {
      // Of those that are out the first went first, but not always was due first.
      if (due.at > late) break;
      this.#out.delete(caller);
      this.#connections--;
      caller.close();
      if (this.#tally !== null) this.#tally.given++;
    }
    while ((this.#waiting.next?.at ?? now) < late) {
      this.#waiting.shift();
      if (this.#tally !== null) this.#tally.given++;
    }
  }

  #failed(error: unknown, caller: Caller): void {
    if (error instanceof WrongReply) this.#failure ??= error;
    this.#connections--;
    const at = this.#idle.indexOf(caller);
    if (at >= 0) this.#idle.splice(at, 1);
    if (this.#out.delete(caller) && this.#tally !== null) this.#tally.broken++;
    caller.close();
  }
}

function summed({ taken, away, slices, ...rest }: Tally): Heard {
  const each = (of: Record<Standing, number[]>) => ({
    dial: summary(of.dial),
    running: summary(of.running),
    near: summary(of.near),
  });
  const { flood, lag, own, sorry, given, broken } = rest;
  return {
    taken: each(taken),
    away: each(away),
    all: summary(STANDINGS.flatMap((standing) => taken[standing])),
    slices: slices.map((slice) => summary(slice).p99),
    flood,
    lag: summary(lag),
    own,
    sorry,
    given,
    broken,
  };
}

function summary(milliseconds: number[]): Summary {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => quantile(sorted, share));
  return { count: sorted.length, p50: p50 ?? NaN, p99: p99 ?? NaN, max: max ?? NaN };
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const [port, connections, first] = process.argv.slice(2);
const crowd = new Crowd(Number(port), connections !== "fresh", Number(first));
const tell = (told: Heard | { finished: number }) => void process.send?.(told);
process.on("message", (ask: Ask) => {
  if (ask === "stop") {
    tell({ finished: crowd.close() });
    process.exit(0);
  }
  crowd.phase(ask).then(tell, (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
});
// Whoever started it is gone: nobody is left to stop it.
process.on("disconnect", () => process.exit(1));
