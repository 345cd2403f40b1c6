/** What is loaded when a file is started: all that it imports, and what that imports. */
import { posix } from "node:path";
import { withoutComments, type SourceFile } from "./source.ts";

/** An import that is more than a type; one that is only made while running too. */
const LOADED =
  /^(?:import|export)\b(?!\s+type\b)[^;"]*?\bfrom\s+"(\.[^"]+)"|^import\s+"(\.[^"]+)"|\bimport\(\s*"(\.[^"]+)"/gm;

/** Paths of files of ours that a file loads itself. */
function loadedBy({ path, text }: SourceFile): string[] {
  return [...withoutComments(text).matchAll(LOADED)].map(([, from, bare, lazy]) =>
    posix.join(posix.dirname(path), from ?? bare ?? lazy ?? ""),
  );
}

/** The shortest way from a file to another, in files; null where none leads there. Pure. */
export function wayTo(files: readonly SourceFile[], from: string, to: string): string[] | null {
  const all = new Map(files.map((file) => [file.path, file]));
  const seen = new Set([from]);
  const ways = [[from]];
  for (const way of ways) {
    const here = way.at(-1) ?? "";
    if (here === to) return way;
    const file = all.get(here);
    for (const next of file === undefined ? [] : loadedBy(file)) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return null;
}

/** Which files load another one themselves. Pure. */
export function loadersOf(files: readonly SourceFile[], of: string): string[] {
  return files.filter((file) => loadedBy(file).includes(of)).map(({ path }) => path);
}
