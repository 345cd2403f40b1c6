/**
 * Holds the configured keys against the database they are for.
 *
 * Owns two settings: a word sealed under the first vault key, and its keyed hashes under each look-up key
 * that rows may be found by, the first one first. Refuses keys that do not fit, because under them
 * citizens would be strangers and what is stored could not be opened. Called by `serve`, before anything
 * is answered, by `njia work` and `njia rehash`, and by `njia move` and `njia restore`.
 */
import type { Clock } from "./base/clock.ts";
import { openVault, VaultError, type Vault } from "./base/vault.ts";
import { ConfigFault, type Config } from "./config.ts";
import { DEVELOPMENT_SECRETS_FILE } from "./secrets.ts";
import { readSetting, replaceSetting, writeSetting } from "./store/settings.ts";
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
const NEEDED =
  "lacks a key under which citizens are still found: put it back behind the first one, and run " +
  "`npm run njia -- rehash` before you drop it";

type Keys = Pick<Config, "vaultKeys" | "lookupKeys">;

/** Reads a setting of the database; null where it has none of that name. */
type Setting = (name: string) => Promise<string | null>;

/**
 * Lets nobody go on whose keys are not those of the database; it writes nothing.
 * @throws ConfigFault naming the variable, never a key
 */
export async function refuseForeignKeys(setting: Setting, keys: Keys): Promise<void> {
  await judge(setting, keys);
}

/**
 * Notes the keys of a new database, and lets a start go on only with them among the configured ones of
 * their kind. After a rotation what is noted is the key that is first now; look-up keys before it
 * are needed until everything was hashed again.
 * @throws ConfigFault naming the variable, never a key; then nothing was written
 * @throws StoreFault
 */
export async function checkKeys(store: Store, keys: Keys, clock: Clock): Promise<void> {
  // Where somebody else notes theirs in the same moment, they are judged by what came first.
  while (!(await note(store, keys, clock)));
}

/** False where something else was noted since it was read. @throws ConfigFault */
async function note(store: Store, keys: Keys, clock: Clock): Promise<boolean> {
  const { vault, sealed, hashed, needed } = await judge((name) => readSetting(store, name), keys);
  const { vaultKeys, lookupKeys } = keys;
  const firstOnly = openVault({ vaultKeys: vaultKeys.slice(0, 1), lookupKeys });
  const hash = vault.lookup(KIND, WORD);
  const seal = () =>
    Buffer.from(vault.seal({ at: PLACE, now: clock(), plain: WORD })).toString("base64");
  const sealedNow = sealed !== null && opens(firstOnly, sealed) ? sealed : seal();
  const hashedNow = [hash, ...needed.filter((each) => each !== hash)].join(" ");
  if (sealed === sealedNow && hashed === hashedNow) return true;
  // Both, though one of them may stay as it is: together they are what was judged.
  const committed = await store.commit([
    replaceSetting(SEALED, sealed, sealedNow),
    replaceSetting(HASHED, hashed, hashedNow),
  ]);
  return committed.done;
}

/** Every row is under the first look-up key now: the others need not be there any more. */
export async function forgetOldKeys(store: Store, vault: Vault): Promise<void> {
  await store.commit([writeSetting(HASHED, vault.lookup(KIND, WORD))]);
}

function opens(vault: Vault, sealed: string): boolean {
  try {
    return vault.open(PLACE, Buffer.from(sealed, "base64")) === WORD;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
}

/** What is noted, once it was found to fit. @throws ConfigFault */
async function judge(setting: Setting, keys: Keys) {
  const vault = openVault(keys);
  const [sealed, hashed] = [await setting(SEALED), await setting(HASHED)];
  const faults: string[] = [];
  if (sealed !== null && !opens(vault, sealed)) faults.push(`VAULT_KEYS ${FOREIGN}`);
  const had = vault.lookups(KIND, WORD);
  const needed = hashed === null ? [] : hashed.split(" ");
  if (needed.length > 0 && !needed.some((each) => had.includes(each))) {
    faults.push(`LOOKUP_KEYS ${FOREIGN}`);
  } else if (!needed.every((each) => had.includes(each))) {
    faults.push(`LOOKUP_KEYS ${NEEDED}`);
  }
  if (faults.length > 0) throw new ConfigFault(faults);
  return { vault, sealed, hashed, needed };
}
