/**
 * Citizens: dial, read, answer, mistype, go back, hang up, dial again; and know what they were promised.
 *
 * A citizen believes what they read and nothing else. Of what broke off they do not know whether it counted, and take
 * both for right until they see which it is. Called by the world.
 */
import { sizeOf } from "./agency.ts";
import type { Callback, Gateway } from "./gateway.ts";
import { Memory } from "./memory.ts";
import { Violation, type Schedule } from "./schedule.ts";
import { read, type Seen } from "./screen.ts";
import {
  CHECKS,
  DRAFT_MS,
  keptAs,
  KINDS,
  QUESTIONS,
  SERVICES,
  shownAs,
  TITLES,
  type ServiceName,
} from "./services.ts";
import { OWN_PHONES, OWN_WORD, type Witness } from "./witness.ts";

/** Milliseconds for which a dial begins with what was received; somewhat less than they are. */
const RECENT_MS = 25 * 60_000;
/** Replies in a call at most. */
const TURNS_MAX = 26;
const SLIPS = ["0", "00", "98", "97", "99", "x", "", "zz"] as const;
const NETWORKS = ["63902", "63903", "63907", "99999"] as const;

type Goal = ServiceName | "mine" | "code" | "wander";

/** An unfinished application as its citizen knows it. */
interface Unfinished {
  /** Whether it is kept. */
  is: "none" | "maybe" | "sure";
  /** Epoch milliseconds until when at least. */
  until: number;
  /** Which one: each that is begun anew has another number. Null where several may be meant. */
  which: number | null;
  /** The call that answered last, and what is in it for certain. */
  by: number;
  answers: Map<string, string>;
}

const NOTHING = () => ({ is: "none", until: 0, which: null, by: 0, answers: new Map() }) as const;

/** A call that is under way. */
interface Call {
  /** Rises from call to call. */
  number: number;
  callback: Callback;
  goal: Goal;
  turns: number;
  /** What was read last, and what was typed then. */
  seen: Seen | null;
  typed: string;
  service: ServiceName | null;
  which: number | null;
  /** What was answered in this call and accepted, by question. */
  answers: Map<string, string>;
  /** What the last reply answers. */
  asked: { name: string; value: string } | null;
  /** The check screen was confirmed. */
  sent: boolean;
  begun: number;
}

export interface CitizenNeeds {
  schedule: Schedule;
  gateway: Gateway;
  witness: Witness;
  /** Told of every dial. */
  onDial: () => void;
}

export class Citizen {
  readonly #needs: CitizenNeeds;
  readonly #number: number;
  readonly #network: string;
  readonly #pins: Memory;
  #knowsLanguage = false;
  #calls = 0;
  #words = 0;
  #begun = 0;
  readonly #unfinished: Record<ServiceName, Unfinished> = {
    fix: NOTHING(),
    stall: NOTHING(),
    plot: NOTHING(),
  };
  /** Everything that was ever answered, by service and question. */
  readonly #typed = new Map<string, Set<string>>();
  /** Applications that were confirmed, and the reference that was told of each. */
  readonly #confirmed = new Map<number, string | null>();
  #confirmedUnknown = 0;
  /** When it was last told that something was received; null after anything that may count as such. */
  #received: number | null = null;
  /** Calls whose last callback is on its way, and whose reply nobody waits for. */
  readonly #strays = new Set<Call>();

  constructor(number: number, needs: CitizenNeeds) {
    this.#number = number;
    this.#needs = needs;
    this.#pins = new Memory(number, needs);
    this.#network = needs.schedule.pick(NETWORKS);
  }

  dial(): void {
    const { schedule, onDial } = this.#needs;
    onDial();
    const goal = schedule.pick<Goal>([
      "fix",
      "fix",
      "fix",
      "stall",
      "stall",
      "stall",
      "plot",
      "plot",
      "mine",
      "code",
      "code",
      "wander",
    ]);
    const session = `c${this.#number}-${++this.#calls}`;
    const phone = `${OWN_PHONES}${String(this.#number).padStart(5, "0")}`;
    const callback = { citizen: this.#number, session, phone, network: this.#network, text: "" };
    this.#send({
      number: this.#calls,
      callback,
      goal,
      turns: 0,
      seen: null,
      typed: "",
      service: null,
      which: null,
      answers: new Map(),
      asked: null,
      sent: false,
      begun: schedule.clock(),
    });
  }

  #send(call: Call): void {
    const { schedule, gateway, witness } = this.#needs;
    const at = schedule.clock();
    let gone = false;
    // A dial changes nothing.
    if (call.callback.text !== "") witness.lookUps.goesOn(this.#number);
    const { delayed } = gateway.send(call.callback, (body) => {
      if (!gone) return this.#told(call, body, at);
      this.#strays.delete(call);
      this.#inDoubt(call);
    });
    if (!delayed) return;
    // Nobody waits so long: what is on its way may still count.
    gone = true;
    this.#strays.add(call);
    this.#inDoubt(call);
    this.#hungUp(call);
  }

  /** The reply, or null where the call broke off. */
  #told(call: Call, body: string | null, since: number): void {
    const { schedule, gateway } = this.#needs;
    if (body === null) {
      this.#inDoubt(call);
      return this.#hungUp(call);
    }
    const seen = read(body);
    if (seen.screen === "SORRY") this.#inDoubt(call);
    else this.#believe(call, seen, since);
    if (seen.end) return this.#hungUp(call);
    if (++call.turns > TURNS_MAX || schedule.chance(0.035)) {
      if (schedule.chance(0.6)) gateway.end(call.callback);
      return this.#hungUp(call);
    }
    const typed = this.#reply(call, seen);
    call.seen = seen;
    call.typed = typed;
    const slow = schedule.chance(0.004);
    const think = slow
      ? schedule.dice.between(200_000, 700_000)
      : schedule.dice.between(800, 9_000);
    schedule.after(think, () => {
      const { text } = call.callback;
      call.callback = { ...call.callback, text: text === "" ? typed : `${text}*${typed}` };
      this.#send(call);
    });
  }

  #hungUp(call: Call): void {
    const { schedule } = this.#needs;
    // Whoever does not know whether it was received dials again too.
    const unfinished = call.service !== null;
    if (!schedule.chance(unfinished ? 0.6 : 0.15)) return;
    schedule.after(schedule.dice.between(1_500, 60_000), () => this.dial());
  }

  /** It broke off: what was typed last may count or not. */
  #inDoubt({ number, service, asked, sent, which }: Call): void {
    if (sent) this.#received = null;
    if (service === null || (asked === null && !sent)) return;
    const draft = this.#unfinished[service];
    // A call after it has answered: what comes late of this one is not kept.
    if (!sent && number < draft.by) return;
    const over = draft.is === "sure" && this.#needs.schedule.clock() >= draft.until;
    if (over) draft.is = "maybe";
    if (sent) {
      // It takes no other application along.
      if (draft.which === null || which === null || draft.which === which) draft.is = "maybe";
    } else {
      if (draft.is === "none") draft.which = which;
      else if (draft.which !== which) draft.which = null;
      if (draft.is !== "sure") draft.is = "maybe";
      if (draft.which === null || asked === null) draft.answers = new Map();
      else draft.answers.delete(asked.name);
    }
  }

  /** What was read is so. */
  #believe(call: Call, seen: Seen, since: number): void {
    const before = call.seen?.screen ?? null;
    const { screen } = seen;
    if (before === null) this.#first(call, seen);
    // Whoever finds the way out without a choice has none yet.
    if (before === "LANGUAGE" && screen === "MAIN" && call.typed.match(/^[12]$/)) {
      this.#knowsLanguage = true;
    }
    this.#accepted(call, seen, since);
    // Back from a register that is down or knows no such plot, or from the question it has asked again, what was changed is
    // as it was before.
    if ((before === "DOWN" || before === "NOPLOT") && (call.typed === "0" || screen === "PARCEL")) {
      call.answers.delete("parcel");
      this.#unfinished.plot.answers.delete("parcel");
    }
    if (call.sent) this.#sent(call, seen, since);
    const enters = screen === "NOTICE" && (before === "MAIN" || before === "RESUME");
    if (enters) this.#begin(call, seen);
    if (screen === "RESUME") call.service = serviceIn(seen.text);
    if (before === "MAIN" && screen === "MAIN") call.service = null;
    // What is on its way of an older call may change what is waited for.
    if (screen === "LATER" && this.#strays.size === 0) {
      this.#needs.witness.lookUps.told(this.#number);
    }
    const check = CHECKS[screen];
    if (check !== undefined) this.#compare(call, check, seen);
  }

  /** What a dial is answered. */
  #first(call: Call, seen: Seen): void {
    const { schedule } = this.#needs;
    const { screen, text } = seen;
    const now = schedule.clock();
    if (screen === "LANGUAGE" && this.#knowsLanguage) {
      throw new Violation(`${this.#number} is asked for a language again`);
    }
    if (screen !== "MAIN" && screen !== "RESUME") return;
    const drafts = Object.values(this.#unfinished);
    const kept = drafts.some(({ is, until }) => is === "sure" && now < until);
    const none = drafts.every(({ is }) => is === "none");
    if (kept && screen !== "RESUME")
      throw new Violation(`${this.#number} has lost a draft: ${text}`);
    if (none && screen === "RESUME") {
      throw new Violation(`${this.#number} is offered a draft that there is not: ${text}`);
    }
    const lately =
      this.#received !== null && now - this.#received < RECENT_MS && this.#strays.size === 0;
    if (lately && screen === "MAIN" && !text.includes("RECENT")) {
      throw new Violation(`${this.#number} is not told what was received: ${text}`);
    }
  }

  /** An answer was taken: the call has gone on to another screen. */
  #accepted(call: Call, seen: Seen, since: number): void {
    const { asked, service } = call;
    if (asked === null || service === null) return;
    call.asked = null;
    const { screen } = call.seen ?? seen;
    const gone =
      seen.screen !== screen && !["STUCK", "HELP", "EXPIRED", "CLOSED"].includes(seen.screen);
    if (!gone) return;
    call.answers.set(asked.name, asked.value);
    if (seen.screen === "BEFORE") return;
    const draft = this.#unfinished[service];
    draft.is = "sure";
    draft.which = call.which;
    draft.by = call.number;
    draft.answers = new Map(call.answers);
    draft.until = since + DRAFT_MS;
  }

  /** What became of what was confirmed. */
  #sent(call: Call, seen: Seen, since: number): void {
    const { service, which } = call;
    call.sent = false;
    if (service === null) return;
    const draft = this.#unfinished[service];
    if (seen.screen === "DONE" || seen.screen === "BEFORE") {
      const [ref] = seen.references;
      if (ref === undefined) throw new Violation(`${this.#number} was told no reference`);
      this.#one(which, ref);
      if (seen.screen === "DONE") this.#holds(call, service, ref);
      const only = draft.which === which && which !== null && this.#onlyStrays(which);
      // Behind what was sent an older call's answer is an application again.
      if (only) this.#unfinished[service] = NOTHING();
      else if (draft.is !== "none") Object.assign(draft, NOTHING(), { is: "maybe" });
      this.#received = seen.screen === "DONE" ? since : null;
      call.service = null;
    }
  }

  /** Nothing on its way is of another application: what is kept is of this one, or of none. */
  #onlyStrays(which: number | null): boolean {
    return [...this.#strays].every((stray) => stray.service === null || stray.which === which);
  }

  /** One application comes to one request. */
  #one(which: number | null, ref: string): void {
    if (which === null) return;
    const before = this.#confirmed.get(which);
    if (before != null && before !== ref) {
      throw new Violation(
        `${this.#number} sent one application, and was told of ${before} and ${ref}`,
      );
    }
    this.#confirmed.set(which, ref);
  }

  #holds(call: Call, service: ServiceName, ref: string): void {
    const answers: Record<string, unknown> = {};
    for (const [name, value] of call.answers) answers[name] = keptAs(value);
    this.#needs.witness.requests.told(ref, this.#number, answers);
    this.counted();
    void service;
  }

  /** There are no more requests than applications were confirmed. */
  counted(): void {
    const most = this.#confirmed.size + this.#confirmedUnknown;
    const there = this.#needs.witness.requests.countOf(this.#number);
    if (there > most) {
      throw new Violation(
        `${this.#number} confirmed ${most} times, and there are ${there} requests`,
      );
    }
  }

  #begin(call: Call, seen: Seen): void {
    const { goal } = call;
    const service = goal === "mine" || goal === "code" || goal === "wander" ? call.service : goal;
    if (service === null) throw new Error(`nobody wanted ${seen.text}`);
    const draft = this.#unfinished[service];
    const now = this.#needs.schedule.clock();
    const from = call.seen?.screen;
    if (from === "MAIN" && draft.is === "sure" && now < draft.until) {
      throw new Violation(`${this.#number} begins anew, and had a draft of ${service}`);
    }
    call.service = service;
    call.which = ++this.#begun;
    call.answers = new Map();
  }

  /** The check screen shows what was answered. */
  #compare(call: Call, service: ServiceName, { shown, text }: Seen): void {
    call.service = service;
    for (const [at, { name }] of QUESTIONS[service].entries()) {
      const value = shown[at] ?? "";
      const own = call.answers.get(name);
      const possible =
        own === undefined ? [...(this.#typed.get(`${service} ${name}`) ?? [])] : [own];
      const meant = possible.find((each) => shownAs(each).includes(value));
      if (meant === undefined) {
        throw new Violation(`${this.#number} answered ${name} ${possible.join(" or ")}: ${text}`);
      }
      call.answers.set(name, meant);
    }
    if (service === "plot") this.#sized(Number(call.answers.get("parcel")), text);
  }

  /** What was found is what the register says of that plot. */
  #sized(parcel: number, text: string): void {
    const [, shown] = /\/ (\d+)\./.exec(text) ?? [];
    if (Number(shown) !== sizeOf(parcel)) {
      throw new Violation(`${this.#number} asked for plot ${parcel} of ${sizeOf(parcel)}: ${text}`);
    }
  }

  /** What is typed at a screen. */
  #reply(call: Call, seen: Seen): string {
    const { schedule } = this.#needs;
    call.asked = null;
    if (schedule.chance(0.07)) return schedule.pick(SLIPS);
    const { screen, keys } = seen;
    const any = () => (keys.length === 0 ? "0" : schedule.pick(keys));
    switch (screen) {
      case "LANGUAGE":
        return schedule.pick(["1", "2"]);
      case "MAIN":
        call.service = null;
        return this.#choice(call);
      case "RESUME":
        return this.#resume(call, seen);
      case "NOTICE":
        return "1";
      case "CHECK":
      case "SURE":
      case "DEED":
        return this.#confirm(call);
      case "WHICH":
      case "MINE":
        return schedule.chance(0.1) ? "98" : any();
      case "ASK":
        return schedule.pick(["1", "2"]);
      case "REQUEST":
        return schedule.chance(0.4) ? any() : schedule.pick(["0", "00"]);
      case "STUCK":
      case "ONCE":
        return schedule.chance(0.8) ? "1" : "00";
      case "PINNEW":
      case "PINTWICE":
      case "PINASK":
        return this.#pins.typed(screen);
      case "SECRET":
      case "SHOWN":
      case "NOCODE":
        call.goal = schedule.pick(["plot", "wander", "code"]);
        return schedule.pick(["0", "00"]);
      case "":
        // Whether they are sure.
        return schedule.chance(0.8) ? any() : "0";
      default:
        return this.#answer(call, seen) ?? any();
    }
  }

  #choice(call: Call): string {
    if (call.goal === "wander")
      call.goal = this.#needs.schedule.pick([...SERVICES, "mine", "code", "wander"]);
    switch (call.goal) {
      case "fix":
        return "2";
      case "stall":
        return "3";
      case "plot":
        return "4";
      case "mine":
        return "1";
      case "code":
        return "5";
      case "wander":
        return this.#needs.schedule.pick(["8", "9"]);
    }
  }

  #resume(call: Call, seen: Seen): string {
    const service = serviceIn(seen.text);
    if (service === null) throw new Violation(`a draft of nothing: ${seen.text}`);
    if (this.#needs.schedule.chance(0.3)) {
      call.goal = service;
      return "2";
    }
    const { is, which, answers } = this.#unfinished[service];
    // In one call nobody forgets what they have answered; nor from one to the next, where it was kept.
    if (which === null || which !== call.which) {
      call.answers = is === "sure" && which !== null ? new Map(answers) : new Map();
    }
    call.service = service;
    call.which = which;
    return "1";
  }

  #confirm(call: Call): string {
    const { schedule } = this.#needs;
    const chance = schedule.dice.next();
    if (chance < 0.12) return "2";
    if (chance < 0.16) return "0";
    call.sent = true;
    if (call.which === null) this.#confirmedUnknown++;
    else if (!this.#confirmed.has(call.which)) this.#confirmed.set(call.which, null);
    return "1";
  }

  /** An answer to a question; null at a screen that asks none. */
  #answer(call: Call, { screen, keys }: Seen): string | null {
    const { schedule } = this.#needs;
    for (const service of SERVICES) {
      const question = QUESTIONS[service].find((one) => one.screen === screen);
      if (question === undefined) continue;
      call.service = service;
      const { name } = question;
      const [typed, value] = this.#valueOf(name, keys);
      if (value === null) return typed;
      const key = `${service} ${name}`;
      const all = this.#typed.get(key) ?? new Set();
      this.#typed.set(key, all.add(value));
      call.asked = { name, value };
      return typed;
    }
    void schedule;
    return null;
  }

  /** What is typed, and what is meant by it; null where only the page is turned. */
  #valueOf(name: string, keys: readonly string[]): [string, string | null] {
    const { schedule } = this.#needs;
    switch (name) {
      case "kind": {
        if (schedule.chance(0.2)) return ["98", null];
        const key = schedule.pick(keys);
        return [key, KINDS[Number(key) - 1] ?? ""];
      }
      case "risk":
        return schedule.pick([["1", "yes"] as const, ["2", "no"] as const]) as [string, string];
      case "market":
        return schedule.pick([["1", "east"] as const, ["2", "west"] as const]) as [string, string];
      case "number": {
        const number = String(schedule.dice.between(1, 5));
        return [number, number];
      }
      case "parcel": {
        const parcel = String(schedule.dice.between(1, 40));
        return [parcel, parcel];
      }
      default: {
        const word = `${OWN_WORD}${this.#number}n${++this.#words}`;
        return [word, word];
      }
    }
  }
}

function serviceIn(text: string): ServiceName | null {
  const said = /RESUME-\S+ (.*)/.exec(text)?.[1] ?? "";
  return TITLES.find(([title]) => title.test(said))?.[1] ?? null;
}
