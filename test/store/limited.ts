/**
 * A server whose files may not grow beyond a limit its shell has set: prints what became of a commit
 * beyond it and of its neighbours. With `read` it begins as somebody who only reads.
 */
import { StoreFault } from "../../src/store/fault.ts";
import { openReader } from "../../src/store/sqlite.ts";
import { openFile } from "./open-file.ts";
import { add, allSettings } from "./rows.ts";

const [file = "", how = "serve"] = process.argv.slice(2);

if (how === "read") openReader(file);
const store = openFile({ file, serve: true });
const outcome = (name: string, value: string) =>
  store.commit([add(name, value)]).catch((error: unknown) => {
    if (!(error instanceof StoreFault)) throw error;
    return { code: error.code, fatal: error.fatal };
  });
const small = await outcome("small", "x");
const large = await outcome("large", "x".repeat(1_000_000));
const after = await outcome("after", "x");
const kept = (await store.read(allSettings, {})).map(({ name }) => name);
process.stdout.write(JSON.stringify({ small, large, after, kept }));
await store.close();
