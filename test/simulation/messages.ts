/** What became of messages: their rows, held against what the provider was handed and what it told. */
import type Database from "better-sqlite3";
import type { ReceiptStatus, Sms } from "../../src/gateway/sms.ts";
import type { Unsealed } from "../../src/base/vault.ts";
import type { Write } from "../../src/store/store.ts";
import { textOf } from "./requests.ts";
import { Violation, type Schedule } from "./schedule.ts";
import type { Touched } from "./touched.ts";
import type { Handed } from "./witness.ts";

interface Row {
  id: string;
  state: string;
  reason: string | null;
  again: number;
  provider_id: string | null;
  receipt: string | null;
  due_at: number;
  keep_until: number;
}

/** Messages of the same words to the same phone, of which the provider cannot tell one from the other. */
interface Alike {
  ids: string[];
  /** How often they may be handed over by themselves, all in all. */
  allowed: number;
  /** Times they were handed over, those not counted that certainly did not arrive. */
  handed: number;
  /** Times the provider has them. */
  taken: number;
}

const ENDS: ReadonlySet<string> = new Set(["accepted", "refused", "given_up", "dropped"]);
const FINAL: ReadonlySet<string> = new Set(["success", "failed", "rejected"]);
const RANK: Readonly<Record<string, number>> = { sent: 2, submitted: 3, buffered: 4 };
const COLUMNS = "id, state, reason, again, provider_id, receipt, due_at, keep_until";

export interface MessagesNeeds {
  schedule: Schedule;
  touched: Touched;
}

export class Messages {
  readonly #schedule: Schedule;
  readonly #touched: Touched;
  readonly #rows = new Map<string, Row>();
  /** Those that are not at an end. */
  readonly #open = new Set<string>();
  readonly #alike = new Map<string, Alike>();
  readonly #of = new Map<string, Alike>();
  readonly #receipts = new Map<string, Set<ReceiptStatus>>();
  readonly #one: Database.Statement<[string], Row>;
  readonly #all: Database.Statement<[], Row>;
  readonly #unplaced: Database.Statement<[], { provider_id: string }>;
  #handedOver = 0;

  constructor(db: Database.Database, { schedule, touched }: MessagesNeeds) {
    this.#schedule = schedule;
    this.#touched = touched;
    this.#one = db.prepare(`select ${COLUMNS} from messages where id = ?`);
    this.#all = db.prepare(`select ${COLUMNS} from messages`);
    this.#unplaced = db.prepare("select provider_id from receipts where matched = 0");
  }

  get handedOver(): number {
    return this.#handedOver;
  }

  /** Whether a sender would find something to send. */
  isDue(): boolean {
    const now = this.#schedule.clock();
    return this.#isAny(({ state, due_at }) => state === "pending" && due_at <= now);
  }

  /** Whether one has been begun, and is not at an end. */
  isUnderWay(): boolean {
    return this.#isAny(({ state }) => state !== "pending");
  }

  onCommit(writes: readonly Write[]): void {
    const touched = new Set(this.#touched.take("messages"));
    for (const { statement, values } of writes) {
      if (statement.name !== "messages.queue") continue;
      this.#queued(values);
      // Whoever shared its transaction may have taken it away.
      touched.add(textOf(values, "id"));
    }
    for (const id of touched) {
      const row = this.#one.get(id);
      if (row !== undefined) this.#look(row);
    }
  }

  handOver(sms: Sms): Handed {
    const alike = this.#alike.get(`${sms.to} ${sms.text}`);
    if (alike === undefined) throw new Violation(`nobody has queued ${JSON.stringify(sms.text)}`);
    this.#handedOver++;
    if (++alike.handed > alike.allowed) {
      throw new Violation(`${JSON.stringify(sms.text)} was handed over ${alike.handed} times`);
    }
    return {
      refused: () => {
        alike.handed--;
      },
      taken: (providerId) => {
        alike.taken++;
        this.#receipts.set(providerId, new Set());
      },
    };
  }

  receipt(providerId: string, status: ReceiptStatus): void {
    this.#receipts.get(providerId)?.add(status);
  }

  whole(settled: boolean): void {
    const rows = this.#all.all();
    const there = new Set(rows.map(({ id }) => id));
    const now = this.#schedule.clock();
    for (const [id, { keep_until }] of this.#rows) {
      if (there.has(id)) continue;
      if (keep_until > now) throw new Violation(`the message ${id} is gone`);
      this.#rows.delete(id);
      this.#open.delete(id);
    }
    for (const row of rows) {
      if (!this.#of.has(row.id)) throw new Violation(`the message ${row.id} came from nowhere`);
      this.#look(row);
      if (settled) this.#settled(row);
    }
    if (settled) this.#placed(rows);
  }

  #isAny(such: (row: Row) => boolean): boolean {
    for (const id of this.#open) {
      const row = this.#rows.get(id);
      if (row !== undefined && such(row)) return true;
    }
    return false;
  }

  #queued(values: Write["values"]): void {
    const id = textOf(values, "id");
    const { plain } = values["body"] as Unsealed; // what a message is queued with
    const { to, text } = JSON.parse(plain) as Sms;
    const key = `${to} ${text}`;
    let alike = this.#alike.get(key);
    if (alike === undefined) {
      this.#alike.set(key, (alike = { ids: [], allowed: 0, handed: 0, taken: 0 }));
    }
    alike.ids.push(id);
    alike.allowed += values["again"] === 1 ? 2 : 1;
    this.#of.set(id, alike);
  }

  #look(row: Row): void {
    const { id, state, reason, receipt, provider_id } = row;
    // Of the same transaction: its own commit has not been told yet.
    if (!this.#of.has(id)) return;
    const before = this.#rows.get(id);
    this.#rows.set(id, row);
    if (ENDS.has(state)) this.#open.delete(id);
    else this.#open.add(id);
    if (state === "accepted" && provider_id === null) {
      throw new Violation(`${id} was accepted, and nobody knows as what`);
    }
    if (before === undefined) return;
    if (ENDS.has(before.state) && state !== before.state) {
      throw new Violation(`${id} went from ${before.state} to ${state}`);
    }
    const again = state === "pending" && reason === "again";
    if (before.state === "ambiguous" && again && before.again !== 1) {
      throw new Violation(`${id} is sent again, which its template does not allow`);
    }
    const was = before.receipt;
    if (was === "conflicting" && receipt !== was)
      throw new Violation(`${id}: ${was} is ${receipt}`);
    const final = was !== null && FINAL.has(was);
    if (final && receipt !== was && receipt !== "conflicting") {
      throw new Violation(`${id}: the receipt ${was} became ${receipt}`);
    }
  }

  /** With no sender under way and every lease over. */
  #settled({ id, state, again, reason, provider_id }: Row): void {
    const alike = this.#of.get(id);
    if (alike === undefined) return;
    if (state === "sending" || state === "claimed") {
      throw new Violation(`${id} is ${state}, and nobody sends it`);
    }
    const [only, other] = alike.ids;
    if (only !== id || other !== undefined) return;
    if (state === "accepted" && alike.taken === 0) {
      throw new Violation(
        `${id} (${[...this.#alike].find(([, one]) => one === alike)?.[0] ?? ""}) is said to be accepted as ${provider_id}, and the provider never had it`,
      );
    }
    // One that is tried again after it was in doubt may have arrived before.
    const doubted = again === 0 && alike.allowed === 2;
    const unsent =
      state === "pending" || state === "given_up" || state === "dropped" || state === "refused";
    if (unsent && !doubted && reason !== "again" && alike.taken > 0) {
      throw new Violation(`${id} is ${state}, and the provider has it`);
    }
  }

  /** Each receipt has come to its message, and says there what all of them say together. */
  #placed(rows: readonly Row[]): void {
    const unplaced = new Set(this.#unplaced.all().map(({ provider_id: id }) => id));
    for (const { id, provider_id, receipt } of rows) {
      if (provider_id === null || unplaced.has(provider_id)) continue;
      const told = this.#receipts.get(provider_id);
      if (told === undefined) throw new Violation(`${id} has an id that the provider never gave`);
      const said = sumOf(told);
      if (said !== receipt)
        throw new Violation(
          `${id}, ${provider_id} says ${receipt}, and was told ${[...told].join(", ")}`,
        );
    }
  }
}

/** What a message says that was told all of these, in whatever order. */
function sumOf(told: ReadonlySet<ReceiptStatus>): string | null {
  const final = [...told].filter((each) => FINAL.has(each));
  if (final.length > 1) return "conflicting";
  if (final[0] !== undefined) return final[0];
  const [last = null] = [...told].sort((a, b) => (RANK[b] ?? 0) - (RANK[a] ?? 0));
  return last;
}
