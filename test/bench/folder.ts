/** A folder on a real disk for one run: an fsync into memory costs nothing and would prove nothing. */
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Magic numbers of file systems that live in memory: tmpfs and ramfs, as Linux reports them. */
const IN_MEMORY: readonly number[] = [0x01021994, 0x858458f6];

function onDisk(folder: string): boolean {
  return !IN_MEMORY.includes(statfsSync(folder).type);
}

/** In the system's folder for temporary files, or in `data/bench` where that one is in memory. */
export function benchFolder(): string {
  const ours = join(import.meta.dirname, "../../data/bench");
  const under = onDisk(tmpdir()) ? tmpdir() : ours;
  mkdirSync(under, { recursive: true });
  if (!onDisk(under)) throw new Error(`${under} is in memory: the bench needs a disk`);
  const folder = mkdtempSync(join(under, "njia-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
