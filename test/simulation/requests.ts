/** What became of requests: each line of their history as it is written, and what citizens and officers were told. */
import type Database from "better-sqlite3";
import { openAnswers } from "../../src/requests/state.ts";
import type { Write } from "../../src/store/store.ts";
import { vault } from "./house.ts";
import { Violation, type Schedule } from "./schedule.ts";
import { FIRST, HOLDING, MOVES, OFFICE, type ServiceName } from "./services.ts";
import type { Touched } from "./touched.ts";

interface Row {
  id: string;
  ref: string;
  person: string;
  service: ServiceName;
  status: string;
  version: number;
  keep_until: number;
  deadline: number | null;
  late_at: number | null;
  assisted_by: string | null;
  objected_at: number | null;
}

interface Line {
  seq: number;
  actor: string;
  action: string;
  from_status: string | null;
  to_status: string | null;
}

/** A request as it was last seen. */
interface Known {
  row: Row;
  citizen: number;
  seq: number;
  late: boolean;
  reminded: boolean;
  objected: boolean;
  /** What its citizen was told it holds. */
  told: Readonly<Record<string, unknown>> | null;
  /** A version that an officer was told of. */
  acknowledged: number;
}

const COLUMNS =
  "id, ref, person, service, status, version, keep_until, deadline, late_at, assisted_by, objected_at";
/** Milliseconds after its deadline within which a request is acted on, where processes run. */
const ACTED_MS = 3_600_000;

export interface RequestsNeeds {
  schedule: Schedule;
  touched: Touched;
  citizenOf: (person: string) => number;
}

export class Requests {
  readonly #schedule: Schedule;
  readonly #touched: Touched;
  readonly #citizenOf: (person: string) => number;
  readonly #known = new Map<string, Known>();
  readonly #byRef = new Map<string, Known>();
  readonly #row: Database.Statement<[string], Row>;
  readonly #lines: Database.Statement<[string, number], Line>;
  readonly #all: Database.Statement<[], Row>;
  readonly #answers: Database.Statement<[string], { answers: Uint8Array }>;
  readonly #messages: Database.Statement<[string], { queued: number }>;
  readonly #doubled: Database.Statement<[], { held: number }>;

  constructor(db: Database.Database, { schedule, touched, citizenOf }: RequestsNeeds) {
    this.#schedule = schedule;
    this.#touched = touched;
    this.#citizenOf = citizenOf;
    this.#row = db.prepare(`select ${COLUMNS} from requests where id = ?`);
    this.#all = db.prepare(`select ${COLUMNS} from requests`);
    this.#lines = db.prepare(
      "select seq, actor, action, from_status, to_status from history where request = ? and seq > ? order by seq",
    );
    this.#answers = db.prepare("select answers from requests where id = ?");
    this.#messages = db.prepare("select count(*) as queued from messages where request = ?");
    this.#doubled = db.prepare(
      "select count(*) as held from claims group by pool, at having count(*) > 1",
    );
  }

  onCommit(writes: readonly Write[]): void {
    const touched = new Set([...this.#touched.take("requests"), ...this.#touched.take("history")]);
    if (writes.some(({ statement }) => statement.name === "requests.purge")) return this.whole();
    for (const id of touched) this.#look(id);
    for (const _ of this.#touched.take("claims")) return this.#held();
  }

  /** Their citizen was told that it was received, and saw these answers before. */
  told(ref: string, citizen: number, answers: Readonly<Record<string, unknown>>): void {
    const known = this.#byRef.get(ref);
    if (known === undefined)
      throw new Violation(`${citizen} was told of ${ref}, and there is no such request`);
    known.told = answers;
    if ((this.#messages.get(known.row.id)?.queued ?? 0) === 0) {
      throw new Violation(`nobody will be told of ${ref} by SMS`);
    }
    this.#holds(known);
  }

  acknowledged(id: string, version: number): void {
    const known = this.#known.get(id);
    if (known !== undefined) known.acknowledged = Math.max(known.acknowledged, version);
  }

  ownerOf(ref: string): number | null {
    return this.#byRef.get(ref)?.citizen ?? null;
  }

  /** References of those that were ever opened, of a citizen or of anybody. */
  refs(citizen: number | null): string[] {
    const all = [...this.#byRef];
    return all
      .filter(([, known]) => citizen === null || known.citizen === citizen)
      .map(([ref]) => ref);
  }

  /** How many a citizen has sent, of those that were ever opened. */
  countOf(citizen: number): number {
    const all = [...this.#byRef.values()];
    return all.filter((one) => one.citizen === citizen && one.row.assisted_by === null).length;
  }

  /** The same of an officer, for anybody. */
  countBy(staff: string): number {
    return [...this.#byRef.values()].filter(({ row }) => row.assisted_by === staff).length;
  }

  /** Who sent it for its citizen; null = they did so themselves. */
  helperOf(ref: string): string | null {
    return this.#byRef.get(ref)?.row.assisted_by ?? null;
  }

  isObjected(ref: string): boolean {
    return this.#byRef.get(ref)?.objected === true;
  }

  get opened(): number {
    return this.#byRef.size;
  }

  /** Lines of all histories. */
  lines(): number {
    let lines = 0;
    for (const { seq } of this.#known.values()) lines += seq;
    return lines;
  }

  waiting(): string[] {
    const refs: string[] = [];
    for (const { row } of this.#known.values()) {
      if (OFFICE[row.status] !== undefined) refs.push(row.ref);
    }
    return refs;
  }

  /** Every one that was ever seen is there until it has run out. */
  whole(): void {
    const rows = new Map(this.#all.all().map((row) => [row.id, row]));
    const now = this.#schedule.clock();
    for (const [id, known] of this.#known) {
      if (rows.has(id)) continue;
      if (known.row.keep_until > now) throw new Violation(`the request ${known.row.ref} is gone`);
      this.#known.delete(id);
    }
    for (const id of rows.keys()) this.#look(id);
    for (const known of this.#known.values()) if (known.told !== null) this.#holds(known);
    this.#held();
  }

  /** Each deadline was acted on by now. */
  deadlines(): void {
    const by = this.#schedule.clock() - ACTED_MS;
    for (const { ref, status, deadline, late_at, objected_at } of this.#all.all()) {
      // Where its citizen has objected the clock waits for an officer.
      if (objected_at !== null) continue;
      if (deadline !== null && deadline < by && late_at === null) {
        throw new Violation(`the deadline of ${ref} in ${status} has passed, and nobody acted`);
      }
    }
  }

  #look(id: string): void {
    const row = this.#row.get(id);
    if (row === undefined) return;
    const known = this.#known.get(id) ?? this.#opened(row);
    if (row.version < known.row.version || row.version < known.acknowledged) {
      throw new Violation(`${row.ref} went back to version ${row.version}`);
    }
    let status = known.seq === 0 ? "" : known.row.status;
    for (const line of this.#lines.all(id, known.seq)) {
      status = this.#line(known, row, status, line);
      known.seq = line.seq;
    }
    if (status !== row.status) {
      throw new Violation(`${row.ref} came to ${row.status} from ${status} without a line`);
    }
    known.row = row;
  }

  #opened(row: Row): Known {
    const citizen = this.#citizenOf(row.person);
    const known = {
      row,
      citizen,
      seq: 0,
      late: false,
      reminded: false,
      objected: false,
      told: null,
      acknowledged: 0,
    };
    if (this.#byRef.has(row.ref)) throw new Violation(`two requests bear ${row.ref}`);
    this.#known.set(row.id, known);
    this.#byRef.set(row.ref, known);
    return known;
  }

  #line(known: Known, row: Row, status: string, line: Line): string {
    const { ref, service, person, assisted_by: helper } = row;
    const { seq, action, actor, from_status: from, to_status: to } = line;
    const [who = ""] = actor.split(":");
    const wrong = (what: string) =>
      new Violation(`${ref}, line ${seq}, ${action} by ${who}: ${what}`);
    if (seq !== known.seq + 1) throw wrong(`stands behind line ${known.seq}`);
    if (who === "person" && actor !== `person:${person}`) throw wrong("is somebody else's");
    switch (action) {
      case "submit":
        if (seq !== 1 || to !== FIRST[service]) throw wrong(`into ${to}`);
        if (helper !== null && actor !== `staff:${helper}`) throw wrong("was sent by an officer");
        return to;
      case "move":
        if (from !== status || to === null || !MOVES[service].has(`${from} ${to} ${who}`)) {
          throw wrong(`from ${status}, as ${from}, to ${to}`);
        }
        if (helper !== null && actor === `staff:${helper}`) throw wrong("is of who helped");
        known.late = known.reminded = false;
        return to;
      case "late":
        if (known.late) throw wrong("a second time");
        known.late = true;
        return status;
      case "remind":
        if (known.reminded) throw wrong("a second time");
        known.reminded = true;
        return status;
      case "object":
        if (known.objected) throw wrong("a second time");
        if (who !== "person" || helper === null) throw wrong("is no objection");
        known.objected = true;
        return status;
      default:
        return status;
    }
  }

  /** What its citizen was told is what it holds. */
  #holds({ row, told, citizen }: Known): void {
    const found = this.#answers.get(row.id);
    if (found === undefined)
      throw new Violation(`${citizen} was told of ${row.ref}, which is gone`);
    const answers = openAnswers(vault, { id: row.id, answers: found.answers });
    for (const [name, value] of Object.entries(told ?? {})) {
      if (answers[name] !== value) {
        throw new Violation(
          `${row.ref} holds ${name} ${String(answers[name])}, and ${citizen} sent ${String(value)}`,
        );
      }
    }
  }

  /** Of what there is one, one has it. */
  #held(): void {
    if (this.#doubled.all().length > 0) throw new Violation("two requests have one place");
    const stalls = new Map<unknown, string>();
    for (const { row, told, objected } of this.#known.values()) {
      // It holds nothing any more.
      if (objected || row.service !== "stall" || told === null || !HOLDING.has(row.status))
        continue;
      const stall = `${String(told["market"])} ${String(told["number"])}`;
      const other = stalls.get(stall);
      if (other !== undefined)
        throw new Violation(`${other} and ${row.ref} have the stall ${stall}`);
      stalls.set(stall, row.ref);
    }
  }
}

/** A value of a write that is a text; empty where it has none of the name. */
export function textOf(values: Write["values"], name: string): string {
  const value = values[name];
  return typeof value === "string" ? value : "";
}
