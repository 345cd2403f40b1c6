/** Stores on SQLite files, for what is about the file itself; removed when the test ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { sealer } from "../../src/base/vault.ts";
import { connect } from "../../src/store/connection.ts";
import { upgrade } from "../../src/store/migrate.ts";
import { storeOn } from "../../src/store/sqlite.ts";
import type { StoreEvents } from "../../src/store/store.ts";
import { openFile } from "./open-file.ts";
import { VAULT_KEYS } from "./vault.ts";

export { add, allSettings, mixedCommits } from "./rows.ts";
export { openFile };

export function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "njia-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "njia.db");
}

/** A store whose connection the test may meddle with, and whose commits wait `lockMs` for others. */
export function openMeddled(events: StoreEvents = {}, lockMs?: number) {
  const file = temporaryFile();
  const db = connect(file);
  upgrade(db);
  const options = { ...events, seal: sealer(VAULT_KEYS) };
  const store = storeOn(db, lockMs === undefined ? options : { ...options, lockMs });
  onTestFinished(() => store.close());
  return { file, db, store };
}
