/**
 * Whoever keeps PINs: the keeper of rehearsals, since a server has none yet, in no process and so outliving all of them.
 *
 * Each question waits for its turn. It may not be answered, and whoever asked may die once a try has counted.
 */
import { openRehearsalPins } from "../../src/cli/rehearsal-pins.ts";
import type { PinFact } from "../../src/menu/contract.ts";
import type { Pins } from "../../src/session/contract.ts";
import { StoreFault } from "../../src/store/fault.ts";
import type { FaultRates } from "./disk.ts";
import type { Life, Schedule } from "./schedule.ts";
import type { Witness } from "./witness.ts";

type Attempt = Parameters<Pins["tries"]>[0];

export interface KeeperNeeds {
  schedule: Schedule;
  rates: Pick<FaultRates, "away" | "unanswered" | "death">;
  witness: Witness;
  kill: (life: Life) => void;
}

/** PINs are seldom asked for: so much more likely is a fault there than at a commit. */
const WORSE = 8;

export class Keeper {
  readonly #needs: KeeperNeeds;
  readonly #pins = openRehearsalPins();
  /** How often each was reset. */
  readonly #resets = new Map<string, number>();
  /** As whom each try was made, by its hop: the same hop again is the same try, behind a reset too. */
  readonly #triedAs = new Map<string, string>();

  constructor(needs: KeeperNeeds) {
    this.#needs = needs;
  }

  /** As a node has it. */
  for(life: Life): Pins {
    const { schedule, witness, rates, kill } = this.#needs;
    const away = () => {
      if (schedule.chance(WORSE * rates.away)) throw new StoreFault("unreachable");
    };
    return {
      state: (person, at) =>
        schedule.step(life, false, async () => {
          away();
          return this.#pins.state(this.#kept(person), at);
        }),
      tries: (attempt) =>
        schedule.step(life, false, async () => {
          away();
          const fact = await this.#tries(attempt);
          schedule.note(`${life.name}: a PIN is ${fact.tried?.came}, and then ${fact.is}`);
          witness.guarded.tried(attempt, fact);
          if (schedule.chance(WORSE * rates.death)) {
            schedule.note(`${life.name} dies behind a PIN`);
            kill(life);
          }
          if (schedule.chance(WORSE * rates.unanswered)) throw new StoreFault("unanswered");
          return fact;
        }),
    };
  }

  /** Staff have seen who it is: they choose another one. */
  reset(): void {
    const { schedule, witness } = this.#needs;
    const people = witness.guarded.people();
    if (people.length === 0) return;
    const person = schedule.pick(people);
    schedule.note("staff reset a PIN");
    this.#resets.set(person, (this.#resets.get(person) ?? 0) + 1);
    witness.guarded.reset(person);
  }

  async #tries(attempt: Attempt): Promise<PinFact> {
    const now = this.#kept(attempt.person);
    const person = this.#triedAs.get(attempt.hop) ?? now;
    this.#triedAs.set(attempt.hop, person);
    const fact = await this.#pins.tries({ ...attempt, person });
    if (person === now || fact.tried === undefined) return fact;
    return { ...(await this.#pins.state(now, attempt.at)), tried: fact.tried };
  }

  #kept(person: string): string {
    return `${person} ${this.#resets.get(person) ?? 0}`;
  }
}
