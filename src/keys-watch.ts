/**
 * Whether this process still has the keys that the database is written with.
 *
 * Keys are read at a start, and another process may put a new one first while this one runs: what that one writes,
 * this one neither opens nor finds. So it looks when a minute is over, says what to do, and wants no callbacks meanwhile.
 * Called by `serve`; `njia work` says the same.
 */
import { ConfigFault, type Config } from "./config.ts";
import type { Log } from "./insight/log.ts";
import { refuseForeignKeys } from "./keys.ts";
import { readSetting } from "./store/settings.ts";
import type { Store } from "./store/store.ts";

export const KEYS_MISSING = {
  where: "keys",
  code: "keys_missing",
  mend:
    "another process has put a key first that this one lacks: put it behind those of VAULT_KEYS or " +
    "LOOKUP_KEYS here, and start this process again",
} as const;

export interface KeysWatch {
  /** False while it lacks a key. */
  has(): boolean;
  /** Looks, unless it does already. */
  look(): void;
  /** Resolves when nobody looks any more. */
  close(): Promise<void>;
}

/** The start has looked already. */
export function watchKeys(
  store: Pick<Store, "read">,
  keys: Pick<Config, "vaultKeys" | "lookupKeys">,
  log: Log,
): KeysWatch {
  let has = true;
  let looking: Promise<void> | null = null;

  async function look(): Promise<void> {
    try {
      await refuseForeignKeys((name) => readSetting(store, name), keys);
      has = true;
    } catch (error) {
      // A database that is away says nothing of its keys.
      if (!(error instanceof ConfigFault)) return log.fault("keys", error);
      if (has) log.alarm(KEYS_MISSING);
      has = false;
    }
  }

  return {
    has: () => has,
    look() {
      looking ??= look().finally(() => {
        looking = null;
      });
    },
    async close() {
      await looking;
    },
  };
}
