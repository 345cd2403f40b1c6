/** Files and their names, on the disk. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** Makes the folder of a file, where it is not there. */
export function makeFolderOf(file: string): void {
  const folder = dirname(file);
  if (existsSync(folder)) return;
  makeFolderOf(folder);
  try {
    // One after the other: of a folder below /proc, which cannot be made, `recursive` tries for ever.
    mkdirSync(folder);
  } catch (error) {
    // Somebody else has.
    if (!existsSync(folder)) throw error;
  }
}

/** Where a file is behind all symbolic links, or will be once it is made; its folder is there. */
export function realPath(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  const folder = realpathSync(dirname(file));
  const path = join(folder, basename(file));
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink ? realPath(resolve(folder, readlinkSync(path))) : path;
}

/** A file that was written by others is on the disk from now on. */
export function syncFile(file: string): void {
  sync(file, "r+");
}

/** So is the name it has now. Windows knows no such thing, and needs none. */
export function syncFolderOf(file: string): void {
  if (process.platform !== "win32") sync(dirname(file), "r");
}

/** Below what a trace of the fault run shows whole. */
const CHUNK_BYTES = 65_536;

/** Puts into a file what can be read from it, and syncs it: what the system only remembers is on the disk too. */
export function rewriteFile(file: string): void {
  const opened = openSync(file, "r+");
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    let at = 0;
    for (;;) {
      const read = readSync(opened, chunk, 0, CHUNK_BYTES, at);
      if (read === 0) break;
      // What is left of a write that came to less is read once more.
      at += writeSync(opened, chunk, 0, read, at);
    }
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function sync(path: string, flags: "r" | "r+"): void {
  const opened = openSync(path, flags);
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
