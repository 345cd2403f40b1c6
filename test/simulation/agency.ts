/**
 * The land register: answers, knows nothing of a plot, fails, and answers when nobody waits any more, or when somebody else has
 * taken the question over.
 *
 * What it says of a plot is always the same, so that whoever is shown a size can tell whether it is theirs.
 */
import type { Agency as Asked, Said } from "../../src/session/agency.ts";
import type { Life, Schedule } from "./schedule.ts";

/** As chances at one call. */
export interface AgencyRates {
  /** It says what nobody understands, or is not there. */
  fails: number;
  /** It takes longer than a citizen waits. */
  slow: number;
}

/** Milliseconds a citizen is kept waiting, as the menus have it. */
const DEADLINE_MS = 3_000;
/** A call is given up after 20 s, and somebody else may take it over after 24; a process that stood still has it for longer. */
const STILL_MS = 60_000;

/** What stands in the register; null where there is no such plot. */
export function sizeOf(parcel: number): number | null {
  return parcel % 6 === 0 ? null : 100 + parcel * 7;
}

export class Agency {
  readonly #schedule: Schedule;
  readonly #rates: AgencyRates;

  constructor(schedule: Schedule, rates: AgencyRates) {
    this.#schedule = schedule;
    this.#rates = rates;
  }

  /** As a node has it; what it is answered after its death nobody hears. */
  for(life: Life): Asked {
    return {
      ask: ({ name }, { id }, { owed }) => {
        const schedule = this.#schedule;
        const { dice } = schedule;
        schedule.note(
          `${life.name} asks ${name} for ${String(id)}${owed ? ", as was promised" : ""}`,
        );
        const slow = schedule.chance(this.#rates.slow);
        const wait = slow ? dice.between(DEADLINE_MS, STILL_MS) : dice.between(20, 1_500);
        const said = this.#says(Number(id));
        return new Promise((resolve) => {
          const answer = () => {
            schedule.note(`${name} answers ${life.name} on ${String(id)}: ${said.is}`);
            resolve(said);
          };
          schedule.after(wait, answer, { life });
        });
      },
    };
  }

  #says(parcel: number): Said {
    if (this.#schedule.chance(this.#rates.fails)) return { is: "broken", why: "status" };
    const size = sizeOf(parcel);
    return size === null ? { is: "none" } : { is: "found", fields: { size } };
  }
}
