import { openVault } from "../../src/base/vault.ts";
import type { Vault } from "../../src/base/vault.ts";

const key = (id: string, byte: number) => ({ id, bytes: new Uint8Array(32).fill(byte) });

/** A vault of fixed keys; the first look-up key named hashes, all of them find. */
export function testVault(...lookup: number[]): Vault {
  const lookupKeys = (lookup.length > 0 ? lookup : [1]).map((byte) => key(`l${byte}`, byte));
  return openVault({ vaultKeys: [key("v1", 7)], lookupKeys });
}
