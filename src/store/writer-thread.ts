/**
 * The thread that writes: a connection of its own, and the commits it is sent. Started by `writer`.
 *
 * It is sent the texts of statements, so it needs no builder of them, and loads none.
 */
import { parentPort, workerData } from "node:worker_threads";
import type Database from "better-sqlite3";
import { sealer, type Key } from "../base/vault.ts";
import { Batches } from "./batch.ts";
import { connect, waitBriefly } from "./connection.ts";
import { StoreFault, type FaultCode } from "./fault.ts";
import type { PlainWrite, Text, Verdict } from "./plain.ts";
import type { Committed } from "./store.ts";

/** What the thread is started with. */
export interface WriterData {
  file: string;
  /** The one that seals is the first. */
  vaultKeys: readonly Key[];
}

/** Statements not sent before, and commits; or the last message. */
export type Asked =
  | {
      texts: readonly (readonly [number, Text])[];
      commits: readonly (readonly PlainWrite[])[];
    }
  | "close";

/** An error that has become data; `code` is SQLite's. */
export interface ToldError {
  fault?: FaultCode;
  code?: string;
  message: string;
}

/** Null where all of it was done, as nearly always: nothing is sent faster. */
export type ToldVerdict = Committed | ToldError | null;

/**
 * The verdicts on the commits that were asked for first, in order, and the transaction they shared; or
 * why the thread cannot begin.
 */
export type Told =
  | { verdicts: ToldVerdict[]; batch: { size: number; ms: number } | null }
  | { ended: ToldError };

const port = parentPort;
if (port === null) throw new Error("writer-thread.ts is run as a thread");
const { file, vaultKeys } = workerData as WriterData; // given by `Writer`

let verdicts: ToldVerdict[] = [];
function tell(batch: { size: number; ms: number } | null): void {
  if (verdicts.length === 0) return;
  port?.postMessage({ verdicts, batch } satisfies Told);
  verdicts = [];
}

const opened = open();

function open() {
  try {
    const db = connect(file);
    waitBriefly(db);
    const onBatch = (size: number, ms: number) => tell({ size, ms });
    return { db, batches: new Batches(db, { seal: sealer(vaultKeys), onBatch }) };
  } catch (error) {
    // Told, and not thrown as well: an error event may overtake the message.
    port?.postMessage({ ended: errorOf(error) } satisfies Told);
    return null;
  }
}

function settle(verdict: Verdict): void {
  // Of a batch that failed nothing else is heard.
  if (verdicts.push(toldOf(verdict)) === 1) queueMicrotask(() => tell(null));
}

// Without a listener the thread ends.
if (opened !== null) {
  const { db, batches } = opened;
  port.on("message", (asked: Asked) => {
    if (asked === "close") return void close(db, batches);
    for (const [number, text] of asked.texts) batches.learn(number, text);
    for (const writes of asked.commits) batches.add(writes, settle);
  });
}

async function close(db: Database.Database, batches: Batches): Promise<void> {
  await batches.close();
  db.close();
  port?.close();
}

function toldOf(verdict: Verdict): ToldVerdict {
  if ("failed" in verdict) return errorOf(verdict.failed);
  return verdict.done ? null : verdict;
}

function errorOf(error: unknown): ToldError {
  const cause = error instanceof StoreFault ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return {
    message,
    ...(error instanceof StoreFault && { fault: error.code }),
    ...(cause instanceof Error && "code" in cause && { code: String(cause.code) }),
  };
}
