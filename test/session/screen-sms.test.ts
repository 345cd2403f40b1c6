import { expect, test } from "vitest";
import { Call, testWorld } from "./call.ts";

/** From the main menu to the copy of the first lesson. */
const LESSON = ["2", "5", "1", "1", "1", "1", "1", "1", "2"];

test("a lesson's copy is sent once, however often the network repeats the hop", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  await call.type(...LESSON);
  expect(await world.sms()).toEqual([]);
  const shown = await call.type("2");
  expect(shown).toContain("We are sending you this lesson by SMS.");
  expect(await call.send()).toBe(shown);
  const sent = await world.sms();
  expect(sent.map(({ text }) => text)).toEqual([
    "Fake SMS: a link, hurry, a threat, or a question for your PIN. The county sends none of these. In doubt dial *384*99#. Free.",
  ]);
  expect(sent[0]?.to).toBe(call.callback.phone);
});

test("a certificate is told to whoever has its number, and a report is none", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  const done = await call.type(...LESSON, "1", "1");
  const ref = /Certificate (\d{4} \d{4})/.exec(done)?.[1] ?? "";
  expect(done).toMatch(/^END Well done!/);
  const report = await new Call(world, { phone: "+254711000003" }).dial();
  const received = await report.type("2", "3", "2", "1", "1", "1", "By the gate", "2", "1", "1");
  const other = /Report (\d{4} \d{4})/.exec(received)?.[1] ?? "";
  const checker = await new Call(world, { phone: "+254711000002" }).dial();
  expect(await checker.type("2", "5", "3", ref)).toContain(`Certificate ${ref} is VALID.`);
  expect(await checker.type(other)).toContain(`No certificate has number ${other}.`);
});
