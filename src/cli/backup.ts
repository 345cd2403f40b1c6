/**
 * `njia backup` and `njia restore`: a copy of the database while it is written to, and back.
 *
 * A restore is tried on a copy first: what is damaged, of another deployment or of a newer Njia never
 * takes the database's place, and what it replaces is kept. Called by `cli`.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import { newId, systemRandom } from "../base/ids.ts";
import type { Config } from "../config.ts";
import { checkKeys } from "../keys.ts";
import { countUnsentMessages, doubtRestored } from "../messages/restored.ts";
import { countRequests, newestOpening } from "../requests/requests.ts";
import { stampOf } from "../store/aside.ts";
import { fillFromCopy, makeCopy, placeCopy } from "../store/backup.ts";
import { nameOf, type Place } from "../store/place.ts";
import { openSqlite } from "../store/sqlite.ts";
import { progress } from "./compared.ts";

type Print = (line: string) => void;

/** @throws CopyFault, StoreFault; then there is no copy */
export async function runBackup(
  { place, to }: { place: Place; to: string },
  { clock, print }: { clock: Clock; print: Print },
): Promise<void> {
  const target = isFolder(to) ? join(to, `njia-${stampOf(clock())}.db`) : to;
  const { bytes, sum } = await makeCopy(place, target);
  print(`${target}: ${sizeOf(bytes)}, whole and sound.`);
  print(`Its SHA-256 stands in ${target}.sha256: ${sum}`);
  print("It opens with the VAULT_KEYS and LOOKUP_KEYS of today alone: keep those elsewhere.");
}

export interface Restoring {
  from: string;
  /** The server has not run since the backup was made, so what waits to be sent was not. */
  asIs: boolean;
  /** What an earlier restore or move left half-way in a database of a server goes. */
  again?: boolean;
}

/** @throws CopyFault, StoreFault, ConfigFault; then the database is as it was, or refused where it was empty */
export async function runRestore(
  { from, asIs, again = false }: Restoring,
  config: Pick<Config, "database" | "vaultKeys" | "lookupKeys">,
  { clock, print }: { clock: Clock; print: Print },
): Promise<void> {
  const { database, vaultKeys } = config;
  let held = { requests: 0, newest: null as number | null, doubted: 0 };
  const prepare = async (copy: string) => {
    // Brings an older one up to date as well.
    const store = openSqlite({ file: copy, serve: false, vaultKeys });
    try {
      await checkKeys(store, config, clock);
      const [requests, newest] = [await countRequests(store), await newestOpening(store)];
      const doubted = asIs ? 0 : await countUnsentMessages(store);
      if (!asIs) await store.commit([doubtRestored()]);
      held = { requests, newest, doubted };
    } finally {
      await store.close();
    }
  };
  const at = clock();
  const place = { from, again, at, id: newId(at, systemRandom) };
  const { replaced, summed } =
    "file" in database
      ? await placeCopy({ from, file: database.file, stamp: stampOf(at) }, prepare)
      : await fillFromCopy({ ...place, to: database }, prepare, progress(print));
  if (!summed) print(`There is no ${from}.sha256: it is sound, but may not be what was written.`);
  const { requests, newest, doubted } = held;
  const until = newest === null ? "" : `, the newest opened ${new Date(newest).toISOString()}`;
  print(`${nameOf(database)} is ${from} now: ${requests} requests${until}.`);
  if (replaced !== null) print(`What was there is kept as ${replaced}.`);
  if (doubted > 0) {
    print(
      `${doubted} messages waited when it was made, and may have been sent since: they are in doubt, and staff settle them.`,
    );
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function sizeOf(bytes: number): string {
  const mega = bytes / 1e6;
  return mega < 1 ? `${Math.ceil(bytes / 1e3)} kB` : `${mega.toFixed(1)} MB`;
}
