/**
 * A store broken on purpose: it believes that its writes are synced, as the driver by itself has it in WAL
 * mode. Loaded before the store (`--import`), to show that the check would notice.
 */
import Database from "better-sqlite3";

const pragma = Reflect.get(Database.prototype, "pragma");
Database.prototype.pragma = function pragmaNormal(source, options) {
  if (source === "synchronous") return 2;
  return pragma.call(this, source.replace("synchronous = FULL", "synchronous = NORMAL"), options);
};
