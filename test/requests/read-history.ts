/** The history of a request with every note open, for tests of what was written. */
import type { Vault } from "../../src/base/vault.ts";
import { listHistory, openNote, type SealedLine } from "../../src/requests/history.ts";
import type { Store } from "../../src/store/store.ts";

type OpenLine = Omit<SealedLine, "request" | "note"> & { note: string | null };

/** Oldest line first. @throws VaultError */
export async function readHistory(
  store: Store,
  vault: Vault,
  of: { ref: string },
): Promise<OpenLine[]> {
  const lines = await listHistory(store, of);
  return lines.map((line) => {
    const { request: _, ...rest } = line;
    return { ...rest, note: openNote(vault, line) };
  });
}
