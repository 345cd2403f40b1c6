/** A standby that is waited for and hears nothing, while its primary is restarted. */
import { expect, onTestFinished, test } from "vitest";
import { findAnswer, keepAnswer } from "../../src/staff/answers.ts";
import { openBeside } from "../store/open.ts";
import { openPair } from "../store/pair.ts";
import { ask } from "../store/standby.ts";
import { testVault } from "../store/vault.ts";

test("a call is answered again when the standby has the answer, not when the primary has it", async () => {
  const { primary, standby, between, place } = await openPair();
  const store = await openBeside(place, true);
  onTestFinished(() => store.close());
  const vault = testVault();
  const called = { staff: "s1", key: "k1", content: "POST /x {}", at: Date.UTC(2026, 10, 23) };
  const kept = { status: 200, body: "{}" };
  const unanswered = { code: "unanswered" };
  const find = () => findAnswer(store, vault, called);

  between.silence();
  const keeping = store.commit([keepAnswer(vault, called, kept)]);
  await expect(keeping).rejects.toMatchObject(unanswered);
  await primary.kill();
  await primary.start();
  await expect(find()).rejects.toMatchObject(unanswered);

  between.mend();
  between.reset();
  await expect.poll(() => find().catch(() => null), { timeout: 30_000 }).toEqual(kept);
  await primary.kill();
  expect(await ask(standby, "select key from idempotency")).toEqual([{ key: "k1" }]);
});
