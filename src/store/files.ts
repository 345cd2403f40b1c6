/** Files and their names, on the disk. */
import { closeSync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";

/** A file that was written by others is on the disk from now on. */
export function syncFile(file: string): void {
  sync(file, "r+");
}

/** So is the name it has now. Windows knows no such thing, and needs none. */
export function syncFolderOf(file: string): void {
  if (process.platform !== "win32") sync(dirname(file), "r");
}

function sync(path: string, flags: "r" | "r+"): void {
  const opened = openSync(path, flags);
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
