/**
 * The menus folder as files: the only place of this room that touches the disk.
 *
 * Called by `session/follow` and the `check` command; everything else takes `MenuFiles`.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MenuFiles } from "./source.ts";

/**
 * Reads `*.yaml` and `data/*.csv` of a folder. Other files are not menus and are left alone.
 * Rejects with the file system's error when the folder is not there or not readable.
 */
export async function readFolder(folder: string): Promise<MenuFiles> {
  const menus = await namesIn(folder, ".yaml");
  const data = await namesIn(join(folder, "data"), ".csv").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  const paths = [...menus, ...data.map((name) => `data/${name}`)];
  const contents = await Promise.all(paths.map((path) => readFile(join(folder, path), "utf8")));
  return new Map(paths.map((path, index) => [path, contents[index] ?? ""]));
}

async function namesIn(folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith(ending))
    .map((entry) => entry.name)
    .sort();
}
