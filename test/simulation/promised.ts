/** Answers of the register that were promised by SMS: what was told and what was queued, held against each other and the rows. */
import type Database from "better-sqlite3";
import type { Unsealed } from "../../src/base/vault.ts";
import type { Sms } from "../../src/gateway/sms.ts";
import type { Write } from "../../src/store/store.ts";
import { textOf } from "./requests.ts";
import { Violation } from "./schedule.ts";

/** How the SMS begins that was promised: what came, or that nothing did. */
const PROMISED = /^PLOT(SMS|NO)-/;

interface Owed {
  promised: number;
  queued: number;
  /** Told of an SMS, and has done nothing since. */
  waits: boolean;
}

export interface PromisedNeeds {
  citizenOf: (person: string) => number;
  /** The citizen of a number. */
  citizenAt: (phone: string) => number;
}

export class Promised {
  readonly #needs: PromisedNeeds;
  readonly #of = new Map<number, Owed>();
  readonly #rows: Database.Statement<[], { owed: number }>;

  constructor(db: Database.Database, needs: PromisedNeeds) {
    this.#needs = needs;
    this.#rows = db.prepare("select count(*) as owed from look_ups where state = 'owed'");
  }

  isOwed(): boolean {
    return (this.#rows.get()?.owed ?? 0) > 0;
  }

  /** What is promised comes once: for each hop that told of it there is one SMS at most. */
  onCommit(writes: readonly Write[]): void {
    const hop = writes.some(({ statement }) => statement.name.startsWith("session."));
    for (const { statement, values } of writes) {
      if (hop && statement.name === "look_ups.put" && values["state"] === "owed") {
        this.#owed(this.#needs.citizenOf(textOf(values, "person"))).promised++;
      }
      if (statement.name === "messages.queue") this.#queued(values);
    }
  }

  /** A citizen was told that an SMS will come. */
  told(citizen: number): void {
    const owed = this.#owed(citizen);
    if (owed.promised === 0) throw new Violation(`${citizen} was promised an SMS that nobody owes`);
    owed.waits = owed.queued < owed.promised;
  }

  /** A citizen goes on by themselves: what they were promised may be for nobody. */
  goesOn(citizen: number): void {
    this.#owed(citizen).waits = false;
  }

  /** The register has answered for long enough. */
  settled(): void {
    if (this.isOwed()) throw new Violation("an answer is owed still");
    for (const [citizen, { waits }] of this.#of) {
      if (waits) throw new Violation(`${citizen} was promised an SMS, and was told nothing`);
    }
  }

  #queued(values: Write["values"]): void {
    const { plain } = values["body"] as Unsealed; // what a message is queued with
    const { to, text } = JSON.parse(plain) as Sms;
    if (!PROMISED.test(text)) return;
    const citizen = this.#needs.citizenAt(to);
    const owed = this.#owed(citizen);
    owed.waits = false;
    if (++owed.queued > owed.promised) {
      throw new Violation(`${citizen} was promised ${owed.promised} SMS, and gets ${owed.queued}`);
    }
  }

  #owed(citizen: number): Owed {
    let owed = this.#of.get(citizen);
    if (owed === undefined) {
      this.#of.set(citizen, (owed = { promised: 0, queued: 0, waits: false }));
    }
    return owed;
  }
}
