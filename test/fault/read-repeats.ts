/**
 * A node broken on purpose: it gives a reply again because it can be read, without the commit that a standby has
 * to have. Loaded before the node (`--import`), to show that the check would notice.
 */
import { Commits } from "../../src/store/postgres/commits.ts";

const learn = Reflect.get(Commits.prototype, "learn");
const add = Reflect.get(Commits.prototype, "add");
let touch = -1;

Commits.prototype.learn = function learnTouch(number, text) {
  if (text.name === "session.touch") touch = number;
  learn.call(this, number, text);
};
Commits.prototype.add = function addAllBut(writes, settle) {
  if (writes.length === 1 && writes[0]?.[0] === touch) settle({ done: true });
  else add.call(this, writes, settle);
};
