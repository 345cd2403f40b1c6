/**
 * The load: citizens who dial, answer to the end and are followed by others, on a fixed number of
 * connections.
 *
 * Two manners. Closed: whoever has a reply answers at once, which finds the greatest rate. Open:
 * hops are due at fixed instants whether or not the server keeps up, and a late one is counted
 * from the instant it was due, so that a stall is not hidden by the callers it stalls.
 */
import { Caller } from "./caller.ts";
import { bodyOf, dialogueOf } from "./dialogues.ts";

export interface LoadOptions {
  port: number;
  path: string;
  connections: number;
  /** @throws when the reply is wrong */
  check: (session: number, hop: number, reply: string) => void;
  /** The hop after which a session is left, for sessions that nobody finishes. */
  leave?: (session: number) => number;
  /** A connection for each call, instead of ones that are kept. */
  fresh?: boolean;
}

export interface Round {
  hops: number;
  seconds: number;
}

export class Load {
  readonly #options: LoadOptions;
  readonly #callers = new Set<Caller>();
  readonly #idle: Caller[] = [];
  #next: number;
  #hops = 0;
  #latencies: number[] | null = null;
  #going = false;
  #limit = Infinity;
  #settled = Promise.withResolvers<void>();
  #failure: Error | null = null;

  /** Sessions are numbered from `first` on; a number is a phone and a session id. */
  constructor(options: LoadOptions, first = 1) {
    this.#options = options;
    this.#next = first;
  }

  /** Sessions begun so far. */
  get sessions(): number {
    return this.#callers.size === 0 ? 0 : this.#next - 1;
  }

  async open(): Promise<void> {
    const { connections } = this.#options;
    for (let opened = 0; opened < connections; opened++) {
      const caller = await this.#connected();
      this.#dial(caller);
      this.#callers.add(caller);
      this.#idle.push(caller);
    }
  }

  #connected(): Promise<Caller> {
    const { port, path } = this.#options;
    return Caller.open(
      port,
      path,
      (from, reply) => this.#replied(from, reply),
      (error) => this.#fail(error),
    );
  }

  close(): void {
    this.#going = false;
    for (const caller of this.#callers) caller.close();
  }

  /** Everyone answers at once, for so long; unfinished sessions go on in the next round. */
  async flatOut(milliseconds: number): Promise<Round> {
    const started = performance.now();
    const before = this.#hops;
    this.#begin();
    await Promise.race([after(milliseconds), this.#settled.promise]);
    const round = { hops: this.#hops - before, seconds: (performance.now() - started) / 1000 };
    await this.#rest();
    return round;
  }

  /** Everyone answers at once until so many sessions were begun. */
  async until(sessions: number): Promise<void> {
    this.#limit = sessions;
    this.#begin();
    await this.#settled.promise;
    await this.#rest();
  }

  /** `rate` hops a second for so long, each latency in milliseconds from when it was due. */
  async scheduled(rate: number, milliseconds: number): Promise<number[]> {
    const latencies: number[] = [];
    this.#latencies = latencies;
    const started = performance.now();
    const due = (hop: number) => started + (hop * 1000) / rate;
    const hops = Math.floor((rate * milliseconds) / 1000);
    const { promise, resolve } = Promise.withResolvers<void>();
    let sent = 0;
    const tick = () => {
      const now = performance.now();
      for (; sent < hops && due(sent) <= now; sent++) {
        const caller = this.#idle.shift();
        if (caller === undefined) break;
        caller.since = due(sent);
        this.#answer(caller);
      }
      // Turning without a pause keeps the instants: a timer would add up to a millisecond to each.
      if (sent === hops || this.#failure !== null) resolve();
      else setImmediate(tick);
    };
    tick();
    await promise;
    await this.#rest();
    this.#latencies = null;
    return latencies.sort((a, b) => a - b);
  }

  #begin(): void {
    this.#settled = Promise.withResolvers<void>();
    this.#going = true;
    for (const caller of this.#idle.splice(0)) this.#goOn(caller);
  }

  /** Waits for the replies that are still out. @throws what went wrong */
  async #rest(): Promise<void> {
    this.#going = false;
    while (this.#failure === null && this.#idle.length < this.#callers.size) await after(1);
    if (this.#failure !== null) throw this.#failure;
  }

  #goOn(caller: Caller): void {
    const over = caller.hop === 0 && this.#next > this.#limit;
    if (over) this.#settled.resolve();
    if (this.#going && !over) this.#answer(caller);
    else this.#idle.push(caller);
  }

  #answer(caller: Caller): void {
    caller.send(bodyOf(caller.session, caller.hop));
  }

  #replied(caller: Caller, reply: string): void {
    this.#options.check(caller.session, caller.hop, reply);
    this.#hops++;
    this.#latencies?.push(performance.now() - caller.since);
    caller.hop++;
    const hops = dialogueOf(caller.session).turns.length;
    if (caller.hop >= Math.min(hops, this.#options.leave?.(caller.session) ?? hops)) {
      this.#dial(caller);
    }
    if (this.#options.fresh !== true) return this.#goOn(caller);
    this.#renewed(caller).then(
      (next) => this.#goOn(next),
      (error: unknown) => this.#fail(error),
    );
  }

  /** Another connection of the same citizen. */
  async #renewed(caller: Caller): Promise<Caller> {
    caller.close();
    const next = await this.#connected();
    next.session = caller.session;
    next.hop = caller.hop;
    this.#callers.delete(caller);
    this.#callers.add(next);
    return next;
  }

  #dial(caller: Caller): void {
    caller.session = this.#next++;
    caller.hop = 0;
  }

  #fail(error: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = error instanceof Error ? error : new Error(String(error));
    this.#settled.resolve();
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
