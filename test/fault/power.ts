/**
 * Power cuts: a store's writes and syncs are recorded once, and its files rebuilt as a cut at any point of
 * them would leave them.
 *
 * A recording is made with `strace`, of the real driver in the real threads. Cutting takes no power and
 * some milliseconds, so that many are tried of each recording.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { Disk } from "./disk.ts";
import { dice } from "./random.ts";
import { eventsIn, STRACE, type Event } from "./trace.ts";

const SERVER = join(import.meta.dirname, "../store/server.ts");

export interface PowerRun {
  cuts: number;
  /** Commits that were told in the recording. */
  acknowledged: number;
  /** Told commits that were not found, summed over all cuts, and in the worst of them. */
  lost: number;
  worst: number;
  /** Cuts after which SQLite found the file unsound, or could not open it. */
  unsound: number;
}

export interface Recorded {
  /** Commits after which the last server kills itself. */
  acknowledged: number;
  /** Of Node's own. */
  flags: readonly string[];
  /** Of a server before it, the sync that fails: it ends, and what it had not synced is in the system's memory alone. */
  failsAt?: number;
}

/** Records a server until so many commits were acknowledged. @throws where strace cannot be had */
export async function record(folder: string, { failsAt, ...last }: Recorded): Promise<Event[]> {
  if (failsAt === undefined) return recordOne(folder, "0", last);
  const fails = ["-e", `inject=fsync,fdatasync:error=EIO:when=${failsAt}`];
  const first = await recordOne(folder, "0", { ...last, acknowledged: Infinity }, fails);
  if (!first.some(({ is }) => is === "unsynced")) throw new Error("no sync has failed");
  return [...first, ...(await recordOne(folder, "1", last))];
}

async function recordOne(
  folder: string,
  life: string,
  { acknowledged, flags }: Omit<Recorded, "failsAt">,
  fails: readonly string[] = [],
): Promise<Event[]> {
  const file = join(folder, "njia.db");
  const trace = join(folder, "trace");
  const server = [process.execPath, ...flags, SERVER, file, life, String(acknowledged)];
  // It ends with the server, which kills itself; what one says whose sync failed is what it should.
  const child = spawn("strace", [...STRACE, ...fails, "-o", trace, ...server], {
    stdio: ["ignore", "ignore", fails.length > 0 ? "ignore" : "inherit"],
  });
  await once(child, "exit");
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(trace) })) lines.push(line);
  rmSync(trace);
  const ours = new Set(["", "-wal", "-journal"].map((suffix) => file + suffix));
  return [...eventsIn(lines)].filter((event) => event.is === "told" || ours.has(event.file));
}

/** Cuts at as many points as asked for, of the seed's choosing; each loses all or any part. */
export function cutAtRandom(
  folder: string,
  events: readonly Event[],
  { cuts, seed }: { cuts: number; seed: number },
): PowerRun {
  const random = dice(seed);
  const first = events.findIndex((event) => event.is === "told");
  const points = new Set<number>();
  while (points.size < Math.min(cuts, events.length - first)) {
    points.add(random.between(first, events.length - 1));
  }
  const run: PowerRun = { cuts: points.size, acknowledged: 0, lost: 0, worst: 0, unsound: 0 };
  const disk = new Disk();
  const told: string[] = [];
  for (const [point, event] of events.entries()) {
    disk.take(event);
    if (event.is === "told")
      told.push(...event.text.split("\n").filter((name) => /^\d/.test(name)));
    if (!points.has(point)) continue;
    const lost = lostAfter(folder, disk.afterCut(random.next() < 0.5 ? null : random), told);
    if (lost === null) run.unsound++;
    else {
      run.lost += lost;
      run.worst = Math.max(run.worst, lost);
    }
  }
  return { ...run, acknowledged: told.length };
}

/** How many of those told are not in the files; null where they are unsound. */
function lostAfter(
  folder: string,
  files: ReadonlyMap<string, Buffer>,
  told: readonly string[],
): number | null {
  const under = join(folder, "found");
  rmSync(under, { recursive: true, force: true });
  mkdirSync(under);
  const file = join(under, "njia.db");
  for (const [name, bytes] of files)
    writeFileSync(file + /(-wal|-journal)?$/.exec(name)?.[0], bytes);
  const db = new Database(file);
  try {
    if (db.pragma("integrity_check", { simple: true }) !== "ok") return null;
    // Where not even its migrations are on the disk, the file is sound and empty.
    const made = db.prepare("select 1 from sqlite_master where name = 'settings'").get();
    const found = made === undefined ? [] : db.prepare("select name from settings").pluck().all();
    const names = new Set(found);
    return told.filter((name) => !names.has(name)).length;
  } catch {
    return null;
  } finally {
    db.close();
  }
}
