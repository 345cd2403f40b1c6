/**
 * Loaded before the simulation, or a server (`--import`): plants the bug that the command, or the variable `PLANT`,
 * names, by an edit of its module's text.
 */
import { registerHooks } from "node:module";
import { bugOf } from "./bugs.ts";

const named = process.argv[process.argv.indexOf("--plant") + 1];
const bug = bugOf(process.env["PLANT"] ?? named ?? "");
const place = new URL(`../../../src/${bug.file}`, import.meta.url).href;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (url !== place) return loaded;
    const text = Buffer.from(loaded.source as Uint8Array).toString(); // as Node reads a file
    const parts = text.split(bug.find);
    if (parts.length !== 2)
      throw new Error(`${bug.file} has ${parts.length - 1} places for: ${bug.name}`);
    return { ...loaded, source: parts.join(bug.put) };
  },
});
