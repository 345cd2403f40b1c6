/**
 * A world: two nodes, two senders, a gateway, a provider, a register, officers and citizens, for some weeks and out of one seed.
 *
 * Phases in which citizens call are followed by hours or days in which only the clock acts. Each world has an own temper:
 * how often what goes wrong is drawn from the seed too, since faults that never cease hide what comes of a single one.
 */
import { seededRandom } from "../../src/base/ids.ts";
import { MORNING } from "../world.ts";
import { Agency, type AgencyRates } from "./agency.ts";
import { Citizen } from "./citizen.ts";
import { Disk, type FaultRates } from "./disk.ts";
import { Gateway, type GatewayRates } from "./gateway.ts";
import { OFFICERS_FROM } from "./assisted.ts";
import { Helper, officerEnds, officerWrites } from "./helper.ts";
import { faultOnly, openNode, openSending, type Node, type Sending } from "./house.ts";
import { Keeper } from "./keeper.ts";
import { firstDatabase, publishing, RELEASES } from "./menus.ts";
import { officerActs } from "./officer.ts";
import { Provider, type ProviderRates } from "./provider.ts";
import { Schedule, Violation, type Life } from "./schedule.ts";
import { Systems, type SystemRates } from "./systems.ts";
import { Texting } from "./texting.ts";
import { Witness } from "./witness.ts";

/** What a world came to. */
export interface Ran {
  seed: number;
  /** Dials. */
  sessions: number;
  events: number;
  /** A hash of all that happened, in order. */
  digest: string;
  /** SMS that were handed to the provider. */
  messages: number;
  deaths: number;
  requests: number;
  /** Null where all has held. */
  violation: Violation | null;
  trace: readonly string[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PHASES = 7;
/** Milliseconds after the last callback. */
const CALM_MS = 20_000;
const CITIZENS = { from: 6, to: 14 };
type Rates = FaultRates & AgencyRates & SystemRates;
const QUIET: Rates = {
  away: 0,
  unanswered: 0,
  full: 0,
  death: 0,
  fails: 0,
  slow: 0,
  down: 0,
  unheard: 0,
};
/** No try of an event is put off for longer, in milliseconds; thrice, as time goes by in thirds. */
const TOLD_MS = 3 * 15 * HOUR;
/** Times a minute goes by until nothing is owed any more: a register that failed again and again rests for 15 of them. */
const OWED_MAX = 40;

const FIRST = await firstDatabase(MORNING, officerWrites(MORNING));

/** `whole`: the record is kept from its beginning. `phases` of a world for which there is less time. */
export async function runWorld(
  seed: number,
  { whole = false, phases = PHASES } = {},
): Promise<Ran> {
  const world = new World(seed, { whole, phases });
  let violation: Violation | null = null;
  try {
    await world.run();
  } catch (error) {
    violation =
      error instanceof Violation
        ? error
        : new Violation(error instanceof Error ? (error.stack ?? error.message) : String(error), {
            cause: error,
          });
    world.schedule.note(violation.message);
  }
  return world.came(seed, violation);
}

class World {
  readonly schedule: Schedule;
  readonly #disk: Disk;
  readonly #witness: Witness;
  readonly #gateway: Gateway;
  readonly #provider: Provider;
  readonly #agency: Agency;
  readonly #keeper: Keeper;
  readonly #citizens: Citizen[];
  readonly #helpers: Helper[];
  readonly #texting: Texting;
  readonly #random;
  readonly #rates: Rates;
  readonly #nodes = new Map<string, Node>();
  readonly #systems: Systems;
  readonly #senders = new Map<string, Sending>();
  readonly #phases: number;
  #sessions = 0;
  #deaths = 0;
  #born = 0;
  #ticking = false;
  #published = false;

  constructor(seed: number, { whole, phases }: { whole: boolean; phases: number }) {
    this.#phases = phases;
    this.schedule = new Schedule(seed, MORNING, whole);
    const { schedule } = this;
    const { dice } = schedule;
    const often = () => (schedule.chance(0.3) ? 0 : dice.next() ** 2);
    this.#rates = {
      away: 0.01 * often(),
      unanswered: 0.01 * often(),
      full: 0.01 * often(),
      death: 0.006 * often(),
      fails: 0.4 * often(),
      slow: often(),
      down: often(),
      unheard: 0.3 * often(),
    };
    const gatewayRates: GatewayRates = { twice: 0.3 * often(), delayed: 0.06 * often() };
    const providerRates: ProviderRates = {
      refuses: 0.2 * often(),
      unclear: 0.3 * often(),
      stalls: 0.1 * often(),
      tells: 0.3 + 0.7 * dice.next(),
    };
    // A fifth of the worlds draw references from so few that they meet.
    this.#random = scarce(
      seededRandom(seed),
      schedule.chance(0.2) ? dice.between(3_000, 6_000) : null,
    );
    this.#disk = new Disk(FIRST, {
      schedule,
      rates: this.#rates,
      onCommit: (writes, committed) => {
        this.#witness.onCommit(writes, committed);
        this.#systems.onCommit(writes, committed);
      },
      kill: (life) => this.#kill(life),
    });
    this.#witness = new Witness(this.#disk.db, schedule);
    this.#agency = new Agency(schedule, this.#rates);
    this.#systems = new Systems(this.#disk.db, schedule, this.#rates);
    const witness = this.#witness;
    const kill = (life: Life) => this.#kill(life);
    this.#keeper = new Keeper({ schedule, witness, kill, rates: this.#rates });
    const nodes = () => [...this.#nodes.values()];
    this.#gateway = new Gateway({ schedule, witness, nodes, rates: gatewayRates });
    this.#provider = new Provider({ schedule, witness, nodes, rates: providerRates });
    const needs = { schedule, witness, gateway: this.#gateway, onDial: () => this.#sessions++ };
    this.#texting = new Texting({ schedule, witness, nodes });
    const many = dice.between(CITIZENS.from, CITIZENS.to);
    this.#citizens = Array.from({ length: many }, (_, number) => new Citizen(number, needs));
    const helping = { ...needs, leaves: (officer: number) => this.#leaves(officer) };
    this.#helpers = [0, 1].map((number) => new Helper(OFFICERS_FROM + number, many, helping));
  }

  async run(): Promise<void> {
    const { schedule } = this;
    const { dice } = schedule;
    for (const name of ["node 1", "node 2"]) this.#startNode(name);
    for (const name of ["sender 1", "sender 2"]) this.#startSender(name);
    await schedule.run();
    for (let phase = 0; phase < this.#phases; phase++) {
      schedule.note(`phase ${phase}`);
      await this.#calls();
      await this.#calm();
      if (schedule.chance(0.15)) await this.#leap(dice.between(2, 60) * DAY);
      await this.#time(schedule.pick([MINUTE, 20 * MINUTE, 5 * HOUR, DAY, 3 * DAY, 8 * DAY]));
    }
    Object.assign(this.#rates, QUIET);
    await this.#time(2 * HOUR);
    await this.#time(TOLD_MS);
    this.#systems.whole(true);
    this.#witness.requests.deadlines();
    this.#witness.secrets();
    for (const citizen of [...this.#citizens, ...this.#helpers]) citizen.counted();
    this.#disk.db.close();
  }

  came(seed: number, violation: Violation | null): Ran {
    const { schedule } = this;
    return {
      seed,
      sessions: this.#sessions,
      events: schedule.events,
      digest: schedule.digest(),
      messages: this.#witness.messages.handedOver,
      requests: this.#witness.requests.opened,
      deaths: this.#deaths,
      violation,
      trace: schedule.trace,
    };
  }

  /** Each citizen calls, all within some minutes; until the last has hung up and all is handed over. */
  async #calls(): Promise<void> {
    const { schedule } = this;
    const { dice } = schedule;
    this.#ticking = true;
    for (const [number, citizen] of this.#citizens.entries()) {
      if (schedule.chance(0.85)) schedule.after(dice.between(0, 90_000), () => citizen.dial());
      if (schedule.chance(0.2)) {
        schedule.after(dice.between(0, 120_000), () => this.#texting.write(number));
      }
    }
    for (const helper of this.#helpers) {
      if (schedule.chance(0.6)) schedule.after(dice.between(0, 90_000), () => helper.dial());
    }
    this.#every(3_000, 18_000, () => {
      if (!this.#worthwhile(this.#witness.messages.isDue())) return;
      for (const { sender } of this.#senders.values()) {
        if (schedule.chance(0.7)) this.#look(sender.drain());
      }
    });
    this.#every(20_000, 60_000, () => {
      if (!this.#worthwhile(this.#witness.messages.isUnderWay())) return;
      for (const { sender } of this.#some(this.#senders)) this.#look(sender.sweep());
    });
    this.#every(6_000, 40_000, () => {
      if (!this.#worthwhile(this.#systems.isDue())) return;
      for (const { deliverer } of this.#some(this.#senders)) this.#look(deliverer.drain());
    });
    this.#every(4_000, 20_000, () => {
      if (!this.#worthwhile(this.#witness.lookUps.isOwed())) return;
      for (const { late } of this.#some(this.#nodes)) this.#look(late.drain());
    });
    this.#every(100_000, 500_000, () => this.#minute());
    this.#every(10_000, 60_000, () => this.#office());
    if (!this.#published && schedule.chance(0.25)) {
      this.#published = true;
      schedule.after(dice.between(10_000, 90_000), () => this.#publish());
      this.#every(2_000, 20_000, () => this.#follow());
    }
    await schedule.run();
    this.#ticking = false;
  }

  /** Whatever is under way comes to its end, and nobody begins anything. */
  async #calm(): Promise<void> {
    const { schedule } = this;
    const before = { ...this.#rates };
    Object.assign(this.#rates, QUIET);
    for (let round = 0; round < 2; round++) {
      schedule.after(25_000, () => this.#sweeps());
      await schedule.run();
    }
    for (let minutes = 0; minutes < OWED_MAX && this.#witness.lookUps.isOwed(); minutes++) {
      schedule.after(MINUTE, () => this.#sweeps());
      await schedule.run();
    }
    this.#witness.lookUps.settled();
    this.#witness.whole(true);
    this.#systems.whole(false);
    Object.assign(this.#rates, before);
  }

  /** Time goes by, in which only the clock acts, and officers. */
  async #time(ms: number): Promise<void> {
    const { schedule } = this;
    schedule.note(`${ms} ms go by`);
    const rounds = ms > HOUR ? 3 : 1;
    for (let round = 0; round < rounds; round++) {
      schedule.after(Math.floor(ms / rounds), () => {
        this.#minute();
        this.#sweeps();
        this.#office();
        this.#office();
      });
      await schedule.run();
      schedule.after(30_000, () => this.#sweeps());
      await schedule.run();
    }
    this.#witness.whole(false);
  }

  /** The clock is wrong for a while, and then it is right again: nothing is deleted, and nobody told, by a wrong clock. */
  async #leap(ms: number): Promise<void> {
    const { schedule } = this;
    schedule.leap(ms);
    const before = this.#witness.requests.lines();
    for (let round = 0; round < 2; round++) {
      schedule.after(MINUTE, () => {
        this.#minute();
        this.#tell();
      });
      await schedule.run();
    }
    if (this.#witness.requests.lines() !== before) {
      throw new Violation("a clock that leapt moved requests");
    }
    schedule.leap(-ms);
  }

  /** In the midst of calls. */
  #publish(): void {
    const { schedule } = this;
    const store = this.#disk.open(this.#live("operator"));
    this.#look(store.commit(publishing(RELEASES[1], 2, schedule.clock())).then(() => {}));
  }

  /** An officer works here no more, in the midst of what they do. */
  #leaves(officer: number): void {
    const { schedule } = this;
    const store = this.#disk.open(this.#live("administrator"));
    schedule.after(schedule.dice.between(0, 9_000), () => {
      this.#look(store.commit(officerEnds(officer, schedule.clock())).then(() => {}));
    });
  }

  /** Nodes look at what was decided. */
  #follow(): void {
    for (const { releases } of this.#nodes.values()) this.#look(releases.refresh().then(() => {}));
  }

  #minute(): void {
    for (const node of this.#some(this.#nodes)) this.schedule.go(node.minute());
  }

  #sweeps(): void {
    for (const { late } of this.#nodes.values()) this.#look(late.drain());
    for (const { sender } of this.#some(this.#senders)) this.#look(sender.sweep());
    for (const { sender } of this.#senders.values()) this.#look(sender.drain());
    this.#tell();
  }

  /** Other systems, of what is due. */
  #tell(): void {
    if (!this.#worthwhile(this.#systems.isDue())) return;
    for (const { deliverer } of this.#some(this.#senders)) {
      this.#look(deliverer.sweep().then(() => deliverer.drain()));
    }
  }

  /** What finds nothing to do takes as long as what does, and is seldom of interest. */
  #worthwhile(finds: boolean): boolean {
    return finds || this.schedule.chance(0.1);
  }

  /** All of them at once, or one. */
  #some<T>(of: ReadonlyMap<string, T>): T[] {
    const all = [...of.values()];
    return all.length === 0 || this.schedule.chance(0.4) ? all : [this.schedule.pick(all)];
  }

  #look(work: Promise<void>): void {
    const { schedule } = this;
    schedule.go(work.catch((error: unknown) => faultOnly(schedule, error)));
  }

  #office(): void {
    const { schedule } = this;
    if (schedule.chance(0.02)) this.#keeper.reset();
    const nodes = [...this.#nodes.values()];
    if (nodes.length === 0) return;
    const acts = officerActs(schedule.pick(nodes), { schedule, witness: this.#witness });
    schedule.go(acts.catch((error: unknown) => faultOnly(schedule, error)));
  }

  #every(from: number, to: number, act: () => void): void {
    const { schedule } = this;
    const tick = () => {
      if (!this.#ticking) return;
      act();
      // Where only a late receipt is waited for, nobody hurries.
      const calm = schedule.monotonic() - this.#gateway.lastAt > CALM_MS;
      schedule.after(schedule.dice.between(from, to) * (calm ? 20 : 1), tick, { idle: true });
    };
    schedule.after(schedule.dice.between(0, to), tick, { idle: true });
  }

  #live(name: string): Life {
    return { name: `${name}.${++this.#born}`, alive: true };
  }

  #startNode(name: string): void {
    const { schedule } = this;
    const life = this.#live(name);
    const needs = { schedule, disk: this.#disk, random: this.#random };
    schedule.go(
      openNode(needs, { agency: this.#agency, keeper: this.#keeper }, life).then(
        (node) => {
          schedule.note(`${life.name} serves`);
          this.#nodes.set(name, node);
        },
        (error: unknown) => {
          faultOnly(schedule, error);
          schedule.kill(life);
          schedule.after(1_000, () => this.#startNode(name));
        },
      ),
    );
  }

  #startSender(name: string): void {
    const { schedule } = this;
    const life = this.#live(name);
    const needs = { schedule, disk: this.#disk, random: this.#random };
    const provider = this.#provider.for(life);
    const connector = this.#systems.for(life);
    this.#senders.set(name, openSending(needs, life, { provider, connector }));
  }

  /** A process has died: what is on the disk is all that is left of it. */
  #kill(life: Life): void {
    const { schedule } = this;
    if (!life.alive) return;
    this.#deaths++;
    schedule.kill(life);
    this.#disk.left(life);
    const [name = ""] = life.name.split(".");
    const wait = schedule.dice.between(300, 6_000);
    if (name.startsWith("sender")) {
      this.#senders.delete(name);
      schedule.after(wait, () => this.#startSender(name));
      return;
    }
    // An operator's command is not begun again.
    if (!name.startsWith("node")) return;
    this.#nodes.delete(name);
    this.#gateway.lost(life);
    schedule.after(wait, () => this.#startNode(name));
  }
}

/** References are drawn of five bytes: of so few that some are drawn twice, where it says so. */
function scarce(random: (bytes: number) => Uint8Array, few: number | null) {
  if (few === null) return random;
  return (bytes: number) => {
    const drawn = random(bytes);
    if (bytes !== 5) return drawn;
    const number = ((drawn[3] ?? 0) * 256 + (drawn[4] ?? 0)) % few;
    return Uint8Array.of(0, 0, 0, number >> 8, number & 255);
  };
}
