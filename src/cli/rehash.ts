/**
 * `njia rehash`: the last step but one of a rotation of look-up keys.
 *
 * Works beside the server, which must run with the new key first already. Names keys by their ids only.
 */
import { systemClock } from "../base/clock.ts";
import { openVault } from "../base/vault.ts";
import type { Config } from "../config.ts";
import { checkKeys, forgetOldKeys } from "../keys.ts";
import { rehash } from "../session/rehash.ts";
import { openStore } from "../store/open.ts";

/** @returns the exit code: 1 where old keys are needed still. @throws ConfigFault, StoreFault */
export async function runRehash(config: Config, print: (line: string) => void): Promise<number> {
  const { database: place, vaultKeys, lookupKeys } = config;
  const store = await openStore({ place, serve: false, vaultKeys });
  try {
    await checkKeys(store, config, systemClock);
    const vault = openVault(config);
    const { phones, requests, left } = await rehash({ store, vault, clock: systemClock });
    const [first] = lookupKeys;
    print(`${phones} phones and ${requests} requests were put under key "${first?.id}".`);
    if (left > 0) {
      print(`${left} rows could not be opened, or have no number: keep every key of LOOKUP_KEYS.`);
      return 1;
    }
    await forgetOldKeys(store, vault);
    print("A day from now the keys behind it may go; run this once more before.");
    return 0;
  } finally {
    await store.close();
  }
}
