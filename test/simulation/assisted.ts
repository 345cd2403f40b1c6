/**
 * What officers send for somebody else: whose it is, who is told, how many they help, and what is seen while they do.
 *
 * Of whom an officer helps in a call it knows from the officer, who is outside of what is tried. Called by `witness`.
 */
import type Database from "better-sqlite3";
import type { Unsealed } from "../../src/base/vault.ts";
import type { Sms } from "../../src/gateway/sms.ts";
import type { Write } from "../../src/store/store.ts";
import { textOf } from "./requests.ts";
import { Violation } from "./schedule.ts";

/** The number of the first officer's telephone, beyond those of all citizens. */
export const OFFICERS_FROM = 90;
/** People whom one may help in 24 hours, as the menus have it. */
const DAY = 3;
const DAY_MS = 86_400_000;

export const staffAt = (officer: number): string => `s${officer}`;

/** Words that an officer makes up for somebody are theirs for that one alone. */
export function wordsOf(officer: number, helped: number): number {
  return 1_000 * officer + helped;
}

export interface AssistedNeeds {
  citizenOf: (person: string) => number;
  /** The citizen of a number. */
  citizenAt: (phone: string) => number;
}

export class Assisted {
  readonly #needs: AssistedNeeds;
  /** Whom a call helps. */
  readonly #helped = new Map<string, number>();
  /** When each stand-in was last begun to be helped, by officer. */
  readonly #begun = new Map<string, Map<string, number>>();
  readonly #ended = new Set<string>();
  readonly #messages: Database.Statement<[string], { id: string }>;

  constructor(db: Database.Database, needs: AssistedNeeds) {
    this.#needs = needs;
    this.#messages = db.prepare("select id from messages where request = ?");
  }

  /** An officer says that somebody agrees. */
  helps(session: string, citizen: number): void {
    this.#helped.set(session, citizen);
  }

  helpedIn(session: string): number | null {
    return this.#helped.get(session) ?? null;
  }

  onCommit(writes: readonly Write[]): void {
    const session = sessionIn(writes);
    for (const { statement, values } of writes) {
      if (statement.name === "staff.end") this.#ended.add(textOf(values, "id"));
      if (statement.name === "stand_ins.put") this.#counts(values);
      if (statement.name === "requests.open" && session !== null) {
        this.#opened(session, values, writes);
      }
    }
  }

  #counts(values: Write["values"]): void {
    const staff = textOf(values, "staff");
    const at = Number(values["at"]);
    const all = this.#begun.get(staff) ?? new Map<string, number>();
    this.#begun.set(staff, all.set(textOf(values, "id"), at));
    const people = [...all.values()].filter((each) => each > at - DAY_MS).length;
    if (people > DAY) throw new Violation(`${staff} helps ${people} people in a day`);
    this.#works(staff, "begins to help");
  }

  #works(staff: string, what: string): void {
    if (this.#ended.has(staff)) throw new Violation(`${staff} works here no more, and ${what}`);
  }

  #opened(session: string, values: Write["values"], writes: readonly Write[]): void {
    const [, caller] = /^c(\d+)-/.exec(session) ?? [];
    const officer = Number(caller);
    const helped = this.helpedIn(session);
    const [id, ref, by] = [
      textOf(values, "id"),
      textOf(values, "ref"),
      textOf(values, "assisted_by"),
    ];
    const owner = this.#needs.citizenOf(textOf(values, "person"));
    const isOfficer = officer >= OFFICERS_FROM;
    if (owner !== (isOfficer ? helped : officer)) {
      throw new Violation(`${session} sent ${ref} for ${helped ?? officer}, and it is of ${owner}`);
    }
    if (by !== (isOfficer ? staffAt(officer) : "")) {
      throw new Violation(`${session} sent ${ref}, and it is said to be sent by ${by}`);
    }
    if (!isOfficer) return;
    this.#works(by, `sends ${ref}`);
    const queued = new Set(this.#messages.all(id).map((row) => row.id));
    if (queued.size !== 3) throw new Violation(`of ${ref} ${queued.size} SMS are queued, not 3`);
    this.#told(writes, `assist:${id}:told`, owner);
    this.#told(writes, `assist:${id}:done`, officer);
  }

  #told(writes: readonly Write[], id: string, who: number): void {
    const found = writes.filter(
      ({ statement, values }) => statement.name === "messages.queue" && values["id"] === id,
    );
    const to = found.map(({ values }) => {
      const { plain } = values["body"] as Unsealed; // what a message is queued with
      return this.#needs.citizenAt((JSON.parse(plain) as Sms).to);
    });
    if (to.length !== 1 || to[0] !== who) {
      throw new Violation(`${id} is for ${who}, and goes to ${to.join(", ") || "nobody"}`);
    }
  }
}

/** The call of a commit. */
function sessionIn(writes: readonly Write[]): string | null {
  for (const { statement, values } of writes) {
    if (!statement.name.startsWith("session.")) continue;
    return textOf(values, "id").replace(/^\w+:/, "");
  }
  return null;
}
