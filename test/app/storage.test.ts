import { readFileSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/store/connection.ts";
import { StoreFault, type FaultCode } from "../../src/store/fault.ts";
import { storeOn } from "../../src/store/sqlite.ts";
import { sealer } from "../../src/base/vault.ts";
import { VAULT_KEYS } from "../store/vault.ts";
import type { Store } from "../../src/store/store.ts";
import { openFile, openMeddled, temporaryFile } from "../store/file.ts";
import { openEdge } from "./edge.ts";

type Edge = ReturnType<typeof openEdge>;

/** The last reply was an apology, and its code leads to what the log says is to be done. */
function expectApology(edge: Edge, said: string, errorCode: FaultCode, mend: RegExp): void {
  const code = /^END Sorry (\d{4})$/.exec(said)?.[1];
  expect(code).toBeDefined();
  expect(edge.lines.of("hop").at(-1)).toMatchObject({ outcome: "fault", code });
  expect(edge.lines.of("fault").at(-1)).toMatchObject({
    where: "hop",
    code,
    name: "StoreFault",
    errorCode,
    mend: expect.stringMatching(mend),
  });
}

test("a database held by another process: an apology, and the same hop works once it is free", async () => {
  const { store, file } = openMeddled({}, 20);
  const edge = openEdge({ store });
  expect(await edge.hop("")).toMatch(/^CON /);
  const other = new Database(file);
  other.exec("BEGIN IMMEDIATE");
  expectApology(edge, await edge.hop("2"), "locked", /stuck command, a backup or a move/);
  other.exec("ROLLBACK");
  other.close();
  expect(await edge.hop("2")).toMatch(/^CON Test County/);
});

test("a full disk: an apology, nothing acknowledged is lost, and it goes on once there is space", async () => {
  const { store, db } = openMeddled();
  const edge = openEdge({ store });
  const pages = Number(db.pragma("page_count", { simple: true }));
  db.pragma(`max_page_count = ${pages + 2}`);
  const acknowledged: string[] = [];
  let said = await edge.hop("", { sessionId: "s0" });
  while (said.startsWith("CON ")) {
    acknowledged.push(said);
    said = await edge.hop("", { sessionId: `s${acknowledged.length}` });
  }
  expect(acknowledged.length).toBeGreaterThan(0);
  expectApology(edge, said, "full", /free some space/);
  for (const [place, reply] of acknowledged.entries()) {
    expect(await edge.hop("", { sessionId: `s${place}` })).toBe(reply);
  }
  db.pragma(`max_page_count = ${pages + 1_000}`);
  expect(await edge.hop("", { sessionId: `s${acknowledged.length}` })).toMatch(/^CON /);
});

test("pages damaged on disk: an apology for everybody, and the owner is told once", async () => {
  const file = temporaryFile();
  await openFile({ file, serve: true }).close();
  const fatal: StoreFault[] = [];
  const store = storeOn(connect(file), {
    seal: sealer(VAULT_KEYS),
    onFatal: (fault) => void fatal.push(fault),
  });
  // Under the open connection: the tables are known, and nothing of them can be read.
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4096);
  writeFileSync(file, bytes);
  onTestFinished(() => store.close());
  const edge = openEdge({ store });
  expectApology(edge, await edge.hop(""), "corrupt", /restore the last backup/);
  expectApology(
    edge,
    await edge.hop("", { sessionId: "s2" }),
    "corrupt",
    /restore the last backup/,
  );
  expect(fatal).toHaveLength(1);
});

test.each([
  ["io", /check the device/],
  ["readonly", /permissions and the mount/],
  ["unknown", /does not know/],
] as const)("a store that fails with %s: an apology and the mend", async (code, mend) => {
  const { store } = openMeddled();
  const failing: Store = {
    ...store,
    commit: () => Promise.reject(new StoreFault(code)),
  };
  const edge = openEdge({ store: failing });
  expectApology(edge, await edge.hop(""), code, mend);
  expect(edge.lines.of("hop")).toHaveLength(1);
});

test("an end of a session that cannot be stored is answered and noted", async () => {
  const { store } = openMeddled();
  const commit = () => Promise.reject(new StoreFault("io"));
  const edge = openEdge({ store: { ...store, commit } });
  const body = "sessionId=s1&phoneNumber=%2B254711000001&status=Success";
  const answered = await edge.post(`/gateways/africastalking/${"k".repeat(32)}/ussd/events`, body);
  expect(answered.status).toBe(200);
  expect(edge.lines.of("fault")).toMatchObject([{ where: "session_end", errorCode: "io" }]);
});
