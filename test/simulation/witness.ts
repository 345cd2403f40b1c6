/**
 * The witness: what citizens, provider and officers were told, held against the rows after every event.
 *
 * What it remembers lies outside of what is tried. Cheap things are looked at when they happen: each reply, each row that
 * a commit touched. The whole database is looked at when a phase is over. @throws Violation, from every method
 */
import { septets } from "../../src/base/gsm7.ts";
import type { Unsealed } from "../../src/base/vault.ts";
import type { InboundSms, ReceiptStatus, Sms } from "../../src/gateway/sms.ts";
import type { Committed, Write } from "../../src/store/store.ts";
import type Database from "better-sqlite3";
import { Assisted, OFFICERS_FROM, staffAt, wordsOf } from "./assisted.ts";
import { NOBODY, type Callback } from "./gateway.ts";
import { Guarded } from "./guarded.ts";
import { Messages } from "./messages.ts";
import { Promised } from "./promised.ts";
import { Requests, textOf } from "./requests.ts";
import { Violation, type Schedule } from "./schedule.ts";
import { FAREWELLS, read, type Seen } from "./screen.ts";
import { Touched } from "./touched.ts";

/** Septets a screen may hold, the prefix included. */
const BUDGETS: Readonly<Record<string, number>> = { "63903": 184 };
const SMALLEST = 160;
/** Every word that a citizen makes up begins with it and their number. */
export const OWN_WORD = "zqword";
const OWN_WORDS = /zqword(\d+)n/g;
/** With what the number of each phone begins. */
export const OWN_PHONES = "+2547110";

/** What a citizen's SMS is taken for that is answered with one of its own. */
const ANSWERED = new Set("reference help stop start language not_a_reference objection".split(" "));
/** What somebody wrote that is the reference of no request of theirs. */
const ECHO = /^(?:Hakuna|No) \d{4} \d{4}$/;

/** While somebody is helped: their number. */
const HELPING = /HELPING-\S+ (\+\d+)/g;

export interface Handed {
  /** It was told for certain that the provider has not taken it. */
  refused(): void;
  taken(providerId: string): void;
}

interface Call {
  replies: Map<string, string>;
  second: boolean | null;
}

export class Witness {
  readonly #db: Database.Database;
  readonly requests: Requests;
  readonly messages: Messages;
  readonly lookUps: Promised;
  readonly guarded: Guarded;
  readonly assisted: Assisted;
  readonly #calls = new Map<string, Call>();
  /** Citizens by the id they have as a person. */
  readonly #people = new Map<string, number>();
  readonly #longest: Database.Statement<[string], { text_max: number }>;
  readonly #inbound: Database.Statement<[string], { meaning: string }>;
  readonly #answer: Database.Statement<[string], { id: string }>;

  constructor(db: Database.Database, schedule: Schedule) {
    this.#db = db;
    const touched = new Touched(db);
    const citizenOf = (person: string) => this.#people.get(person) ?? -1;
    this.requests = new Requests(db, { schedule, touched, citizenOf });
    this.messages = new Messages(db, { schedule, touched });
    this.lookUps = new Promised(db, { citizenOf, citizenAt });
    this.assisted = new Assisted(db, { citizenOf, citizenAt });
    this.guarded = new Guarded(citizenOf);
    this.#inbound = db.prepare("select meaning from inbound where id = ?");
    this.#answer = db.prepare("select id from messages where id = ?");
    this.#longest = db.prepare("select text_max from sessions where id = ?");
  }

  /** Looks at each row that a commit touched. */
  onCommit(writes: readonly Write[], committed: Committed): void {
    if (!committed.done) return;
    for (const { statement, values } of writes) {
      if (statement.name === "people.bind") {
        const { plain } = values["phone"] as Unsealed; // whoever is met, by a dial or by an officer
        this.#people.set(textOf(values, "person"), citizenAt(plain));
      }
      if (statement.name !== "session.insert") continue;
      const [, citizen] = /:c(\d+)-/.exec(textOf(values, "id")) ?? [];
      this.#people.set(textOf(values, "person"), Number(citizen));
    }
    this.requests.onCommit(writes);
    this.messages.onCommit(writes);
    this.lookUps.onCommit(writes);
    this.guarded.onCommit(writes);
    this.assisted.onCommit(writes);
  }

  /** A reply that was acknowledged. */
  reply(callback: Callback, body: string): void {
    const seen = this.#fits(callback, body);
    if (callback.citizen === NOBODY && seen.screen !== "STRANGER") {
      throw new Violation(`a stranger went on with ${callback.session}: ${body}`);
    }
    if (FAREWELLS.has(seen.screen)) return;
    this.guarded.reply(callback, seen);
    const { session, text } = callback;
    let call = this.#calls.get(session);
    if (call === undefined) {
      this.#calls.set(session, (call = { replies: new Map(), second: null }));
    }
    const before = call.replies.get(text);
    if (before !== undefined && before !== body) {
      throw new Violation(`${session} [${text}] was answered ${before} and then ${body}`);
    }
    call.replies.set(text, body);
    if (seen.second !== null) {
      if (call.second !== null && call.second !== seen.second) {
        throw new Violation(`${session} changed its release: ${body}`);
      }
      call.second = seen.second;
    }
    const row = this.#longest.get(`africastalking:${session}`);
    if (row === undefined || row.text_max < text.length) {
      throw new Violation(`${session} [${text}] was acknowledged and is not in the store`);
    }
  }

  apology(callback: Callback, body: string): void {
    this.#fits(callback, body);
  }

  /** A message on its way to the provider. */
  handOver(sms: Sms): Handed {
    const citizen = citizenAt(sms.to);
    const helped = citizen >= OFFICERS_FROM ? this.#sentBy(citizen, sms.text) : null;
    if (!ECHO.test(sms.text)) this.#ownOnly(citizen, sms.text, helped);
    this.guarded.sms(sms.text);
    return this.messages.handOver(sms);
  }

  receipt(providerId: string, status: ReceiptStatus): void {
    this.messages.receipt(providerId, status);
  }

  /** An SMS of a citizen that was acknowledged. */
  heard({ gateway, id, text }: InboundSms, meaning: string): void {
    const key = `${gateway}:${id}`;
    if (this.#inbound.get(key) === undefined) {
      throw new Violation(`the SMS ${id} was taken for ${meaning}, and is not in the store`);
    }
    const [ref] = /\b\d{8}\b/.exec(text) ?? [];
    if (meaning === "objection" && ref !== undefined && !this.requests.isObjected(ref)) {
      throw new Violation(`the SMS ${id} was taken for ${meaning} to ${ref}, and nobody noted it`);
    }
    if (ANSWERED.has(meaning) && this.#answer.get(`sms:${key}`) === undefined) {
      throw new Violation(`the SMS ${id} was taken for ${meaning}, and nobody answers it`);
    }
  }

  /** An officer was told that a request has this version now. */
  moved(id: string, version: number): void {
    this.requests.acknowledged(id, version);
  }

  /** References of requests with which officers have something to do. */
  waiting(): string[] {
    return this.requests.waiting();
  }

  /** Nothing is under way: the whole database. `settled` where a sweep has looked at all that was left. */
  whole(settled: boolean): void {
    this.requests.whole();
    this.messages.whole(settled);
  }

  /** No word and no number of anybody's is in the clear. */
  secrets(): void {
    const bytes = this.#db.serialize();
    for (const word of [OWN_WORD, OWN_PHONES]) {
      const at = bytes.indexOf(word);
      if (at >= 0) {
        const around = bytes.subarray(Math.max(0, at - 40), at + 20).toString("latin1");
        throw new Violation(`${word} is in the clear in the database: ${around}`);
      }
    }
  }

  #fits(callback: Callback, body: string): Seen {
    const { network, session, text, citizen } = callback;
    const size = septets(body);
    const most = BUDGETS[network] ?? SMALLEST;
    if (!/^(CON|END) \S/.test(body) || size === null || size > most) {
      throw new Violation(`${session} [${text}] got ${JSON.stringify(body)}: ${size} of ${most}`);
    }
    const helped = this.assisted.helpedIn(session);
    for (const [, phone = ""] of body.matchAll(HELPING)) {
      if (citizenAt(phone) !== helped) {
        throw new Violation(`${session} helps ${helped}, and reads ${phone}`);
      }
    }
    return this.#ownOnly(citizen, body, helped);
  }

  /**
   * Nobody sees a word or a reference of somebody else; who helps sees what they wrote and sent for this one, and nothing
   * of theirs.
   */
  #ownOnly(citizen: number, text: string, helped: number | null): Seen {
    const own = helped === null ? citizen : wordsOf(citizen, helped);
    for (const [word, of] of text.matchAll(OWN_WORDS)) {
      if (Number(of) !== own) throw new Violation(`${citizen} was shown ${word} of ${of}`);
    }
    const seen = read(text);
    for (const ref of seen.references) {
      const owner = this.requests.ownerOf(ref);
      if (owner !== (helped ?? citizen)) {
        throw new Violation(`${citizen} was shown ${ref} of ${owner}`);
      }
      if (helped !== null && this.requests.helperOf(ref) !== staffAt(citizen)) {
        throw new Violation(`${citizen} was shown ${ref}, which ${owner} sent themselves`);
      }
    }
    return seen;
  }

  /** For whom an officer sent what an SMS to them tells of. */
  #sentBy(officer: number, text: string): number | null {
    const [ref = ""] = read(text).references;
    return this.requests.helperOf(ref) === staffAt(officer) ? this.requests.ownerOf(ref) : null;
  }
}

/** The citizen of a number. */
function citizenAt(phone: string): number {
  return Number(phone.slice(OWN_PHONES.length));
}
