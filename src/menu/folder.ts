/**
 * The menus folder as files: the only place of this room that touches the disk.
 *
 * Called by `session/follow` and the `check` command; everything else takes `MenuFiles`.
 */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { TABLE_BYTES_MAX } from "./data.ts";
import type { MenuFiles } from "./source.ts";
import { FILE_BYTES_MAX } from "./yaml.ts";

/**
 * Reads `*.yaml`, `words/*.yaml` and `data/*.csv` of a folder, and `*.yml`, `*.YAML` or `*.CSV` to say that it is none.
 * Other files are not menus and are left alone.
 * Rejects with the file system's error when the folder is not there or not readable, or a file is none.
 */
export async function readFolder(folder: string): Promise<MenuFiles> {
  const paths = await pathsIn(folder);
  const contents = await Promise.all(paths.map((path) => textOf(folder, path)));
  return new Map(paths.map((path, index) => [path, contents[index] ?? ""]));
}

/**
 * A file as far as a release can have it: a letter beyond shows that it is too large, and the checker tells so.
 * No pipe or device is opened: nobody may ever write into the one, and the other may have no end.
 */
async function textOf(folder: string, path: string): Promise<string> {
  const file = join(folder, path);
  const kind = await stat(file);
  if (!kind.isFile()) {
    const code = kind.isDirectory() ? "EISDIR" : "EFTYPE";
    throw Object.assign(new Error(`${file} is no file`), { code, path: file });
  }
  const end = /\.csv$/i.test(path) ? TABLE_BYTES_MAX : FILE_BYTES_MAX;
  return (await buffer(createReadStream(file, { end }))).toString("utf8");
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
