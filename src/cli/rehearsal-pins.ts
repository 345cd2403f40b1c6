/**
 * PINs of a rehearsal: in memory, and gone with it.
 *
 * Behaves as citizens will find it: chosen and repeated, then three tries, then none for a day. Never for
 * a server, which has to keep them hashed, with a pepper, and through a restart. Called by `rehearsal`.
 */
import type { PinFact } from "../menu/contract.ts";
import type { Pins } from "../session/contract.ts";

/** Wrong ones in a row before none is taken. */
const TRIES_MAX = 3;
const LOCKED_MS = 24 * 3_600_000;

interface Kept {
  pin: string | null;
  /** Chosen, and to be typed once more. */
  chosen: string | null;
  wrong: number;
  /** Epoch milliseconds. */
  lockedUntil: number;
  /** Every attempt by its hop: one that is repeated, however late, is not made again. */
  made: Map<string, Came>;
}

type Came = NonNullable<PinFact["tried"]>["came"];

export function openRehearsalPins(): Pins {
  const people = new Map<string, Kept>();
  const keptOf = (person: string): Kept => {
    const fresh = { pin: null, chosen: null, wrong: 0, lockedUntil: 0, made: new Map() };
    const kept = people.get(person) ?? fresh;
    people.set(person, kept);
    return kept;
  };
  const stateOf = (kept: Kept, at: number): PinFact => {
    const left = TRIES_MAX - kept.wrong;
    if (at < kept.lockedUntil) return { is: "locked", left: 0 };
    if (kept.pin === null) return { is: kept.chosen === null ? "none" : "again", left };
    return { is: "set", left };
  };
  return {
    state: (person, at) => Promise.resolve(stateOf(keptOf(person), at)),
    tries({ person, at, pin, hop }) {
      const kept = keptOf(person);
      const came = kept.made.get(hop) ?? tried(kept, pin, at);
      kept.made.set(hop, came);
      return Promise.resolve({ ...stateOf(kept, at), tried: { pin, came } });
    },
  };
}

function tried(kept: Kept, pin: string, at: number): Came {
  if (kept.pin === null) return chosen(kept, pin);
  if (at < kept.lockedUntil) return "wrong";
  if (pin === kept.pin) {
    kept.wrong = 0;
    return "right";
  }
  kept.wrong++;
  if (kept.wrong === TRIES_MAX) {
    kept.lockedUntil = at + LOCKED_MS;
    kept.wrong = 0;
  }
  return "wrong";
}

function chosen(kept: Kept, pin: string): Came {
  if (kept.chosen === null) {
    kept.chosen = pin;
    return "kept";
  }
  const same = kept.chosen === pin;
  if (same) kept.pin = pin;
  kept.chosen = null;
  return same ? "right" : "differs";
}
