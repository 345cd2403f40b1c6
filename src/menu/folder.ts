/**
 * The menus folder as files: the only place of this room that touches the disk.
 *
 * Called by `session/follow` and the `check` command; everything else takes `MenuFiles`.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { MenuFiles } from "./source.ts";

/**
 * Reads `*.yaml`, `words/*.yaml` and `data/*.csv` of a folder, and `*.yml`, `*.YAML` or `*.CSV` to say that it is none.
 * Other files are not menus and are left alone.
 * Rejects with the file system's error when the folder is not there or not readable.
 */
export async function readFolder(folder: string): Promise<MenuFiles> {
  const paths = await pathsIn(folder);
  const contents = await Promise.all(paths.map((path) => readFile(join(folder, path), "utf8")));
  return new Map(paths.map((path, index) => [path, contents[index] ?? ""]));
}

/**
 * Differs after any change of a file that `readFolder` reads, however it was saved: written over,
 * renamed over, taken away. Rejects as `readFolder` does.
 */
export async function signatureOf(folder: string): Promise<string> {
  const paths = await pathsIn(folder);
  const stats = await Promise.all(paths.map((path) => stat(join(folder, path))));
  return stats
    .map(({ ino, size, mtimeMs }, at) => `${paths[at]} ${ino} ${size} ${mtimeMs}`)
    .join("\n");
}

/** True where a folder is at this path. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Not there, or not to be looked at: it is none for us.
    return false;
  }
}

async function pathsIn(folder: string): Promise<string[]> {
  const menus = await namesIn(folder, /\.ya?ml$/i);
  const data = await namesBelow(folder, "data", /\.csv$/i);
  return [...menus, ...(await namesBelow(folder, "words", /\.ya?ml$/i)), ...data];
}

/** Paths in a folder of the menus, which need not be there. */
async function namesBelow(folder: string, below: string, names: RegExp): Promise<string[]> {
  const found = await namesIn(join(folder, below), names).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  return found.map((name) => `${below}/${name}`);
}

async function namesIn(folder: string, names: RegExp): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && names.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}
