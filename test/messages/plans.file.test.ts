/** How the engine finds what is to be sent, and what is not any more: as many as are taken, of however many wait. */
import { expect, test } from "vitest";
import { openSender } from "../../src/messages/sender.ts";
import { openWatched } from "../store/plans.ts";
import { testVault } from "../store/vault.ts";
import { NOON, RULES } from "./post.ts";

test("a look and a sweep read the messages that they take, and not all that wait", async () => {
  const { store, plans } = openWatched();
  const provider = { name: "none", send: () => Promise.reject(new Error("none is to be sent")) };
  const sender = openSender({
    store,
    vault: testVault(),
    provider: { ...provider, balance: () => Promise.resolve(null) },
    clock: () => NOON,
    monotonic: () => NOON,
    rules: () => RULES,
  });
  await sender.drain();
  await sender.sweep();
  // In the order in which they leave: they are not sorted, however many are due at one instant.
  const inOrder = "SEARCH messages USING INDEX messages_due (state=? AND class=? AND due_at<?)";
  const byId = "SEARCH messages USING INDEX sqlite_autoindex_messages_1 (id=?); LIST SUBQUERY 1; ";
  expect(plans.get("messages.due")?.split("; ")[0]).toBe(inOrder);
  expect(plans.get("messages.due")).not.toContain("TEMP B-TREE");
  const bites = ["messages.pull_back", "messages.expire"].map((name) => plans.get(name));
  expect(bites).toEqual([
    `${byId}SEARCH messages USING COVERING INDEX messages_due (state=? AND class=? AND due_at>?)`,
    `${byId}SEARCH messages USING INDEX messages_expires_at (state=? AND expires_at<?)`,
  ]);
});
