/** The keys that a database is noted with, where several processes note theirs in the same moment. */
import { expect, test } from "vitest";
import { openVault, type Key } from "../../src/base/vault.ts";
import { ConfigFault } from "../../src/config.ts";
import { checkKeys, refuseForeignKeys } from "../../src/keys.ts";
import { readSetting } from "../../src/store/settings.ts";
import type { Store } from "../../src/store/store.ts";
import { openBeside, openTestStore } from "./open.ts";

const key = (id: string, byte: number): Key => ({ id, bytes: new Uint8Array(32).fill(byte) });
const keysOf = (...bytes: number[]) => ({
  vaultKeys: bytes.map((byte) => key(`v${byte}`, byte)),
  lookupKeys: bytes.map((byte) => key(`l${byte}`, byte + 100)),
});
const clock = () => 1_000;

/** A store on which something else happens between what is read first and what is written then. */
function between(store: Store, happens: () => Promise<void>): Store {
  let first = true;
  return {
    ...store,
    read: (...asked) => store.read(...asked),
    async commit(writes) {
      if (first) {
        first = false;
        await happens();
      }
      return store.commit(writes);
    },
    close: () => store.close(),
  };
}

function opened() {
  const { store, place } = openTestStore();
  const setting = (name: string) => readSetting(store, name);
  return { store, place, setting };
}

test("of two that note other keys on a new database in one moment, one is refused", async () => {
  const { store, setting } = opened();
  const [one, other] = [keysOf(1), keysOf(2)];
  const late = checkKeys(
    between(store, () => checkKeys(store, other, clock)),
    one,
    clock,
  );
  await expect(late).rejects.toThrow(ConfigFault);
  await expect(late).rejects.toThrow(/VAULT_KEYS has none[^]*LOOKUP_KEYS has none/);
  await refuseForeignKeys(setting, other);
  await expect(refuseForeignKeys(setting, one)).rejects.toThrow(ConfigFault);
});

test("of any that begin at once on a new database, all with the same keys go on, and no others", async () => {
  const { store, place } = opened();
  await store.commit([]);
  const many = [1, 2, 1, 2, 1, 2];
  const stores = await Promise.all(many.map(() => openBeside(place)));
  const came = await Promise.allSettled(
    stores.map((each, at) => checkKeys(each, keysOf(many[at] ?? 0), clock)),
  );
  await Promise.all(stores.map((each) => each.close()));
  const went = many.filter((_, at) => came[at]?.status === "fulfilled");
  expect([...new Set(went)]).toHaveLength(1);
  expect(went).toHaveLength(3);
});

test("a key that is put first while another one is, is not noted over it", async () => {
  const { store, setting } = opened();
  await checkKeys(store, keysOf(1), clock);
  // Each has put another new key before the one that is there: the later one lacks that of the other.
  const late = checkKeys(
    between(store, () => checkKeys(store, keysOf(2, 1), clock)),
    keysOf(3, 1),
    clock,
  );
  await expect(late).rejects.toThrow(ConfigFault);
  await refuseForeignKeys(setting, keysOf(2, 1));
  // With all of them it goes on, and what is needed stays noted.
  await checkKeys(store, keysOf(3, 2, 1), clock);
  const vault = openVault(keysOf(3, 2, 1));
  const noted = (await setting("keys.lookup"))?.split(" ");
  expect(noted).toEqual(vault.lookups("word of the keys", "njia"));
});
