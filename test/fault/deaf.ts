/**
 * A server broken on purpose: it takes every commit for done, those that failed too. Loaded before the server
 * (`--import`), to show that the check would notice.
 */
import { Writer } from "../../src/store/writer.ts";

const add = Reflect.get(Writer.prototype, "add");
Writer.prototype.add = function addDeaf(writes, settle) {
  add.call(this, writes, (verdict) => settle("failed" in verdict ? { done: true } : verdict));
};
