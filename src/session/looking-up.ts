/**
 * Look-ups with what finishes the late ones: two parts that are opened and closed together.
 *
 * Called by `serve` with agencies over HTTP, by a rehearsal with made-up ones.
 */
import { openLate, type Late, type LateEvents, type LateNeeds } from "./late.ts";
import { openLookUps, type LookUpEvents, type LookUpNeeds, type LookUps } from "./look-ups.ts";

export interface LookingUp {
  lookUps: LookUps;
  late: Late;
  /** Finishes what has come and what is due; for whoever looks on, as a rehearsal does. */
  drain(): Promise<void>;
  /** Breaks off what is under way; what is owed is taken up by the next start. */
  close(): Promise<void>;
}

type Needs = Omit<LookUpNeeds, "on"> & Omit<LateNeeds, "on"> & { on?: LookUpEvents & LateEvents };

export function openLookingUp(needs: Needs): LookingUp {
  const late = openLate(needs);
  const lookUps = openLookUps(needs, (row, said) => late.finish(row, said));
  return {
    lookUps,
    late,
    async drain() {
      await lookUps.idle();
      await late.drain();
    },
    async close() {
      await lookUps.close();
      await late.close();
    },
  };
}
