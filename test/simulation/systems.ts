/**
 * The agencies' systems that are told of requests: they take an event, refuse it, take it and say nothing, and are away.
 *
 * Owns what really reached them, which lies outside of what is tried, and what must hold of it. @throws Violation, from
 * `arrived` and `whole`
 */
import { createHmac } from "node:crypto";
import type Database from "better-sqlite3";
import type { Connector, Posted, Posting } from "../../src/connector/connector.ts";
import type { Committed, Write } from "../../src/store/store.ts";
import { Violation, type Life, type Schedule } from "./schedule.ts";
import { textOf } from "./requests.ts";
import { SYSTEMS, type System } from "./subscribers.ts";
import { OWN_PHONES, OWN_WORD } from "./witness.ts";

/** As chances at one call. */
export interface SystemRates {
  /** It is not there, or answers that it cannot. */
  down: number;
  /** It has taken the event, and its answer is lost. */
  unheard: number;
}

/** Lines of a history that are told, and what the event is called: written down apart from the code. */
const TYPES: Readonly<Record<string, string>> = {
  submit: "njia.request.opened",
  move: "njia.request.status-changed",
  late: "njia.request.late",
  object: "njia.request.objected",
};
const TOLD = Object.keys(TYPES)
  .map((action) => `'${action}'`)
  .join();
/** Milliseconds for which a system is tried: it may be away for a weekend. */
const TRIED_MS = 72 * 3_600_000;
/** A call is given up after so many milliseconds. */
const DEADLINE_MS = 10_000;

interface Line {
  action: string;
  to_status: string | null;
  ref: string;
  service: string;
}

interface Delivery {
  request: string;
  seq: number;
  service: string;
  /** Null where there is none for the system. */
  state: string | null;
}

export class Systems {
  readonly #schedule: Schedule;
  readonly #rates: SystemRates;
  /** The body of each event, by system and id. */
  readonly #taken = new Map<string, string>();
  /** When each event was queued, whatever the clock said, by its id. */
  readonly #queued = new Map<string, number>();
  readonly #latest: Database.Statement<[string], { seq: number }>;
  readonly #line: Database.Statement<[string, number], Line>;
  readonly #lines: Database.Statement<[string], Delivery>;
  readonly #waiting: Database.Statement<[], { waiting: number }>;

  constructor(db: Database.Database, schedule: Schedule, rates: SystemRates) {
    this.#schedule = schedule;
    this.#rates = rates;
    this.#line = db.prepare(
      `select action, to_status, ref, service from history join requests on id = request
       where request = ? and seq = ?`,
    );
    this.#lines = db.prepare(
      `select h.request, h.seq, r.service, d.state
       from history h join requests r on r.id = h.request
       left join deliveries d on d.request = h.request and d.seq = h.seq and d.subscription = ?
       where h.action in (${TOLD})`,
    );
    this.#latest = db.prepare("select max(seq) as seq from history where request = ?");
    this.#waiting = db.prepare(
      "select count(*) as waiting from deliveries where state = 'pending'",
    );
  }

  get told(): number {
    return this.#taken.size;
  }

  isDue(): boolean {
    return (this.#waiting.get()?.waiting ?? 0) > 0;
  }

  onCommit(writes: readonly Write[], { done }: Committed): void {
    for (const { statement, values } of done ? writes : []) {
      if (statement.name !== "deliveries.queue") continue;
      const request = textOf(values, "request");
      const seq = this.#latest.get(request)?.seq ?? 0;
      this.#queued.set(`${request}_${seq}`, this.#schedule.monotonic());
    }
  }

  /** As a process that delivers has it; what it is answered after its death nobody hears. */
  for(life: Life): Pick<Connector, "post"> {
    return { post: (posting) => this.#post(posting, life) };
  }

  #post(posting: Posting, life: Life): Promise<Posted> {
    const schedule = this.#schedule;
    const { dice } = schedule;
    const id = posting.headers["webhook-id"] ?? "";
    schedule.note(`${life.name} tells ${posting.url} of ${id}`);
    const wait = dice.between(20, schedule.chance(0.1) ? DEADLINE_MS : 800);
    return new Promise((resolve) => {
      const answer = (posted: Posted) => {
        const told = posted.is === "answered" ? posted.status : posted.why;
        schedule.note(`${life.name} hears of ${id}: ${told}`);
        resolve(posted);
      };
      const answerIn = (ms: number, posted: Posted) =>
        schedule.after(ms, () => answer(posted), { life });
      if (schedule.chance(this.#rates.down)) return answerIn(wait, schedule.pick(DOWN));
      schedule.after(Math.floor(wait * dice.next()), () => this.#arrived(posting));
      const unheard = schedule.chance(this.#rates.unheard);
      answerIn(wait, unheard ? { is: "unreached", why: "broken_off" } : TAKEN);
    });
  }

  #arrived({ url, headers, body }: Posting): void {
    const system = SYSTEMS.find((one) => one.url === url);
    if (system === undefined) throw new Violation(`nobody subscribed at ${url}`);
    const id = headers["webhook-id"] ?? "";
    const signed = createHmac("sha256", system.key)
      .update(`${id}.${headers["webhook-timestamp"]}.${body}`)
      .digest("base64");
    if (headers["webhook-signature"] !== `v1,${signed}`)
      throw new Violation(`${id} came with a signature that is none`);
    for (const word of [OWN_WORD, OWN_PHONES.slice(1)]) {
      if (body.includes(word)) throw new Violation(`${id} tells of a citizen: ${body}`);
    }
    this.#isTrue(system, id, body);
    const key = `${system.id} ${id}`;
    const before = this.#taken.get(key);
    if (before !== undefined && before !== body) {
      throw new Violation(`${id} came as ${before} and then as ${body}`);
    }
    this.#taken.set(key, body);
  }

  /** It happened, so; unless the request is deleted by now. */
  #isTrue(system: System, id: string, body: string): void {
    const [, request = "", seq = ""] = /^(.*)_(\d+)$/.exec(id) ?? [];
    const line = this.#line.get(request, Number(seq));
    if (line === undefined) return;
    const { type, subject, data } = JSON.parse(body) as Told; // checked on the next lines
    const right =
      type === TYPES[line.action] &&
      subject === line.ref &&
      data.service === line.service &&
      data.status === line.to_status &&
      (system.service === null || system.service === line.service);
    if (!right) throw new Violation(`${id} is not what has happened: ${body}`);
  }

  /**
   * Nothing is under way: each event is queued for whoever subscribed, what is said to be told was taken, and what was
   * given up was tried for a weekend. `settled` where each try has had its time: then nothing waits.
   */
  whole(settled: boolean): void {
    for (const { id, service } of SYSTEMS) {
      for (const line of this.#lines.all(id)) {
        if (service !== null && line.service !== service) continue;
        const event = `${line.request}_${line.seq}`;
        const { state } = line;
        // Those that were settled a month ago are deleted.
        const taken = this.#taken.has(`${id} ${event}`);
        if (state === null && !taken) throw new Violation(`${id} is not told of ${event}`);
        if (state === "delivered" && !taken) {
          throw new Violation(`${id} is said to be told of ${event}, and was not`);
        }
        const tried = this.#schedule.monotonic() - (this.#queued.get(event) ?? 0);
        if (state === "failed" && tried < TRIED_MS) {
          throw new Violation(`${event} was given up for ${id} before its time`);
        }
        if (settled && state === "pending")
          throw new Violation(`${event} waits for ${id} for ever`);
      }
    }
  }
}

/** What is read of a body. */
interface Told {
  type: string;
  subject: string;
  data: { service: string; status: string | null };
}

const TAKEN: Posted = { is: "answered", status: 204, retryAfter: null };
const DOWN: readonly Posted[] = [
  { is: "answered", status: 500, retryAfter: null },
  { is: "answered", status: 503, retryAfter: "120" },
  { is: "unreached", why: "no_connection" },
  { is: "unreached", why: "timeout" },
];
