/** Stores on databases of their own, gone when the test ends. */
import { onTestFinished } from "vitest";
import { openStore, type StoreOptions } from "../../src/store/open.ts";
import type { Store, StoreEvents } from "../../src/store/store.ts";
import { testDatabase, type TestDatabase } from "./database.ts";
import { VAULT_KEYS } from "./vault.ts";

export { add, allSettings, mixedCommits, replace } from "./rows.ts";

export interface TestStore extends Omit<TestDatabase, "release" | "ready"> {
  store: Store;
}

/** A store as a command or a sender has it, open at its first use; on the engine of the project. */
export function openTestStore(events: StoreEvents = {}): TestStore {
  const { place, ready, raw, dump, stored } = testDatabase();
  const options = { ...events, place, serve: false, vaultKeys: VAULT_KEYS };
  const store = lazily(() => ready.then(() => openStore(options)));
  onTestFinished(() => store.close());
  let made: Promise<unknown> | null = null;
  return {
    place,
    store,
    dump,
    stored,
    async raw<Row>(sql: string, ...values: unknown[]) {
      // Which makes the tables, where there are none yet.
      await (made ??= store.commit([]));
      return raw<Row>(sql, ...values);
    },
  };
}

/** Another one on the same database, closed by whoever opens it. */
export function openBeside(place: StoreOptions["place"], serve = false): Promise<Store> {
  return openStore({ place, serve, vaultKeys: VAULT_KEYS });
}

function lazily(open: () => Promise<Store>): Store {
  let opened: Promise<Store> | null = null;
  const store = () => (opened ??= open());
  return {
    read: async (...asked) => (await store()).read(...asked),
    commit: async (writes) => (await store()).commit(writes),
    async close() {
      await (await opened)?.close();
    },
  };
}
