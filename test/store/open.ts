/** Stores on files of their own, removed when the test ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { onTestFinished } from "vitest";
import { connect } from "../../src/store/connection.ts";
import { upgrade } from "../../src/store/migrate.ts";
import { storeOn } from "../../src/store/sqlite.ts";
import { statement } from "../../src/store/statement.ts";
import type { Given } from "../../src/store/statement.ts";
import { write } from "../../src/store/store.ts";
import type { StoreEvents, Write } from "../../src/store/store.ts";

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
  const store = storeOn(db, lockMs === undefined ? events : { ...events, lockMs });
  onTestFinished(() => store.close());
  return { file, db, store };
}

const addSetting = statement(
  "test.add",
  (q, t, given: Given<{ name: string; value: string | null }>) =>
    q.insert(t.settings).values({ name: given.name, value: given.value }),
);

const replaceSetting = statement(
  "test.replace",
  (q, t, given: Given<{ name: string; value: string }>) =>
    q.update(t.settings).set({ value: given.value }).where(eq(t.settings.name, given.name)),
);

export const allSettings = statement("test.all", (q, t, _given: Given<object>) =>
  q.select().from(t.settings).orderBy(t.settings.name),
);

/** A null value is a bug: the column does not take it. */
export function add(name: string, value: string | null = ""): Write {
  return write(addSetting, { name, value }, "conflict", { refuse: "taken" });
}

/** A conflict when nothing bears the name. */
export function replace(name: string, value: string): Write {
  return write(replaceSetting, { name, value }, "conflict");
}
