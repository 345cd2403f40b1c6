/**
 * A server broken on purpose: it says that a commit is on the disk before it is. Loaded before the server
 * (`--import`), to show that the check would notice.
 */
import { Writer } from "../../src/store/writer.ts";

const add = Reflect.get(Writer.prototype, "add");
Writer.prototype.add = function addEarly(writes, settle) {
  add.call(this, writes, () => {});
  settle({ done: true });
};
