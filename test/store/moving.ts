/** Places for tests of moves: files and databases that hold what they are given. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import fc from "fast-check";
import { onTestFinished } from "vitest";
import { connect } from "../../src/store/connection.ts";
import { rowsOf } from "../../src/store/move/file.ts";
import { move, type MoveEvents } from "../../src/store/move/move.ts";
import { SHAPES } from "../../src/store/move/shape.ts";
import { openStore } from "../../src/store/open.ts";
import type { Place } from "../../src/store/place.ts";
import { emptyDatabase } from "../../src/store/sqlite.ts";
import { anyRows, type AllRows } from "./any-rows.ts";
import { VAULT_KEYS } from "./vault.ts";

/** A path in a folder of its own, where nothing is. */
export function noFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "njia-move-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "njia.db");
}

let empty: Uint8Array | undefined;

export async function fileWith(rows: AllRows, file = noFile()): Promise<{ file: string }> {
  writeFileSync(file, (empty ??= emptyDatabase()));
  const db = connect(file);
  const target = rowsOf(db);
  for (const [shape, own] of rows) await target.add(shape, own);
  db.close();
  return { file };
}

/** Everything a file holds, to the byte and with the type of each value, by table. */
export function contentsOf(file: string): Map<string, unknown[]> {
  const db = new Database(file, { readonly: true });
  db.defaultSafeIntegers(true);
  const all = SHAPES.map(({ table, columns }) => {
    const exact = columns.map(({ name }) => `typeof("${name}"), hex("${name}")`).join(", ");
    return [table, db.prepare(`select ${exact} from "${table}"`).raw().all().toSorted(byText)];
  });
  db.close();
  return new Map(all as [string, unknown[]][]); // pairs
}

const byText = (one: unknown, other: unknown) =>
  JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;

/** The same at every run. */
export function sampleRows(rows: number): AllRows {
  const [sample] = fc.sample(anyRows(rows), { numRuns: 1, seed: 7 });
  if (sample === undefined) throw new Error("no rows");
  return sample;
}

export function change(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

const script = fileURLToPath(new URL("move-process.ts", import.meta.url));

/** Moves in a process under another program; what it says where it fails. */
export async function moveUnder(
  [program = "", ...given]: readonly string[],
  from: Place,
  to: Place,
): Promise<string> {
  const moving = spawn(
    program,
    [...given, process.execPath, script, JSON.stringify({ from, to })],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  onTestFinished(() => void moving.kill("SIGKILL"));
  return text(moving.stderr);
}

/** Ends a process that moves when it comes to `when`; by which signal it ended. */
export async function killedAt(from: Place, to: Place, when: string): Promise<unknown> {
  const moving = spawn(process.execPath, [script, JSON.stringify({ from, to }), when], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void moving.kill("SIGKILL"));
  const [, signal] = (await once(moving, "exit")) as [unknown, unknown]; // code and signal
  return signal;
}

/** Moves with nobody's keys in the way. */
export async function moveRows(
  from: Place,
  to: Place,
  { again = false, at = 0, ...events }: { again?: boolean; at?: number } & MoveEvents = {},
) {
  return move({ from, to, again, at, id: `move ${at}` }, async () => {}, events);
}

/** `open`, or the code of the fault with which whoever would write is refused. */
export async function serving(place: Place, serve = false): Promise<string> {
  try {
    await (await openStore({ place, serve, vaultKeys: VAULT_KEYS })).close();
    return "open";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}
