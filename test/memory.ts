/**
 * A folder in memory for what tests write. On a disk each commit waits for it: the tests of messages took 11 s
 * in memory and 27 on a disk, those on PostgreSQL 28 and 77.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";

const SHARED = "/dev/shm";
/** Bytes: a run leaves at most a tenth of it there at once. */
const FREE_MIN = 4_000_000_000;

/** Has whatever is started from here on write there, where there is one and nobody chose another. */
export function writeInMemory(): void {
  const folder = memoryFolder();
  if (folder !== null) process.env["TMPDIR"] ??= folder;
}

/** Null where the system has none that is large enough, or lets nothing be run in it, as PostgreSQL is. */
function memoryFolder(): string | null {
  try {
    const { bavail, bsize } = statfsSync(SHARED);
    return bavail * bsize >= FREE_MIN && runs(SHARED) ? SHARED : null;
  } catch {
    // None at all, or not for us: the disk does as well.
    return null;
  }
}

function runs(folder: string): boolean {
  const own = mkdtempSync(join(folder, "njia-runs-"));
  try {
    copyFileSync("/bin/true", join(own, "true"));
    return spawnSync(join(own, "true")).status === 0;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
