/**
 * What happens next: everything that is ready waits here, and one seed decides whose turn it is.
 *
 * Owns the clocks, the seed and the record of all that has happened. Two kinds of things wait: steps of
 * processes, which go on whenever they are let, and what is due at an instant, such as a citizen's next key.
 * No timer of the system and no chance of its own is in it, so that a seed is all there is to replay.
 */
import { createHash, type Hash } from "node:crypto";
import { dice, type Dice } from "../fault/random.ts";

/** Something that must never be so. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** A process: what it waits for never comes once it is dead. */
export interface Life {
  readonly name: string;
  alive: boolean;
}

interface Step {
  life: Life;
  commits: boolean;
  act: () => Promise<void>;
}

interface Due {
  at: number;
  order: number;
  life: Life | null;
  /** A tick, for which nobody waits. */
  idle: boolean;
  act: () => void;
}

/** Events of one world: twenty times what any has had. */
const EVENTS_MAX = 400_000;
/** Milliseconds within which what is due may come before a step that is ready. */
const NEAR_MS = 40;
/** Lines of the record that are kept to be shown. */
const SHOWN = 400;
/** Turns without anything ready, after which nothing comes any more. */
const STILL = 4;

export class Schedule {
  readonly dice: Dice;
  readonly trace: string[] = [];
  events = 0;
  #now: number;
  #passed = 0;
  #order = 0;
  #steps: Step[] = [];
  readonly #due: Due[] = [];
  #awaited = 0;
  #failed: { error: unknown } | null = null;
  readonly #record: Hash = createHash("sha256");
  readonly #whole: boolean;

  /** `whole`: the whole record is kept, and not only its end. */
  constructor(seed: number, start: number, whole: boolean) {
    this.dice = dice(seed);
    this.#now = start;
    this.#whole = whole;
  }

  /** The clock on the wall, epoch milliseconds. */
  readonly clock = (): number => this.#now;
  /** Milliseconds that have passed, whatever is done to the clock. */
  readonly monotonic = (): number => this.#passed;

  /** The clock on the wall is set, and no time passes. */
  leap(ms: number): void {
    this.#now += ms;
    this.note(`the clock leaps by ${ms}`);
  }

  chance(of: number): boolean {
    return this.dice.next() < of;
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.dice.between(0, from.length - 1)];
    if (one === undefined) throw new Error("nothing to pick from");
    return one;
  }

  /** A line of the record. */
  note(line: string): void {
    const told = `${this.#passed} ${line}`;
    this.#record.update(told);
    this.trace.push(told);
    if (!this.#whole && this.trace.length > 2 * SHOWN) this.trace.splice(0, SHOWN);
  }

  /** A hash of all that was noted. */
  digest(): string {
    return this.#record.copy().digest("hex");
  }

  /** Does it in so many milliseconds, if the process is alive then. */
  after(ms: number, act: () => void, { life = null, idle = false }: Partial<Due> = {}): void {
    const due = { at: this.#passed + ms, order: this.#order++, life, idle, act };
    if (!idle) this.#awaited++;
    push(this.#due, due);
  }

  /** Waits for so many milliseconds. */
  sleep(ms: number, life: Life): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve, { life, idle: true }));
  }

  /** A step of a process: `act` is called when it is its turn, and what comes of it is told to nobody who is dead. */
  step<T>(life: Life, commits: boolean, act: () => Promise<T>): Promise<T> {
    return new Promise((resolve) => {
      if (!life.alive) return;
      const taken = async () => {
        const work = act();
        try {
          await work;
        } catch (error) {
          // Any other is for whoever asked.
          if (error instanceof Violation) this.fail(error);
        }
        if (life.alive) resolve(work);
      };
      this.#steps.push({ life, commits, act: taken });
    });
  }

  /** Its steps are not taken any more. */
  kill(life: Life): void {
    life.alive = false;
    this.#steps = this.#steps.filter((step) => step.life !== life);
  }

  /** What was to go on by itself; an error that it ends with is one too many. */
  go(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.fail(error));
  }

  fail(error: unknown): void {
    this.#failed ??= { error };
  }

  /** Until nothing is to come but ticks. @throws what was one too many */
  async run(): Promise<void> {
    for (let still = 0; still < STILL;) {
      if (this.#failed !== null) throw this.#failed.error;
      const acted = await this.#next();
      still = acted ? 0 : still + 1;
      await turn();
    }
    if (this.#failed !== null) throw this.#failed.error;
  }

  async #next(): Promise<boolean> {
    const [due] = this.#due;
    const steps = this.#steps.length;
    if (steps === 0 && this.#awaited === 0) return false;
    if (++this.events > EVENTS_MAX) throw new Violation("it never ends");
    const near = due !== undefined && due.at <= this.#passed + NEAR_MS;
    // Now and then a process stands still for as long as it takes.
    if (steps > 0 && !this.chance(near ? 0.3 : 0.004)) {
      await this.#takeSteps();
    } else if (due !== undefined) this.#takeDue();
    return true;
  }

  async #takeSteps(): Promise<void> {
    this.#pass(this.dice.between(0, 2));
    const at = this.dice.between(0, this.#steps.length - 1);
    const [one] = this.#steps.splice(at, 1);
    if (one === undefined) return;
    if (!one.commits || !this.chance(0.3)) return one.act();
    // Those that wait together share a transaction.
    const others = this.#steps.filter(({ commits }) => commits);
    this.#steps = this.#steps.filter(({ commits }) => !commits);
    await Promise.all([one, ...others].map(({ act }) => act()));
  }

  #takeDue(): void {
    const due = pop(this.#due);
    if (due === undefined) return;
    if (!due.idle) this.#awaited--;
    this.#pass(Math.max(0, due.at - this.#passed));
    if (due.life === null || due.life.alive) due.act();
  }

  #pass(ms: number): void {
    this.#now += ms;
    this.#passed += ms;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const isBefore = (one: Due, other: Due) =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** A binary heap: the earliest comes first. */
function push(heap: Due[], due: Due): void {
  let at = heap.push(due) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up];
    if (parent === undefined || !isBefore(due, parent)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = due;
}

function pop(heap: Due[]): Due | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    let child = heap[down];
    const right = heap[down + 1];
    if (child !== undefined && right !== undefined && isBefore(right, child)) {
      child = right;
      down++;
    }
    if (child === undefined || !isBefore(child, last)) break;
    heap[at] = child;
    at = down;
  }
  heap[at] = last;
  return first;
}
