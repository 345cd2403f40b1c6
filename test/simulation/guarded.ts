/**
 * What stands behind a PIN: every try held against what a PIN promises, and every reply against the tries of its call.
 *
 * Whoever makes up PINs uses digits that no other four have together, so that one can be known wherever it is written.
 */
import type { PinFact } from "../../src/menu/contract.ts";
import type { Pins } from "../../src/session/contract.ts";
import { markOf } from "../../src/session/record.ts";
import type { Write } from "../../src/store/store.ts";
import type { Callback } from "./gateway.ts";
import { vault } from "./house.ts";
import { Violation } from "./schedule.ts";
import type { Seen } from "./screen.ts";

type Attempt = Parameters<Pins["tries"]>[0];
type Came = NonNullable<PinFact["tried"]>["came"];

/** Wrong ones in a row, and how long none is taken then. */
const TRIES_MAX = 3;
const LOCKED_MS = 24 * 3_600_000;
/** Screens behind a PIN. */
const BEHIND: ReadonlySet<string> = new Set(["SECRET", "SHOWN", "NOCODE"]);
/** What is shown on one of them, and nowhere else: begins with it and the citizen's number. */
export const OWN_CODE = "ZQCODE";
const CODES = /ZQCODE(\d+)N\d+/g;
const DIGITS = [5, 6, 7, 8, 9] as const;
/** Four of these digits by themselves: the halves of a reference are not, nor what is drawn in other letters. */
const PIN = /(?<![\w+/=-])(?<!\d{4} )[5-9]{4}(?![\w+/=-])(?! \d{4})/;

/** How it stands with somebody's PIN, as it was promised. */
interface Held {
  pin: string | null;
  chosen: string | null;
  wrong: number;
  lockedUntil: number;
}

const NOTHING = (): Held => ({ pin: null, chosen: null, wrong: 0, lockedUntil: 0 });

/** The PIN of this number, from 0 to 74: none is among those that are easy to guess. */
export function pinAt(number: number): string {
  if (number >= 75) throw new Error("no PIN is left");
  const third = DIGITS[Math.floor(number / 3) % 5] ?? 0;
  return `5${7 + (number % 3)}${third}${DIGITS[Math.floor(number / 15)] ?? 0}`;
}

export class Guarded {
  readonly #citizenOf: (person: string) => number;
  readonly #of = new Map<string, Held>();
  /** How often each citizen typed which, and the hops at which it counted. */
  readonly #typed = new Map<string, { times: number; counted: Set<string> }>();
  /** What came of each try, by its hop. */
  readonly #came = new Map<string, Came>();
  #codes = 0;
  /** Calls, by their mark, in which the right one was typed. */
  readonly #opened = new Set<string>();
  /** Calls and texts that were shown a code. */
  readonly #shown = new Map<string, string>();

  constructor(citizenOf: (person: string) => number) {
    this.#citizenOf = citizenOf;
  }

  /** A citizen types one, once more. */
  types(citizen: number, pin: string): void {
    this.#typedOf(citizen, pin).times++;
  }

  /** A code that nobody has yet. */
  codeFor(person: string): string {
    return `${OWN_CODE}${this.#citizenOf(person)}N${++this.#codes}`;
  }

  /** Everybody who ever typed one. */
  people(): string[] {
    return [...this.#of.keys()];
  }

  reset(person: string): void {
    this.#of.set(person, NOTHING());
  }

  /** One was tried, and this is what whoever keeps them says. */
  tried({ person, at, pin, hop }: Attempt, fact: PinFact): void {
    const kept = this.#of.get(person) ?? NOTHING();
    this.#of.set(person, kept);
    const came = this.#came.get(hop) ?? tryOne(kept, pin, at);
    this.#came.set(hop, came);
    const is = stateOf(kept, at);
    if (fact.tried?.came !== came || fact.is !== is) {
      throw new Violation(
        `a PIN is ${fact.tried?.came} and then ${fact.is}, and should be ${came} and then ${is}`,
      );
    }
    const [mark = ""] = hop.split(" ");
    if (came === "right") this.#opened.add(mark);
    const { times, counted } = this.#typedOf(this.#citizenOf(person), pin);
    counted.add(hop);
    if (counted.size > times) {
      throw new Violation(`a PIN that was typed ${times} times counted ${counted.size} times`);
    }
  }

  #typedOf(citizen: number, pin: string) {
    const key = `${citizen} ${pin}`;
    const typed = this.#typed.get(key) ?? { times: 0, counted: new Set<string>() };
    this.#typed.set(key, typed);
    return typed;
  }

  /** A reply that was acknowledged. */
  reply({ citizen, session, text }: Callback, { screen, text: body }: Seen): void {
    const codes = [...body.matchAll(CODES)];
    if (!BEHIND.has(screen)) {
      if (codes.length > 0) throw new Violation(`${session} shows a code at ${screen}: ${body}`);
      return;
    }
    const mark = markOf(vault, { gateway: "africastalking", sessionId: session });
    if (!this.#opened.has(mark)) {
      throw new Violation(`${session} [${text}] saw ${screen} without a PIN: ${body}`);
    }
    for (const [code, of] of codes) {
      if (Number(of) !== citizen) throw new Violation(`${citizen} was shown ${code} of ${of}`);
      const now = `${session} ${text}`;
      const before = this.#shown.get(code) ?? now;
      if (before !== now) throw new Violation(`${code} was shown at ${before} and at ${now}`);
      this.#shown.set(code, now);
    }
  }

  /** An SMS tells nothing of it: whoever holds the phone reads that. */
  sms(text: string): void {
    if (text.includes(OWN_CODE)) throw new Violation(`an SMS tells a code: ${text}`);
  }

  /** No PIN is in anything that is written, under seal or not. */
  onCommit(writes: readonly Write[]): void {
    for (const { statement, values } of writes) {
      for (const value of Object.values(values)) {
        const found = PIN.exec(plainOf(value));
        if (found === null) continue;
        const { input, index } = found;
        const around = input.slice(Math.max(0, index - 40), index + 20);
        throw new Violation(`${statement.name} keeps a PIN: ${around}`);
      }
    }
  }
}

function plainOf(value: unknown): string {
  if (typeof value === "string") return value;
  const sealed = typeof value === "object" && value !== null && "plain" in value;
  return sealed ? String(value.plain) : "";
}

function tryOne(kept: Held, pin: string, at: number): Came {
  if (kept.pin === null) {
    const { chosen } = kept;
    kept.chosen = chosen === null ? pin : null;
    if (chosen === null) return "kept";
    if (chosen !== pin) return "differs";
    kept.pin = pin;
    return "right";
  }
  if (at < kept.lockedUntil) return "wrong";
  if (pin === kept.pin) {
    kept.wrong = 0;
    return "right";
  }
  kept.wrong++;
  if (kept.wrong === TRIES_MAX) Object.assign(kept, { wrong: 0, lockedUntil: at + LOCKED_MS });
  return "wrong";
}

function stateOf({ pin, chosen, lockedUntil }: Held, at: number): PinFact["is"] {
  if (at < lockedUntil) return "locked";
  if (pin === null) return chosen === null ? "none" : "again";
  return "set";
}
