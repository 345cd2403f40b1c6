/**
 * Loaded before the simulation, or a server (`--import`): plants the bug that the command, or the variable `PLANT`,
 * names, by an edit of its module's text.
 */
import { bugOf } from "./bugs.ts";
import { edit } from "./edit.ts";

const named = process.argv[process.argv.indexOf("--plant") + 1];
edit(bugOf(process.env["PLANT"] ?? named ?? ""));
