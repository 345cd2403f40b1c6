/**
 * The first line of a menu file that Njia writes, by which editors find the schema.
 *
 * Owns how the schemas are named: from where the file lies in the project, and by their whole address from
 * anywhere else, so that such a folder may be moved. Called by `new` and `words import`.
 */
import { realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const PROJECT = realpathSync(fileURLToPath(new URL("../..", import.meta.url)));

/** @param folder the menus folder, which is there; `file` may not be there yet */
export function schemaLine(folder: string, file: string, schema: "service" | "words"): string {
  const path = join(PROJECT, "docs", "schema", `${schema}.schema.json`);
  const at = dirname(resolve(folder, file));
  // Through a link, an editor counts the folders of the link.
  const direct = realpathSync(folder) === resolve(folder);
  const within = direct && (at === PROJECT || at.startsWith(`${PROJECT}${sep}`));
  const named = within ? relative(at, path).replaceAll(sep, "/") : pathToFileURL(path).href;
  return `# yaml-language-server: $schema=${named}`;
}
