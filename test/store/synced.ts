/** What is synced and what gets which name, in order, while a test goes on: a power cut may come in between. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";
import { onTestFinished, vi } from "vitest";

/** Lines such as `sync njia.db` and `njia.db.part is njia.db`; folders are synced as `sync .`. */
export function watchSyncs(): string[] {
  const lines: string[] = [];
  const paths = new Map<number, string>();
  const { openSync, fsyncSync, renameSync, linkSync } = fs;
  const short = (path: unknown) =>
    fs.statSync(String(path)).isDirectory() ? "." : basename(String(path));
  const spies = [
    vi.spyOn(fs, "openSync").mockImplementation((path, flags, mode) => {
      const opened = openSync(path, flags, mode);
      paths.set(opened, short(path));
      return opened;
    }),
    vi.spyOn(fs, "fsyncSync").mockImplementation((opened) => {
      fsyncSync(opened);
      lines.push(`sync ${paths.get(opened)}`);
    }),
    vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
      lines.push(`${short(from)} is ${basename(String(to))}`);
      renameSync(from, to);
    }),
    vi.spyOn(fs, "linkSync").mockImplementation((from, to) => {
      lines.push(`${short(from)} is ${basename(String(to))}`);
      linkSync(from, to);
    }),
  ];
  syncBuiltinESMExports();
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
    syncBuiltinESMExports();
  });
  return lines;
}
