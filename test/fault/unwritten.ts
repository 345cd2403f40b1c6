/**
 * A store broken on purpose: it takes the log as it finds it for one that is on the disk. Loaded before the server
 * (`--import`), to show that the check would notice.
 */
import { edit } from "../simulation/planted/edit.ts";

edit({
  name: "the log is not written out",
  file: "store/sqlite.ts",
  find: "if (lease !== null) writeOutLog(db);",
  put: "",
});
