/**
 * Where Node keeps the modules of Njia compiled. Each of some hundred processes of the tests would strip the types of
 * all of it anew, which is a fifth of its start.
 */
import { join } from "node:path";

const FOLDER = "NODE_COMPILE_CACHE";

/** For whatever is started from here on with these variables; another folder may be chosen. */
export function compileOnce(): void {
  process.env[FOLDER] ??= join(import.meta.dirname, "../node_modules/.cache/compiled");
}

/** For processes that are started with few variables, or none. */
export const COMPILED: Readonly<Record<string, string>> = ofProcess(process.env[FOLDER]);

function ofProcess(folder: string | undefined): Record<string, string> {
  return folder === undefined ? {} : { [FOLDER]: folder };
}
