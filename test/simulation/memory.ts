/** A citizen's PIN as they remember it: chosen, repeated, mistyped, forgotten. Called by `citizen`. */
import { pinAt } from "./guarded.ts";
import type { Schedule } from "./schedule.ts";
import type { Witness } from "./witness.ts";

export class Memory {
  readonly #citizen: number;
  readonly #needs: { schedule: Schedule; witness: Witness };
  /** Whoever has forgotten it tries until none is taken. */
  readonly #forgets: boolean;
  #pin = "";
  #made = 0;

  constructor(citizen: number, needs: { schedule: Schedule; witness: Witness }) {
    this.#citizen = citizen;
    this.#needs = needs;
    this.#forgets = needs.schedule.chance(0.3);
  }

  /** What is typed at a screen that asks for it. */
  typed(screen: "PINNEW" | "PINTWICE" | "PINASK"): string {
    const { schedule, witness } = this.#needs;
    if (screen === "PINASK" && schedule.chance(0.04)) return "9";
    const pin = this.#meant(screen);
    witness.guarded.types(this.#citizen, pin);
    return pin;
  }

  #meant(screen: "PINNEW" | "PINTWICE" | "PINASK"): string {
    const { schedule } = this.#needs;
    if (screen === "PINNEW") return schedule.chance(0.1) ? "5678" : (this.#pin = this.#another());
    const errs = schedule.chance(screen === "PINASK" ? (this.#forgets ? 0.85 : 0.25) : 0.1);
    // Whoever has never chosen one here may be asked for the one of a call that broke off.
    return errs || this.#pin === "" ? this.#another() : this.#pin;
  }

  #another(): string {
    return pinAt(this.#made++);
  }
}
