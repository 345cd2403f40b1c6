/** Menu files as two things at once: what is written in them, and what it comes to. */
import { compile } from "./compile.ts";
import type { Release } from "./model.ts";
import { readMenus } from "./read.ts";
import type { MenuFiles, MenuSource } from "./source.ts";

export interface Parts {
  source: MenuSource;
  release: Release;
}

/** Null without a channel file that can be read. Checks nothing. */
export function partsOf(files: MenuFiles, digest: string): Parts | null {
  const { source } = readMenus(files);
  return source === null ? null : { source, release: compile(source, digest) };
}
