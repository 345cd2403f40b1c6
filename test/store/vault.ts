import { openVault } from "../../src/base/vault.ts";
import type { Vault } from "../../src/base/vault.ts";

const key = (id: string, byte: number) => ({ id, bytes: new Uint8Array(32).fill(byte) });

export const VAULT_KEYS = [key("v1", 7)];

/** Fixed keys; the first look-up key named hashes, all of them find. */
export function testKeys(...lookup: number[]) {
  const lookupKeys = (lookup.length > 0 ? lookup : [1]).map((byte) => key(`l${byte}`, byte));
  return { vaultKeys: VAULT_KEYS, lookupKeys };
}

export function testVault(...lookup: number[]): Vault {
  return openVault(testKeys(...lookup));
}
