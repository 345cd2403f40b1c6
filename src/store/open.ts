/** Opens a store where its place says. Only the engine that is used is loaded. */
import type { Key } from "../base/vault.ts";
import { StoreFault } from "./fault.ts";
import type { Place } from "./place.ts";
import type { Reader, Store, StoreEvents } from "./store.ts";

export interface StoreOptions extends StoreEvents {
  place: Place;
  /** True for a server, of which there is one per SQLite file; false for commands and the sender. */
  serve: boolean;
  /** Keys of the vault; the first one seals. */
  vaultKeys: readonly Key[];
  /** True where a file that is not there is refused rather than made. */
  there?: boolean;
}

/** Opens it and brings it up to date. @throws StoreFault */
export async function openStore({ place, serve, there, ...options }: StoreOptions): Promise<Store> {
  if ("file" in place) {
    const { isThere, openSqlite } = await import("./sqlite.ts");
    if (there === true && !isThere(place.file))
      throw new StoreFault("absent", { detail: place.file });
    return openSqlite({ file: place.file, serve, ...options });
  }
  const { openPostgres } = await import("./postgres.ts");
  return openPostgres({ place, serve, ...options });
}

/** Opens what is there and up to date, beside whoever serves it, and can write nothing. @throws StoreFault */
export async function openStoreReader(place: Place): Promise<Reader> {
  if ("file" in place) {
    const { openReader } = await import("./sqlite.ts");
    return openReader(place.file);
  }
  const { openPostgresReader } = await import("./postgres.ts");
  return openPostgresReader(place);
}
