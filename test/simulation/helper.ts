/**
 * Officers who dial for somebody else: type a number, rightly or not, fill in, mistype, hang up, dial again for the same one.
 *
 * They believe less than citizens do: what they are shown is held against what they typed, by the witness. Called by the world.
 */
import { givePhone } from "../../src/staff/phones.ts";
import { addStaff, endStaff } from "../../src/staff/staff.ts";
import type { Phone } from "../../src/base/phone.ts";
import type { Write } from "../../src/store/store.ts";
import { OFFICERS_FROM, staffAt, wordsOf } from "./assisted.ts";
import type { CitizenNeeds } from "./citizen.ts";
import type { Callback } from "./gateway.ts";
import { vault } from "./house.ts";
import { Violation } from "./schedule.ts";
import { read, type Seen } from "./screen.ts";
import { CHECKS, keptAs, KINDS, QUESTIONS, shownAs, type ServiceName } from "./services.ts";
import { OWN_PHONES, OWN_WORD } from "./witness.ts";

const TURNS_MAX = 26;
const SLIPS = ["0", "00", "98", "97", "x", "", "zz"] as const;
const SERVICES = ["fix", "stall"] as const;

/** Two officers, and the telephones they may dial from. */
export function officerWrites(at: number): Write[] {
  return [OFFICERS_FROM, OFFICERS_FROM + 1].flatMap((officer) => {
    const id = staffAt(officer);
    const phone = phoneOf(officer);
    const added = addStaff({ id, name: id, role: "officer", at });
    return [added, givePhone(vault, { staff: id, phone, at })];
  });
}

export function officerEnds(officer: number, at: number): Write[] {
  return endStaff({ id: staffAt(officer), at });
}

interface Call {
  callback: Callback;
  turns: number;
  /** Whose number was typed, and who is helped. */
  typed: number | null;
  helped: number | null;
  answers: Map<string, string>;
  asked: { name: string; value: string } | null;
  sent: boolean;
}

export interface HelperNeeds extends CitizenNeeds {
  /** An officer sends something, and works here no more. */
  leaves: (officer: number) => void;
}

export class Helper {
  readonly #needs: HelperNeeds;
  readonly #number: number;
  /** How many citizens there are; the two behind them never dial. */
  readonly #citizens: number;
  readonly #typed = new Map<string, Set<string>>();
  #calls = 0;
  #words = 0;
  #confirmed = 0;
  #whom = 0;

  constructor(number: number, citizens: number, needs: HelperNeeds) {
    this.#number = number;
    this.#citizens = citizens;
    this.#needs = needs;
  }

  dial(): void {
    const { schedule, onDial } = this.#needs;
    onDial();
    const session = `c${this.#number}-${++this.#calls}`;
    const phone = phoneOf(this.#number);
    const callback = { citizen: this.#number, session, phone, network: "63903", text: "" };
    if (schedule.chance(0.6)) this.#whom = schedule.dice.between(0, this.#citizens + 1);
    const fresh = { turns: 0, typed: null, helped: null, asked: null, sent: false };
    this.#send({ callback, answers: new Map(), ...fresh });
  }

  /** There are no more requests than were confirmed. */
  counted(): void {
    const there = this.#needs.witness.requests.countBy(staffAt(this.#number));
    if (there > this.#confirmed) {
      throw new Violation(`${this.#number} sent ${this.#confirmed} times, and there are ${there}`);
    }
  }

  #send(call: Call): void {
    const { gateway } = this.#needs;
    let gone = false;
    const { delayed } = gateway.send(call.callback, (body) => {
      if (!gone) this.#told(call, body);
    });
    if (!delayed) return;
    gone = true;
    this.#hungUp();
  }

  #told(call: Call, body: string | null): void {
    const { schedule, gateway } = this.#needs;
    if (body === null) return this.#hungUp();
    const seen = read(body);
    this.#believe(call, seen);
    if (seen.end) return this.#hungUp();
    if (++call.turns > TURNS_MAX || schedule.chance(0.04)) {
      if (schedule.chance(0.6)) gateway.end(call.callback);
      return this.#hungUp();
    }
    const typed = this.#reply(call, seen);
    schedule.after(schedule.dice.between(800, 9_000), () => {
      const { text } = call.callback;
      call.callback = { ...call.callback, text: text === "" ? typed : `${text}*${typed}` };
      this.#send(call);
    });
  }

  #hungUp(): void {
    const { schedule } = this.#needs;
    if (!schedule.chance(0.4)) return;
    schedule.after(schedule.dice.between(1_500, 60_000), () => this.dial());
  }

  #believe(call: Call, { screen, text, shown, references }: Seen): void {
    const { witness } = this.#needs;
    const { asked, helped, sent } = call;
    if (asked !== null) call.answers.delete(asked.name);
    const service = CHECKS[screen];
    if (service !== undefined) this.#compare(call, service, shown, text);
    if (!sent || screen !== "DONE") return;
    const [ref] = references;
    if (ref === undefined || helped === null) throw new Violation(`nobody was helped: ${text}`);
    const answers: Record<string, unknown> = {};
    for (const [name, value] of call.answers) answers[name] = keptAs(value);
    witness.requests.told(ref, helped, answers);
    this.counted();
  }

  /** The check screen shows what this officer answered for this citizen, in this call or one before. */
  #compare(call: Call, service: ServiceName, shown: readonly string[], text: string): void {
    call.answers = new Map();
    for (const [at, { name }] of QUESTIONS[service].entries()) {
      const value = shown[at] ?? "";
      const possible = [...(this.#typed.get(`${call.helped} ${service} ${name}`) ?? [])];
      const meant = possible.find((each) => shownAs(each).includes(value));
      if (meant === undefined) throw new Violation(`nobody answered ${name} ${value}: ${text}`);
      call.answers.set(name, meant);
    }
  }

  #reply(call: Call, { screen, keys }: Seen): string {
    const { schedule, witness, leaves } = this.#needs;
    call.asked = null;
    call.sent = false;
    if (schedule.chance(0.06)) return schedule.pick(SLIPS);
    const any = () => (keys.length === 0 ? "00" : schedule.pick(keys));
    switch (screen) {
      case "LANGUAGE":
        return schedule.pick(["1", "2"]);
      case "MAIN":
        return call.helped === null ? "7" : schedule.pick(["2", "3", "3"]);
      case "WHOM":
        return this.#phoneTyped(call);
      case "AGREED":
        if (schedule.chance(0.05)) return "0";
        call.helped = call.typed;
        if (call.typed !== null) witness.assisted.helps(call.callback.session, call.typed);
        return schedule.pick(["1", "2"]);
      case "CHECK":
      case "SURE":
        if (schedule.chance(0.12)) return "2";
        if (schedule.chance(0.03)) leaves(this.#number);
        call.sent = true;
        this.#confirmed++;
        return "1";
      case "NOTICE":
        return "1";
      default:
        return this.#answer(call, screen, keys) ?? any();
    }
  }

  /** Now and then it is their own, or none. */
  #phoneTyped(call: Call): string {
    const { schedule } = this.#needs;
    if (schedule.chance(0.05)) return "0712";
    const own = schedule.chance(0.05);
    const whom = own ? this.#number : this.#whom;
    call.typed = own ? null : whom;
    return `0${phoneOf(whom).slice("+254".length)}`;
  }

  #answer(call: Call, screen: string, keys: readonly string[]): string | null {
    for (const service of SERVICES) {
      const question = QUESTIONS[service].find((one) => one.screen === screen);
      if (question === undefined) continue;
      const { name } = question;
      const [typed, value] = this.#valueOf(call, name, keys);
      if (call.helped === null) throw new Violation(`${this.#number} fills in for nobody`);
      const key = `${call.helped} ${service} ${name}`;
      this.#typed.set(key, (this.#typed.get(key) ?? new Set()).add(value));
      call.asked = { name, value };
      return typed;
    }
    return null;
  }

  #valueOf({ helped }: Call, name: string, keys: readonly string[]): readonly [string, string] {
    const { schedule } = this.#needs;
    switch (name) {
      case "kind": {
        const key = schedule.pick(keys);
        return [key, KINDS[Number(key) - 1] ?? ""];
      }
      case "risk":
        return schedule.pick([["1", "yes"] as const, ["2", "no"] as const]);
      case "market":
        return schedule.pick([["1", "east"] as const, ["2", "west"] as const]);
      case "number": {
        const number = String(schedule.dice.between(1, 5));
        return [number, number];
      }
      default: {
        const word = `${OWN_WORD}${wordsOf(this.#number, helped ?? 0)}n${++this.#words}`;
        return [word, word];
      }
    }
  }
}

function phoneOf(number: number): Phone {
  return `${OWN_PHONES}${String(number).padStart(5, "0")}` as Phone; // as networks write it
}
