/** What the store holds after a run, read by another process: told is not yet kept. */
import { openStore } from "../../src/store/open.ts";
import { countRequests } from "../../src/requests/requests.ts";
import { WrongReply } from "./expect.ts";
import { configIn } from "./settings.ts";

/** @throws WrongReply when a citizen was told a reference that no request has */
export async function checkKept(folder: string, told: number, database?: string): Promise<number> {
  const { database: place, vaultKeys } = configIn(folder, undefined, database);
  const store = await openStore({ place, serve: false, vaultKeys });
  try {
    const kept = await countRequests(store);
    if (kept !== told) throw new WrongReply(`${told} references were told, ${kept} requests kept`);
    return kept;
  } finally {
    await store.close();
  }
}
