/**
 * What one hop costs, part by part, in microseconds of the thread that does it.
 *
 * Each part is the real function, alone, on what the bench's own dialogues asked of it. Alone a
 * part finds warm caches and an idle collector, so the parts come to less than the whole; what is
 * missing stands in the table as the rest.
 */
import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { newMacKey, secretsOf, textMac } from "../../src/base/vault.ts";
import { systemRandom } from "../../src/base/ids.ts";
import { africastalking } from "../../src/gateway/africastalking/africastalking.ts";
import { openLog } from "../../src/insight/log.ts";
import { openSink } from "../../src/insight/sink.ts";
import { openMetrics } from "../../src/insight/metrics.ts";
import { screenOf } from "../../src/menu/screen.ts";
import { step } from "../../src/menu/step.ts";
import { connect } from "../../src/store/connection.ts";
import { upgrade } from "../../src/store/migrate.ts";
import { openSqlite, storeOn } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { collect, FACTS, turned, type Collected } from "./collect.ts";
import { configIn, GATEWAY_KEY } from "./settings.ts";
import { median } from "./table.ts";

export interface Cost {
  thread: "server" | "writer";
  part: string;
  micros: number;
}

export interface CostOptions {
  folder: string;
  /** Commits of a batch, as the server under load had them. */
  batch: number;
  sessions: number;
  /** Times each part is measured; the median counts. */
  passes: number;
}

/** Every part but HTTP, which only a server has. */
export async function costs({ folder, batch, sessions, passes }: CostOptions): Promise<Cost[]> {
  const collected = await collect(configIn(join(folder, "cost")), sessions);
  const measure = (
    part: string,
    hops: number,
    run: () => unknown,
    thread: Cost["thread"] = "server",
  ) => timed(passes, { thread, part }, hops, run);
  const { hops, store, reads } = collected;
  const turns = turned(collected.release);
  const replies = hops.map(({ body, result }) => ({ body, reply: result.reply }));
  const rows: Cost[] = [
    await measure("parsing the body, writing the reply", hops.length, () => {
      for (const { body, reply } of replies) {
        africastalking.readHop(body);
        africastalking.writeReply(reply);
      }
    }),
    await measure("MACs and keyed hashes", hops.length, () => macs(collected)),
    await measure("load", hops.length, async () => {
      for (const { statement, values } of reads) await store.read(statement, values);
    }),
    await measure("step", turns.length * 40, () => {
      for (let again = 0; again < 40; again++) {
        for (const { before, input } of turns) step(collected.release, before, input);
      }
    }),
    await measure("texts and screen", turns.length * 40, () => {
      for (let again = 0; again < 40; again++) {
        for (const { after } of turns) screenOf(collected.release, after, FACTS);
      }
    }),
    await measure("opening seals, JSON of what is kept", hops.length, keeping(collected)),
    await measure("log line and counters", hops.length, noting(folder, collected)),
    await measure("sealing", hops.length, () => sealing(collected), "writer"),
  ];
  await store.close();
  rows.push(await handing(folder, passes, collected));
  return [...rows, ...(await committing(folder, batch, passes, collected))];
}

/** Processor microseconds of this thread meanwhile: what else the machine does is not in it. */
async function threadMicros(run: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await run();
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
}

/**
 * Processor time before anything is measured. The compiler is at work for some 20,000 calls of a part: with
 * two passes to warm up, a part that takes 4.4 µs was measured at 6 to 14.
 */
const WARM_MICROS = 500_000;

async function timed(
  passes: number,
  what: Omit<Cost, "micros">,
  hops: number,
  run: () => unknown,
): Promise<Cost> {
  const micros: number[] = [];
  for (let warmed = 0; warmed < WARM_MICROS;) warmed += await threadMicros(run);
  for (let pass = 0; pass < passes; pass++) {
    micros.push((await threadMicros(run)) / hops);
  }
  return { ...what, micros: median(micros) };
}

/** The key of the URL, the phone and the session's mark, and two texts but for the first hop. */
function macs({ hops, lookups, vault }: Collected): void {
  for (const { kind, value } of lookups) vault.lookups(kind, value);
  const key = newMacKey(systemRandom);
  const matches = secretsOf([GATEWAY_KEY]);
  for (const { hop } of hops) {
    matches(GATEWAY_KEY);
    textMac(key, hop.text);
    if (hop.text !== "") textMac(key, hop.text.slice(0, -2));
  }
}

function keeping({ vault, seals, opens }: Collected): () => void {
  // A phone is kept as it is, and of a session's lines only the first is made anew.
  const kept = seals.flatMap(({ plain }) =>
    plain.startsWith("{") ? [JSON.parse(plain.split("\n", 1)[0] ?? "") as object] : [],
  );
  return () => {
    for (const value of kept) JSON.stringify(value);
    for (const { at, sealed } of opens) vault.open(at, sealed);
  };
}

function sealing({ vault, seals }: Collected): void {
  for (const words of seals) vault.seal(words);
}

function noting(folder: string, { hops }: Collected): () => void {
  const file = openSync(join(folder, "cost.log"), "w");
  const log = openLog(
    "info",
    openSink((bytes) => writeSync(file, bytes)),
  );
  const metrics = openMetrics();
  return () => {
    for (const { result } of hops) {
      const { service, outcome, repeated, session } = result;
      const fact = { gateway: "africastalking", service, outcome, repeated };
      metrics.hop({ ...fact, seconds: 0.004 });
      log.hop({ ...fact, session, ms: 4.25 });
    }
  };
}

/** What it takes of the server's thread that the writer commits: messages both ways, promises. */
async function handing(folder: string, passes: number, { commits }: Collected): Promise<Cost> {
  const micros: number[] = [];
  const { vaultKeys } = configIn(folder);
  for (let pass = -1; pass < passes; pass++) {
    const file = join(folder, `cost/handed${pass}.db`);
    const store = openSqlite({ file, serve: true, vaultKeys });
    const all = await threadMicros(() => commitAll(store, commits, CALLERS));
    if (pass >= 0) micros.push(all / commits.length);
    await store.close();
  }
  return { thread: "server", part: "handing writes over", micros: median(micros) };
}

/** So many at a time. */
async function commitAll(store: Store, commits: Collected["commits"], size: number): Promise<void> {
  for (let at = 0; at < commits.length; at += size) {
    await Promise.all(commits.slice(at, at + size).map((writes) => store.commit(writes)));
  }
}

/** Citizens who wait at the same time under load. */
const CALLERS = 128;
/** Bytes that a seal adds to its words. */
const SEAL_BYTES = 35;

/** The same writes into new files, in batches, without an fsync and with one; by turns. */
async function committing(
  folder: string,
  batch: number,
  passes: number,
  { commits }: Collected,
): Promise<Cost[]> {
  const size = Math.max(1, Math.round(batch));
  const blank = Buffer.alloc(1_000_000);
  const micros = { OFF: [] as number[], FULL: [] as number[] };
  for (let pass = -1; pass < passes; pass++) {
    for (const synchronous of ["OFF", "FULL"] as const) {
      const db = connect(join(folder, `cost/${synchronous}${pass}.db`));
      upgrade(db);
      const store = storeOn(db, {
        seal: ({ plain }) => blank.subarray(0, plain.length + SEAL_BYTES),
      });
      // A store insists on FULL when it opens.
      db.pragma(`synchronous = ${synchronous}`);
      const all = await threadMicros(() => commitAll(store, commits, size));
      if (pass >= 0) micros[synchronous].push(all / commits.length);
      await store.close();
    }
  }
  const sql = median(micros.OFF);
  return [
    { thread: "writer", part: "SQL, the write to the log file included", micros: sql },
    {
      thread: "writer",
      part: `its share of an fsync's work, ${size} commits to one`,
      micros: Math.max(0, median(micros.FULL) - sql),
    },
  ];
}
