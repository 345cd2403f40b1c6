/** The project's own files as text, read without git: it need not be installed to run the tests. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface SourceFile {
  /** From the project's root, with `/`. */
  path: string;
  text: string;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What .gitignore names, what git keeps, and what npm writes. */
const NOT_OURS = new Set([".git", "node_modules", "data", "coverage", "package-lock.json"]);
/** Written by hand; `.ci/run`, `LICENSE` and `.gitignore` have no more of a name than this. */
const WRITTEN = /(^|\/)(\.?[A-Za-z]+|[^/]+\.(ts|json|md|ya?ml|csv|sql|journey|txt))$/;

/** Every file of ours under a folder of the project; all of them without a folder. */
export function filesUnder(folder = ""): SourceFile[] {
  return readdirSync(ROOT + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.has(path)) return [];
    if (entry.isDirectory()) return filesUnder(path);
    return WRITTEN.test(path) ? [{ path, text: readFileSync(ROOT + path, "utf8") }] : [];
  });
}

/**
 * The code without its comments, line for line. Knows comments where the formatter puts them: at the
 * start of a line or after a space.
 */
export function withoutComments(text: string): string {
  return text
    .replace(/(^|\s)\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/(^|\s)\/\/.*$/gm, "$1");
}

/** Calls `fault` with every match in the code and gives `path:line: words` where it gave words. */
export function faultsIn(
  { path, text }: SourceFile,
  pattern: RegExp,
  fault: (match: RegExpExecArray) => string | null,
): string[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const words = fault(match);
    return words === null
      ? []
      : [`${path}:${text.slice(0, match.index).split("\n").length}: ${words}`];
  });
}
