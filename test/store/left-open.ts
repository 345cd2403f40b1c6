/** Commits, says so, and ends without closing its store. */
import { openFile } from "./open-file.ts";
import { add } from "./rows.ts";

const [file = ""] = process.argv.slice(2);

const store = openFile({ file, serve: true });
const { done } = await store.commit([add("left")]);
process.stdout.write(done ? "done\n" : "not done\n");
