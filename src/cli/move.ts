/**
 * `njia move`: everything a deployment has, from one place to another, and back.
 *
 * The old place stands still meanwhile: whoever is on it is asked to stop first, and nobody gets onto it. With
 * nobody there, nothing is being sent, so what waits, is leased or is in doubt is the same in the new
 * place, and a message that a killed sender left half-way is put in doubt there as it would have been here.
 * Called by `cli`.
 */
import { newId, systemRandom } from "../base/ids.ts";
import { monotonic, type Clock } from "../base/clock.ts";
import type { Config } from "../config.ts";
import { refuseForeignKeys } from "../keys.ts";
import { doubtRestored } from "../messages/restored.ts";
import { DifferenceFault, move, reopen, type MoveEvents } from "../store/move/move.ts";
import { nameOf, type Place } from "../store/place.ts";
import { printCompared, progress, rowsIn } from "./compared.ts";

interface Needs {
  clock: Clock;
  print: (line: string) => void;
}

export interface Move {
  from: Place;
  to: Place;
  /** What an earlier move left in the new place goes. */
  again: boolean;
}

/** @throws CopyFault, StoreFault, ConfigFault; the old place serves on, unless the last step alone was missing */
export async function runMove(
  { from, to, again }: Move,
  keys: Pick<Config, "vaultKeys" | "lookupKeys">,
  { clock, print }: Needs,
  events: MoveEvents = progress(print),
): Promise<void> {
  const began = monotonic();
  const at = clock();
  const moving = { from, to, again, at, id: newId(at, systemRandom) };
  try {
    const compared = await move(moving, (setting) => refuseForeignKeys(setting, keys), events);
    printCompared(compared, print);
    const seconds = ((monotonic() - began) / 1_000).toFixed(1);
    print(`${rowsIn(compared)} rows are in ${nameOf(to)}, read back and the same (${seconds} s).`);
  } catch (error) {
    if (error instanceof DifferenceFault) printCompared(error.compared, print);
    throw error;
  }
  print(`Set DATABASE_URL to it and start. ${nameOf(from)} is kept, and is refused from now on.`);
}

/** @throws CopyFault, StoreFault; then it is as it was */
export async function runReopen(
  { place, asIs }: { place: Place; asIs: boolean },
  { print }: Pick<Needs, "print">,
): Promise<void> {
  const { where } = await reopen(place, asIs ? null : doubtRestored());
  print(`${nameOf(place)} is served again. What happened in ${where} since is not known to it:`);
  print("see to it that nothing is ever started on that one again.");
  if (!asIs)
    print(
      "Messages that waited may have been sent since: they are in doubt, and staff settle them.",
    );
}
