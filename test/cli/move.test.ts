/** `njia move` as it is used: its words, whose keys it lets pass, and the way back without the new place. */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { printCompared } from "../../src/cli/compared.ts";
import { runMove, runReopen } from "../../src/cli/move.ts";
import { checkKeys } from "../../src/keys.ts";
import { queueMessage } from "../../src/messages/outbox.ts";
import { NOON, OTHER, PHONE, RULES } from "../messages/post.ts";
import { add, openFile, temporaryFile } from "../store/file.ts";
import { serving } from "../store/moving.ts";
import { testKeys, testVault } from "../store/vault.ts";

const clock = () => NOON;

/** A deployment with two messages that wait. */
async function deployment(): Promise<{ file: string }> {
  const file = temporaryFile();
  const store = openFile({ file, serve: true });
  await checkKeys(store, testKeys(), clock);
  await store.commit([add("mine")]);
  const message = { class: "update" as const, template: "report/received", person: null };
  for (const [id, to] of [
    ["m1", PHONE],
    ["m2", OTHER],
  ] as const) {
    const whole = { ...message, id, to, request: null, text: "Ref 4821 0372.", at: NOON };
    await store.commit([queueMessage(testVault(), whole, RULES.quiet)]);
  }
  await store.close();
  return { file };
}

function statesIn({ file }: { file: string }): unknown[] {
  const db = new Database(file, { readonly: true });
  const states = db.prepare("select state, reason from messages order by id").all();
  db.close();
  return states;
}

async function moveTo(
  from: { file: string },
  to: { file: string },
  keys = testKeys(),
): Promise<string[]> {
  const lines: string[] = [];
  const needs = { clock, print: (line: string) => void lines.push(line) };
  await runMove({ from, to, again: false }, keys, needs);
  return lines;
}

test("what was moved is told table by table, and what waited waits on", async () => {
  const [from, to] = [await deployment(), { file: temporaryFile() }];
  const lines = await moveTo(from, to);
  expect(lines).toEqual([
    "table                 rows  checksum",
    expect.stringMatching(/^settings {17}3 {2}[0-9a-f]{16} {2}same$/),
    expect.stringMatching(/^messages {17}2 {2}[0-9a-f]{16} {2}same$/),
    expect.stringMatching(/^5 rows are in .*njia\.db, read back and the same \(\d+\.\d s\)\.$/),
    `Set DATABASE_URL to it and start. ${from.file} is kept, and is refused from now on.`,
  ]);
  expect(statesIn(to)).toEqual([
    { state: "pending", reason: null },
    { state: "pending", reason: null },
  ]);
  await expect(moveTo(from, { file: `${to.file}.other` })).rejects.toThrow(
    `its data was moved: set DATABASE_URL to where it is now; where that is lost, njia move --reopen lets this one be served again (${from.file} to ${to.file}, 2026-11-27T09:00:00.000Z)`,
  );
});

test("a table that arrived as another one is told with both of its checksums", () => {
  const lines: string[] = [];
  const [one, other] = ["a", "b"].map((digit) => digit.repeat(64));
  const tally = (rows: number, sum = "") => ({ rows, sum });
  printCompared(
    [
      { table: "people", from: tally(1_200, one), to: tally(1_200, other) },
      { table: "history", from: tally(2, one), to: tally(0, other) },
      { table: "flights", from: tally(0, one), to: tally(0, one) },
    ],
    (line) => void lines.push(line),
  );
  expect(lines.slice(1)).toEqual([
    "people               1,200  aaaaaaaaaaaaaaaa  old",
    "people               1,200  bbbbbbbbbbbbbbbb  NEW DIFFERS",
    "history                  2  aaaaaaaaaaaaaaaa  old",
    "history                  0  bbbbbbbbbbbbbbbb  NEW DIFFERS",
  ]);
});

test("a deployment of other keys is not moved", async () => {
  const [from, to] = [await deployment(), { file: temporaryFile() }];
  await expect(moveTo(from, to, testKeys(9))).rejects.toThrow(/LOOKUP_KEYS has none of the keys/);
  const foreign = { ...testKeys(), vaultKeys: [{ id: "v1", bytes: new Uint8Array(32) }] };
  await expect(moveTo(from, to, foreign)).rejects.toThrow(/VAULT_KEYS has none/);
  expect(readdirSync(dirname(to.file))).toEqual([]);
  expect(await serving(from)).toBe("open");
});

test("where the new place is lost, the old one is served again, and sends nothing that may have been sent", async () => {
  for (const asIs of [false, true]) {
    const [from, to] = [await deployment(), { file: temporaryFile() }];
    await moveTo(from, to);
    const lines: string[] = [];
    await runReopen({ place: from, asIs }, { print: (line) => void lines.push(line) });
    expect(lines[0]).toBe(
      `${from.file} is served again. What happened in ${to.file} since is not known to it:`,
    );
    expect(lines).toHaveLength(asIs ? 2 : 3);
    expect(await serving(from)).toBe("open");
    const state = asIs
      ? { state: "pending", reason: null }
      : { state: "ambiguous", reason: "restored" };
    expect(statesIn(from)).toEqual([state, state]);
  }
});

const run = promisify(execFile);
const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

test("on the command line: where from, where to, and an end with 1 where it is refused", async () => {
  const [from, to] = [await deployment(), { file: temporaryFile() }];
  const { vaultKeys, lookupKeys } = testKeys();
  const keys = (all: typeof vaultKeys) =>
    all.map(({ id, bytes }) => `${id}:${Buffer.from(bytes).toString("base64")}`).join(",");
  const env = {
    ...process.env,
    DATABASE_URL: `file:${from.file}`,
    VAULT_KEYS: keys(vaultKeys),
    LOOKUP_KEYS: keys(lookupKeys),
    GATEWAY_KEYS: "g".repeat(32),
    PIN_PEPPER: "p".repeat(32),
  };
  const njia = (...words: string[]) =>
    run(process.execPath, [CLI, "move", ...words], { env }).catch((error: unknown) => error);
  expect(await njia()).toMatchObject({ code: 1, stderr: expect.stringMatching(/--to says where/) });
  expect(await njia("--to", "postgres://db")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/ --to must read file:PATH or postgres:/),
  });
  expect(await njia("--to", `file:${to.file}`)).toMatchObject({
    stdout: expect.stringMatching(/^5 rows are in/m),
    stderr: "",
  });
});
