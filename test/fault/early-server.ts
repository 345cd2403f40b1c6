/**
 * A node broken on purpose: it says that a commit is on the server's disk before it is. Loaded before the node
 * (`--import`), to show that the check would notice.
 */
import { Commits } from "../../src/store/postgres/commits.ts";

const add = Reflect.get(Commits.prototype, "add");
Commits.prototype.add = function addEarly(writes, settle) {
  add.call(this, writes, () => {});
  settle({ done: true });
};
