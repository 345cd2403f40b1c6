/** Whatever an officer types while they help somebody, nothing that is known of that one is shown to them. */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { septets } from "../../src/base/gsm7.ts";
import { addOfficer, helping, OFFICER } from "../session/assisting.ts";
import { Call, REPORT, referenceIn } from "../session/call.ts";
import { openWorld, type World } from "../world.ts";

const CITIZEN = "+254711000222";
/** What stands in requests and drafts of the citizen's, and of the officer's own. */
const SECRETS = ["ZEBRA", "GIRAFFE", "OKAPI", "IMPALA"];

let world: World;
let known: string[];
beforeAll(async () => {
  world = await openWorld();
  await addOfficer(world, "s1", OFFICER);
  known = [...SECRETS];
  for (const [phone, sent, draft] of [
    [CITIZEN, "ZEBRA", "GIRAFFE"],
    [OFFICER, "OKAPI", "IMPALA"],
  ] as const) {
    const [language, ...form] = REPORT;
    const answers = form.map((typed) => (typed === "Near the gate" ? `${sent} HOUSE` : typed));
    const call = await new Call(world, { phone }).dial();
    known.push(referenceIn(await call.type(language, ...answers, "1")));
    const next = await new Call(world, { phone }).dial();
    await next.type(...form.slice(0, 5), `${draft} HOUSE`);
  }
  return () => world.close();
});

const typed = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 9 }).map(String) },
  { weight: 2, arbitrary: fc.constantFrom("00", "98", "97", "a", "12345678", "30027112") },
  { weight: 1, arbitrary: fc.constantFrom("KARIBU", "0711000222", "7", "48210372") },
);

test("no answer, draft or reference of theirs, and none of the officer's own", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(typed, { minLength: 5, maxLength: 25 }), async (replies) => {
      world.time.now += 60_000;
      const call = await helping(world, { typed: CITIZEN });
      // At the main menu, or at what was begun for them before.
      expect(await call.send()).toMatch(/^CON (For \+254711000222|You stopped)/);
      for (const reply of replies) {
        const shown = await call.type(reply);
        if (shown.startsWith("END")) break;
        expect(septets(shown)).toBeLessThanOrEqual(160 + 4);
        const body = shown.replaceAll(/\+254[0-9 ]+/g, "");
        for (const secret of known) expect(body).not.toContain(secret);
        expect(body).not.toContain("My requests");
      }
    }),
    { numRuns: 40, seed: 8 },
  );
  expect(world.log.join("\n")).not.toMatch(/ZEBRA|OKAPI|254711000/);
});
