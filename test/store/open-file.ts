/** A store on a file, under the test's own key; loads no test runner, so that processes of tests can use it. */
import { openSqlite, type SqliteOptions } from "../../src/store/sqlite.ts";
import { VAULT_KEYS } from "./vault.ts";

/** As a server has it, or as a command. */
export function openFile(options: Omit<SqliteOptions, "vaultKeys"> & Partial<SqliteOptions>) {
  return openSqlite({ vaultKeys: VAULT_KEYS, ...options });
}
