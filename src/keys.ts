/**
 * Holds the configured keys against the database they are for.
 *
 * Owns two settings: a word sealed under the first vault key, and its keyed hash under the first
 * look-up key. Refuses keys that fit neither, because under them every citizen would be a stranger
 * and what is stored could not be opened. Called by `serve`, before anything is answered.
 */
import type { Clock } from "./base/clock.ts";
import { openVault, VaultError, type Vault } from "./base/vault.ts";
import { ConfigFault, type Config } from "./config.ts";
import { DEVELOPMENT_SECRETS_FILE } from "./secrets.ts";
import { readSetting, writeSetting } from "./store/settings.ts";
import type { Store } from "./store/store.ts";

const SEALED = "keys.vault";
const HASHED = "keys.lookup";
/** What is sealed and hashed: it needs no secrecy, the keys do. */
const WORD = "njia";
const KIND = "word of the keys";
const PLACE = { table: "settings", column: "value", row: SEALED };

const FOREIGN =
  "has none of the keys that this database was written with last: put them back, or set " +
  `DATABASE_URL to another file (keys that were made for trials are in ${DEVELOPMENT_SECRETS_FILE})`;

/**
 * Notes the keys of a new database, and lets a start go on only with one of them among the configured
 * ones of its kind. After a rotation what is noted is the key that is first now.
 * @throws ConfigFault naming the variable, never a key; then nothing was written
 * @throws StoreFault
 */
export async function checkKeys(
  store: Store,
  { vaultKeys, lookupKeys }: Pick<Config, "vaultKeys" | "lookupKeys">,
  clock: Clock,
): Promise<void> {
  const vault = openVault({ vaultKeys, lookupKeys });
  const [sealed, hashed] = [await readSetting(store, SEALED), await readSetting(store, HASHED)];
  const faults: string[] = [];
  if (sealed !== null && !opens(vault, sealed)) faults.push(`VAULT_KEYS ${FOREIGN}`);
  if (hashed !== null && !vault.lookups(KIND, WORD).includes(hashed)) {
    faults.push(`LOOKUP_KEYS ${FOREIGN}`);
  }
  if (faults.length > 0) throw new ConfigFault(faults);

  const firstOnly = openVault({ vaultKeys: vaultKeys.slice(0, 1), lookupKeys });
  const hash = vault.lookup(KIND, WORD);
  const writes = [];
  if (sealed === null || !opens(firstOnly, sealed)) {
    const seal = Buffer.from(vault.seal({ at: PLACE, now: clock(), plain: WORD })).toString(
      "base64",
    );
    writes.push(writeSetting(SEALED, seal));
  }
  if (hashed !== hash) writes.push(writeSetting(HASHED, hash));
  if (writes.length > 0) await store.commit(writes);
}

function opens(vault: Vault, sealed: string): boolean {
  try {
    return vault.open(PLACE, Buffer.from(sealed, "base64")) === WORD;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
}
