/** Checkpoints that the disk refuses. */
import Database from "better-sqlite3";
import { expect, onTestFinished, test, vi } from "vitest";
import { sealer } from "../../src/base/vault.ts";
import { connect } from "../../src/store/connection.ts";
import type { StoreFault } from "../../src/store/fault.ts";
import { upgrade } from "../../src/store/migrate.ts";
import { storeOn } from "../../src/store/sqlite.ts";
import { add, temporaryFile } from "./file.ts";
import { VAULT_KEYS } from "./vault.ts";

const LONG = "x".repeat(1_000_000);

/** A store whose checkpoints come to an error of this code. */
function refusing(code: string) {
  const db = connect(temporaryFile());
  upgrade(db);
  const prepare = db.prepare.bind(db);
  let tries = 0;
  vi.spyOn(db, "prepare").mockImplementation((sql: string) => {
    const statement = prepare(sql);
    if (!sql.includes("PASSIVE")) return statement;
    return Object.assign(statement, {
      get() {
        tries++;
        throw new Database.SqliteError("as the disk says", code);
      },
    });
  });
  const fatal: StoreFault[] = [];
  const onFatal = (fault: StoreFault) => fatal.push(fault);
  const store = storeOn(db, { seal: sealer(VAULT_KEYS), onFatal });
  onTestFinished(() => store.close());
  /** Until the log is long, and a little more. */
  const write = async () => {
    for (let at = 0; at < 20 && tries === 0; at++) await store.commit([add(`${at}`, LONG)]);
  };
  return { store, fatal, write, tries: () => tries };
}

test("after a checkpoint whose sync failed nothing is acknowledged any more", async () => {
  const { store, fatal, write, tries } = refusing("SQLITE_IOERR_FSYNC");
  await write();
  expect(fatal).toMatchObject([{ code: "io" }]);
  await expect(store.commit([add("more")])).rejects.toMatchObject({ code: "io" });
  expect(tries()).toBe(1);
});

test("a disk that is full while the log is copied takes commits as long as there is room", async () => {
  const { store, fatal, write, tries } = refusing("SQLITE_FULL");
  await write();
  expect(await store.commit([add("more")])).toEqual({ done: true });
  expect(fatal).toEqual([]);
  expect(tries()).toBe(2);
});
